package org.bandsaw.engine.monitor;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.bandsaw.data.BandsawException;
import org.bandsaw.data.Figure;
import org.bandsaw.probe.EnergyReading;
import org.bandsaw.report.StreamReport;
import org.bandsaw.report.StreamReport.ChunkRecord;
import org.bandsaw.state.Saveable;
import org.bandsaw.state.StateCorruptException;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;
import org.bandsaw.trained.TrainedPipeline;
import org.jspecify.annotations.Nullable;

/**
 * The counts of rows and chunks of a run, the records of its chunks, and its result. The counts and
 * records can be saved for a later run; the result cannot.
 */
public final class RunStatistics implements Saveable {

  private final BoundedLog<ChunkRecord> records = new BoundedLog<>();
  private long read;
  private long committed;
  private long quarantined;
  private long chunks;
  private long splits;
  private long overruns;
  private long[] filtered = new long[0];
  private StreamReport.End end = StreamReport.End.RUNNING;
  private OptionalLong durationNanos = OptionalLong.empty();
  private Figure peakResident = Figure.unknown("the run has not ended");
  private @Nullable BandsawException failure;
  private @Nullable TrainedPipeline trained;

  /**
   * Counts a committed chunk.
   *
   * @param droppedRows the number of rows that each stage filtered out
   * @param rejectedRows the number of rows that stages rejected
   */
  public void committed(ChunkRecord chunk, long[] droppedRows, int rejectedRows) {
    if (filtered.length == 0) {
      filtered = new long[droppedRows.length];
    }
    read += chunk.rowsIn();
    committed += chunk.rowsOut();
    quarantined += rejectedRows;
    for (int i = 0; i < droppedRows.length; i++) {
      filtered[i] += droppedRows[i];
    }
    records.add(chunk);
    chunks++;
  }

  long retainedBytes() {
    return records.retainedBytes();
  }

  /** Counts an attempt that was rolled back and split. */
  public void split() {
    splits++;
  }

  /** Counts a chunk that was accepted over the budget. */
  public void overrun() {
    overruns++;
  }

  /** Sets the trained pipeline. */
  public void trained(TrainedPipeline result) {
    trained = result;
  }

  void failed(BandsawException problem) {
    failure = problem;
  }

  void finished(StreamReport.End how, long nanos, Figure peakResidentMebibytes) {
    end = how;
    durationNanos = OptionalLong.of(nanos);
    peakResident = peakResidentMebibytes;
  }

  public long rowsRead() {
    return read;
  }

  public long rowsCommitted() {
    return committed;
  }

  public long chunksCommitted() {
    return chunks;
  }

  public StreamReport.End end() {
    return end;
  }

  OptionalLong durationNanos() {
    return durationNanos;
  }

  public Figure peakResidentMebibytes() {
    return peakResident;
  }

  public Optional<BandsawException> failure() {
    return Optional.ofNullable(failure);
  }

  public Optional<TrainedPipeline> trained() {
    return Optional.ofNullable(trained);
  }

  /** Returns the row counts. */
  public StreamReport.RowCounts rowCounts(List<String> stages) {
    Map<String, Long> byStage = new LinkedHashMap<>();
    for (int i = 0; i < filtered.length; i++) {
      if (filtered[i] > 0) {
        byStage.put(stages.get(i), filtered[i]);
      }
    }
    return new StreamReport.RowCounts(read, committed, quarantined, byStage);
  }

  /** Returns the counts and the records of chunks. */
  public StreamReport.ChunkSummary chunks(long backpressureChanges, int maxInFlight) {
    return new StreamReport.ChunkSummary(
        chunks,
        splits,
        overruns,
        backpressureChanges,
        maxInFlight,
        records.list(),
        records.keepInterval());
  }

  @Override
  public void save(StateWriter out) {
    out.writeVersion(1).writeLong(read).writeLong(committed).writeLong(quarantined);
    out.writeLong(chunks).writeLong(splits).writeLong(overruns).writeLongs(filtered);
    records.save(out, RunStatistics::writeRecord);
  }

  @Override
  public void load(StateReader in) {
    in.readVersion(1);
    read = in.readLong();
    committed = in.readLong();
    quarantined = in.readLong();
    chunks = in.readLong();
    splits = in.readLong();
    overruns = in.readLong();
    filtered = in.readLongs();
    records.load(in, RunStatistics::readRecord);
  }

  private static void writeRecord(StateWriter out, ChunkRecord chunk) {
    out.writeLong(chunk.chunk()).writeLong(chunk.firstRow());
    out.writeInt(chunk.rowsIn()).writeInt(chunk.rowsOut()).writeInt(chunk.attempt());
    out.writeLong(chunk.took().toNanos()).writeLong(chunk.allocatedBytes());
    out.writeLong(chunk.retainedBytes()).writeLong(chunk.inputBytes());
    writeEnergy(out, chunk.energy());
  }

  private static ChunkRecord readRecord(StateReader in) {
    return new ChunkRecord(
        in.readLong(),
        in.readLong(),
        in.readInt(),
        in.readInt(),
        in.readInt(),
        Duration.ofNanos(in.readLong()),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        readEnergy(in));
  }

  private static void writeEnergy(StateWriter out, EnergyReading energy) {
    if (energy instanceof EnergyReading.Measured measured) {
      out.writeString("measured").writeDouble(measured.joules());
      out.writeInt(measured.domains().size());
      measured.domains().forEach(out::writeString);
      out.writeLong(measured.discardedSamples());
    } else if (energy instanceof EnergyReading.Estimated estimated) {
      out.writeString("estimated").writeDouble(estimated.joules());
      out.writeString(estimated.method()).writeDouble(estimated.watts());
    } else if (energy instanceof EnergyReading.Unavailable unavailable) {
      out.writeString("unavailable").writeString(unavailable.reason());
      out.writeString(unavailable.grantCommand().orElse(""));
    } else {
      out.writeString("not requested");
    }
  }

  private static EnergyReading readEnergy(StateReader in) {
    String kind = in.readString();
    switch (kind) {
      case "measured" -> {
        double joules = in.readDouble();
        int count = in.readCount(4);
        String[] domains = new String[count];
        for (int i = 0; i < count; i++) {
          domains[i] = in.readString();
        }
        return new EnergyReading.Measured(joules, List.of(domains), in.readLong());
      }
      case "estimated" -> {
        return new EnergyReading.Estimated(in.readDouble(), in.readString(), in.readDouble());
      }
      case "unavailable" -> {
        String reason = in.readString();
        String command = in.readString();
        return new EnergyReading.Unavailable(
            reason, command.isEmpty() ? Optional.empty() : Optional.of(command));
      }
      case "not requested" -> {
        return new EnergyReading.NotRequested();
      }
      default -> throw new StateCorruptException("'" + kind + "' is not a kind of energy reading");
    }
  }
}
