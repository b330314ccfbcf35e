package org.bandsaw.report;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.bandsaw.budget.BudgetOutcome;
import org.bandsaw.budget.ChunkPolicy;
import org.bandsaw.budget.MemoryBudget;
import org.bandsaw.budget.MemoryUsage;
import org.bandsaw.control.Simulation;
import org.bandsaw.data.BandsawException;
import org.bandsaw.data.Figure;
import org.bandsaw.learn.Scores;
import org.bandsaw.observe.RunEvent;
import org.bandsaw.observe.TelemetryReport;
import org.bandsaw.probe.EnergyReading;
import org.bandsaw.trained.TrainedPipeline;

/**
 * The results of a run as a stream, at its end or so far. Prints as one screen.
 *
 * @param job the name of the job
 * @param source the name of the source
 * @param rows the row counts
 * @param learners the results of the learners, the champion first. Empty without a learner
 * @param cellsSetMissing the number of cells that did not fit their type and were set to missing,
 *     if the source does that
 * @param end how the run ended
 * @param chunks counts over all chunks, and a record of each chunk, or of each k-th one if there
 *     are more than 2 000
 * @param timeByStep the time spent reading, in each stage (the sum over its threads), learning,
 *     writing to each sink, and in pauses for each budget
 * @param took the time from start to end
 * @param peakResidentMebibytes the peak resident memory of this process since its start
 * @param memory the accounted and observed memory, and whether the memory budget held
 * @param compute whether the compute budget held
 * @param energy the energy used, and whether the energy budget held
 * @param sinks the rows in each sink; after a failure of a sink the counts may differ by one chunk
 * @param telemetry the measurements of the machine and the process. Empty without telemetry
 * @param decisions the events of the run except commits, in order, or each k-th one if there are
 *     more than 2 000
 * @param notes remarks for the reader, such as allowed leaks and stages with unknown lineage
 * @param failure the failure. Empty if the run has not failed
 * @param trainedPipeline the trained pipeline. Empty before the end of the run and after a failure
 */
