package org.bandsaw.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.bandsaw.Job;
import org.bandsaw.Pipeline;
import org.bandsaw.budget.ChunkPolicy;
import org.bandsaw.budget.MemoryBudget;
import org.bandsaw.report.StreamReport;
import org.jspecify.annotations.Nullable;

/**
 * A shape under a memory budget, or without one.
 *
 * @param shape what the rows are like
 * @param mebibytes the budget; null for the usual one, half of the heap
 * @param rows how many there are
 * @param heapSamples at how many rows the live heap is looked at from outside the library: full
 *     collections in the middle of a chunk, less what is live before the run
 * @param foreignMebibytes live data of a host application beside the run
 */
record BudgetWorkload(
    BudgetShape shape,
    @Nullable Integer mebibytes,
    long rows,
    int heapSamples,
    int foreignMebibytes) {

  private static final double MEBIBYTE = 1 << 20;
  private static final long SEED = 7;
  private static final int FOREIGN_ARRAY_BYTES = 1 << 16;
  private static final int ARRAYS_PER_MEBIBYTE = (1 << 20) / FOREIGN_ARRAY_BYTES;
  private static final int MAX_RETRIES = 40;

  /** Runs, and answers what is printed: one JSON object. */
  String run() {
    shape.warmUp();
    List<byte[]> foreign = new ArrayList<>();
    for (int i = 0; i < foreignMebibytes * ARRAYS_PER_MEBIBYTE; i++) {
      foreign.add(new byte[FOREIGN_ARRAY_BYTES - 16]); // with its header
    }
    @Nullable HeapSampler seen = heapSamples > 0 ? new HeapSampler(rows, heapSamples, SEED) : null;
    Pipeline pipeline = shape.trainingPipeline();
    if (seen != null) {
      pipeline = pipeline.toBuilder().stage(seen).build();
    }
    Job job =
        pipeline
            .on(shape.source(rows))
            .name(shape.name())
            .chunks(
                ChunkPolicy.adaptive(1_000)
                    .maxRetries(MAX_RETRIES)
                    .onOverBudget(ChunkPolicy.OnOverBudget.REFUSE));
    if (mebibytes != null) {
      job = job.memory(MemoryBudget.ofMebibytes(mebibytes));
    }
    long began = System.nanoTime();
    StreamReport report = job.runStreaming();
    double seconds =
        (System.nanoTime() - began) / 1e9 - (seen == null ? 0 : seen.samplingSeconds());
    return json(report, seconds, seen, foreign.size() / ARRAYS_PER_MEBIBYTE);
  }

  private String json(
      StreamReport report, double seconds, @Nullable HeapSampler seen, int foreignHeld) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("shape", shape.name());
      json.writeNumberField("rows", report.rows().read());
      json.writeNumberField("job_s", rounded(seconds, 3));
      json.writeNumberField("rows_per_s", Math.round(report.rows().read() / seconds));
      ReportJson.memory(json, report.memory());
      if (seen != null) {
        heapSamples(json, seen);
      }
      json.writeNumberField("chunks", report.chunks().count());
      json.writeNumberField("splits", report.chunks().splits());
      json.writeNumberField("overruns", report.chunks().overruns());
      json.writeStringField("chunk_sizes", chunkSizesDigest(report));
      json.writeNumberField("foreign_mb", foreignHeld);
      ReportJson.figure(json, "resident_peak_mb", report.peakResidentMebibytes());
      json.writeEndObject();
    } catch (IOException problem) {
      throw new UncheckedIOException("the result could not be written as JSON", problem);
    }
    return text.toString();
  }

  private static void heapSamples(JsonGenerator json, HeapSampler seen) throws IOException {
    long most = 0;
    json.writeArrayFieldStart("live_mb_at_row");
    for (HeapSampler.HeapSample look : seen.samples()) {
      most = Math.max(most, look.liveBytes());
      json.writeStartArray();
      json.writeNumber(look.row());
      json.writeNumber(rounded(look.liveBytes() / MEBIBYTE, 3));
      json.writeEndArray();
    }
    json.writeEndArray();
    json.writeNumberField("live_peak_mb", rounded(most / MEBIBYTE, 2));
  }

  /** A digest of the sizes of all chunks: equal where the same chunks were chosen. */
  private static String chunkSizesDigest(StreamReport report) {
    CRC32C digest = new CRC32C();
    for (StreamReport.ChunkRecord chunk : report.chunks().records()) {
      for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
        digest.update((int) (chunk.firstRow() >>> shift));
      }
    }
    return Long.toHexString(digest.getValue());
  }

  private static double rounded(double value, int decimals) {
    double factor = Math.pow(10, decimals);
    return Math.rint(value * factor) / factor;
  }
}
