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
 * A run of a shape under a memory budget.
 *
 * @param shape the kind of input
 * @param mebibytes the budget; null for the default, half the maximum heap
 * @param rows the number of rows
 * @param heapSamples how often the live heap is measured: after a full collection in the middle of
 *     a chunk, less the live heap before the run
 * @param foreignMebibytes simulated live data of a host application
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

  /** Runs the workload and returns the result as a JSON object. */
  String run() {
    shape.warmUp();
    List<byte[]> foreign = new ArrayList<>();
    for (int i = 0; i < foreignMebibytes * ARRAYS_PER_MEBIBYTE; i++) {
      foreign.add(new byte[FOREIGN_ARRAY_BYTES - 16]); // less the array header
    }
    @Nullable HeapSampler sampler =
        heapSamples > 0 ? new HeapSampler(rows, heapSamples, SEED) : null;
    Pipeline pipeline = shape.trainingPipeline();
    if (sampler != null) {
      pipeline = pipeline.toBuilder().stage(sampler).build();
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
    long start = System.nanoTime();
    StreamReport report = job.runStreaming();
    double seconds =
        (System.nanoTime() - start) / 1e9 - (sampler == null ? 0 : sampler.samplingSeconds());
    return json(report, seconds, sampler, foreign.size() / ARRAYS_PER_MEBIBYTE);
  }

  private String json(
      StreamReport report, double seconds, @Nullable HeapSampler sampler, int foreignRetained) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("shape", shape.name());
      json.writeNumberField("rows", report.rows().read());
      json.writeNumberField("job_s", rounded(seconds, 3));
      json.writeNumberField("rows_per_s", Math.round(report.rows().read() / seconds));
      ReportJson.memory(json, report.memory());
      if (sampler != null) {
        heapSamples(json, sampler);
      }
      json.writeNumberField("chunks", report.chunks().count());
      json.writeNumberField("splits", report.chunks().splits());
      json.writeNumberField("overruns", report.chunks().overruns());
      json.writeStringField("chunk_sizes", chunkSizesDigest(report));
      json.writeNumberField("foreign_mb", foreignRetained);
      ReportJson.figure(json, "resident_peak_mb", report.peakResidentMebibytes());
      json.writeEndObject();
    } catch (IOException problem) {
      throw new UncheckedIOException("the result could not be written as JSON", problem);
    }
    return text.toString();
  }

  private static void heapSamples(JsonGenerator json, HeapSampler sampler) throws IOException {
    long max = 0;
    json.writeArrayFieldStart("live_mb_at_row");
    for (HeapSampler.HeapSample sample : sampler.samples()) {
      max = Math.max(max, sample.liveBytes());
      json.writeStartArray();
      json.writeNumber(sample.row());
      json.writeNumber(rounded(sample.liveBytes() / MEBIBYTE, 3));
      json.writeEndArray();
    }
    json.writeEndArray();
    json.writeNumberField("live_peak_mb", rounded(max / MEBIBYTE, 2));
  }

  /** Returns a digest of the boundaries of all chunks; equal for equal chunks. */
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