public record StreamReport(
    String job,
    String source,
    RowCounts rows,
    List<LearnerResult> learners,
    long cellsSetMissing,
    End end,
    ChunkSummary chunks,
    Map<String, Duration> timeByStep,
    Duration took,
    Figure peakResidentMebibytes,
    MemoryUsage memory,
    BudgetOutcome compute,
    EnergyReport energy,
    List<SinkRows> sinks,
    Optional<TelemetryReport> telemetry,
    List<RunEvent> decisions,
    List<String> notes,
    Optional<BandsawException> failure,
    Optional<TrainedPipeline> trainedPipeline) {

  private static final LearnerResult NO_LEARNER =
      new LearnerResult("", "", Scores.unknown("no learner"), List.of(), List.of(), 0);

  /**
   * The results of a learner.
   *
   * @param name the name of the learner in the pipeline
   * @param target the column that it predicts
   * @param scores the prequential scores: each row is predicted before it is learned
   * @param features the names of the features, in the order of the model's vector
   * @param unused the columns of the last stage that were neither features nor the target
   * @param skippedRows the number of rows that were written but neither learned nor scored because
   *     of a missing or infinite feature, target or weight
   */
  public record LearnerResult(
      String name,
      String target,
      Scores scores,
      List<String> features,
      List<String> unused,
      long skippedRows) {

    public LearnerResult {
      features = List.copyOf(features);
      unused = List.copyOf(unused);
    }
  }

  /** How a run ended. */
  public enum End {
    /** The run has not ended. */
    RUNNING,
    /** All rows of the source were read. */
    SOURCE_ENDED,
    /** The run was stopped; all rows of the chunks that it had started were committed. */
    STOPPED,
    /** The consumer of a pulled run closed it before the end of the source. */
    STOPPED_BY_CONSUMER,
    /** The run threw an exception. */
    FAILED
  }

  /**
   * The row counts of a stream: {@code read = committed + quarantined + filtered}.
   *
   * @param read source rows of committed chunks
   * @param committed rows that were learned and written
   * @param quarantined rows that stages rejected, such as rows that break a rule
   * @param filteredByStage rows removed by each filter, by its name
   */
  public record RowCounts(
      long read, long committed, long quarantined, Map<String, Long> filteredByStage) {

    public RowCounts {
      filteredByStage = Collections.unmodifiableMap(filteredByStage);
      long filtered = filteredByStage.values().stream().mapToLong(Long::longValue).sum();
      if (read != committed + quarantined + filtered) {
        throw new IllegalStateException(
            String.format(
                Locale.ROOT,
                "rows do not add up: %d read, %d committed, %d quarantined, %d filtered; this is a"
                    + " defect of the library",
                read,
                committed,
                quarantined,
                filtered));
      }
    }

    /** Returns the number of rows that filters removed. */
    public long filtered() {
      return read - committed - quarantined;
    }
  }

  /**
   * The chunks of a run.
   *
   * @param count the number of committed chunks; each part of a split chunk counts
   * @param splits the number of attempts that were rolled back and split
   * @param overruns the number of chunks that were accepted although they exceeded the budget
   * @param backpressureChanges how often a backpressure strategy changed its limits
   * @param maxInFlight the maximum number of chunks in memory at once: 1 without read-ahead
   * @param records a record of each k-th committed chunk
   * @param recordInterval k; 1 if each chunk has a record
   */
  public record ChunkSummary(
      long count,
      long splits,
      long overruns,
      long backpressureChanges,
      int maxInFlight,
      List<ChunkRecord> records,
      long recordInterval) {}

  /**
   * One committed chunk.
   *
   * @param chunk the number of the chunk as it was read, from 1
   * @param firstRow the first source row
   * @param rowsIn the number of source rows
   * @param rowsOut the number of committed rows
   * @param attempt the number of the accepted attempt, from 1
   * @param took the time from the start of the attempt to the end of the commit
   * @param allocatedBytes the bytes that the attempt allocated; -1 if unavailable
   * @param retainedBytes the bytes that the run accounted for after the attempt
   * @param inputBytes the bytes of the source rows, which are part of {@code retainedBytes}
   * @param energy the energy used since the previous commit. Unavailable without an energy source,
   *     and for chunks that were not sampled alone
   */
  public record ChunkRecord(
      long chunk,
      long firstRow,
      int rowsIn,
      int rowsOut,
      int attempt,
      Duration took,
      long allocatedBytes,
      long retainedBytes,
      long inputBytes,
      EnergyReading energy) {}

  /**
   * The rows in a sink.
   *
   * @param name the name of the sink
   * @param rows the number of rows
   */
  public record SinkRows(String name, long rows) {}

  public StreamReport {
    learners = List.copyOf(learners);
    timeByStep = Collections.unmodifiableMap(timeByStep);
    sinks = List.copyOf(sinks);
    decisions = List.copyOf(decisions);
    notes = List.copyOf(notes);
  }

  private LearnerResult champion() {
    return learners.isEmpty() ? NO_LEARNER : learners.get(0);
  }

  /** Returns the scores of the first learner. */
  public Scores scores() {
    return champion().scores();
  }

  /** Returns the features of the first learner. Empty without a learner. */
  public List<String> features() {
    return champion().features();
  }

  /** Returns the columns that are neither features nor the target of the first learner. */
  public List<String> unused() {
    return champion().unused();
  }

  /** Returns the number of rows that the first learner neither learned nor scored. */
  public long skippedRows() {
    return champion().skippedRows();
  }

  /**
   * Simulates this run under another memory budget and chunk policy, from the recorded costs of its
   * chunks. Returns chunk sizes, splits and times.
   *
   * @throws IllegalStateException if no chunk was recorded, or if allocated bytes are unavailable
   */
  public Simulation.Outcome simulate(MemoryBudget memory, ChunkPolicy policy) {
    return simulation().under(memory, policy);
  }

  /**
   * Returns the recorded costs for simulations with more settings than {@link #simulate} has.
   *
   * @throws IllegalStateException if no chunk was recorded, or if allocated bytes are unavailable
   */
  public Simulation simulation() {
    List<Simulation.RecordedChunk> trace = new ArrayList<>();
    for (ChunkRecord chunk : chunks.records()) {
      if (chunk.allocatedBytes() < 0) {
        throw new IllegalStateException(
            "the run cannot be simulated: the bytes that chunk "
                + chunk.chunk()
                + " allocated are unavailable. Use a JVM that counts the allocated bytes of a"
                + " thread");
      }
      trace.add(
          new Simulation.RecordedChunk(
              chunk.firstRow(),
              chunk.rowsIn(),
              chunk.allocatedBytes(),
              chunk.retainedBytes(),
              chunk.inputBytes(),
              chunk.took()));
    }
    if (trace.isEmpty()) {
      throw new IllegalStateException("the run cannot be simulated: no chunk was committed");
    }
    return Simulation.of(trace).inFlight(chunks.maxInFlight());
  }

  /**
   * Returns the trained pipeline.
   *
   * @throws IllegalStateException before the end of the run and after a failure
   */
  public TrainedPipeline trained() {
    return trainedPipeline.orElseThrow(
        () -> new IllegalStateException("there is no trained pipeline: the run is " + end));
  }

  @Override
  public String toString() {
    ReportText text = new ReportText();
    text.line("job", job + " on " + source);
    text.line("end", end + failure.map(f -> ": " + f.getMessage()).orElse(""));
    text.line(
        "rows",
        String.format(
            Locale.ROOT,
            "%,d read = %,d committed + %,d quarantined + %,d filtered",
            rows.read(),
            rows.committed(),
            rows.quarantined(),
            rows.filtered()));
    text.filteredRows(rows.filteredByStage());
    if (learners.isEmpty()) {
      text.line("scores", scores().toString());
    }
    for (LearnerResult learner : learners) {
      String name = learners.size() > 1 ? learner.name() + ": " : "";
      text.line("scores", name + learner.scores());
      text.skippedRows(learner.skippedRows());
    }
    text.cellsSetMissing(cellsSetMissing);
    text.columns(features(), unused());
    text.line(
        "chunks",
        String.format(
            Locale.ROOT,
            "%,d committed, %d split, %d over budget",
            chunks.count(),
            chunks.splits(),
            chunks.overruns()));
    if (chunks.backpressureChanges() > 0) {
      text.line(
          "",
          chunks.backpressureChanges() == 1
              ? "backpressure changed once"
              : "backpressure changed " + chunks.backpressureChanges() + " times");
    }
    text.times(took, rows.read(), timeByStep);
    if (!(compute instanceof BudgetOutcome.NotSet)) {
      text.line("compute", compute.describe());
    }
    text.lines("memory", memory.lines());
    text.line("process", ReportText.peakResident(peakResidentMebibytes));
    energy.appendTo(text);
    telemetry.ifPresent(report -> text.lines("telemetry", report.summary()));
    text.sinksAndNotes(sinks, notes);
    return text.toString();
  }
}
