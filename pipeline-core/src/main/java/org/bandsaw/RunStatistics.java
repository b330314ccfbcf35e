package org.bandsaw;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.bandsaw.data.BandsawException;
import org.bandsaw.data.Figure;
import org.bandsaw.report.StreamReport;
import org.bandsaw.trained.TrainedPipeline;
import org.jspecify.annotations.Nullable;

/** Counts what a run does; the record of chunks is thinned so that it stays bounded. */
final class RunStatistics {

  private final BoundedLog<StreamReport.ChunkRecord> records = new BoundedLog<>();
  private long read;
  private long committed;
  private long chunks;
  private long splits;
  private long overruns;
  private long[] filtered = new long[0];
  private StreamReport.End end = StreamReport.End.RUNNING;
  private OptionalLong durationNanos = OptionalLong.empty();
  private Figure peakResident = Figure.unknown("the run has not ended");
  private @Nullable BandsawException failure;
  private @Nullable TrainedPipeline trained;

  void committed(StreamReport.ChunkRecord chunk, long[] lostByStage) {
    if (filtered.length == 0) {
      filtered = new long[lostByStage.length];
    }
    read += chunk.rowsIn();
    committed += chunk.rowsOut();
    for (int i = 0; i < lostByStage.length; i++) {
      filtered[i] += lostByStage[i];
    }
    records.add(chunk);
    chunks++;
  }

  /** Bytes that the records of chunks take. */
  long retainedBytes() {
    return records.retainedBytes();
  }

  void split() {
    splits++;
  }

  void overrun() {
    overruns++;
  }

  void trained(TrainedPipeline result) {
    trained = result;
  }

  void failed(BandsawException problem) {
    failure = problem;
  }

  void ended(StreamReport.End how, long nanos, Figure peakResidentMebibytes) {
    end = how;
    durationNanos = OptionalLong.of(nanos);
    peakResident = peakResidentMebibytes;
  }

  long rowsRead() {
    return read;
  }

  long rowsCommitted() {
    return committed;
  }

  long chunksCommitted() {
    return chunks;
  }

  StreamReport.End end() {
    return end;
  }

  OptionalLong durationNanos() {
    return durationNanos;
  }

  Figure peakResident() {
    return peakResident;
  }

  Optional<BandsawException> failure() {
    return Optional.ofNullable(failure);
  }

  Optional<TrainedPipeline> trained() {
    return Optional.ofNullable(trained);
  }

  StreamReport.RowCounts rowCounts(List<String> stages) {
    Map<String, Long> byStage = new LinkedHashMap<>();
    for (int i = 0; i < filtered.length; i++) {
      if (filtered[i] > 0) {
        byStage.put(stages.get(i), filtered[i]);
      }
    }
    return new StreamReport.RowCounts(read, committed, 0, byStage);
  }

  StreamReport.ChunkSummary chunks(long slowed, int inFlight) {
    return new StreamReport.ChunkSummary(
        chunks, splits, overruns, slowed, inFlight, records.list(), records.keepInterval());
  }
}
