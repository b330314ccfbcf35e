package org.bandsaw.report;

import java.time.Duration;
import java.util.ArrayList;
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
 * What a run did, or has done so far. Prints as one screen.
 *
 * @param job the job's name
 * @param source where the rows came from
 * @param rows what became of them
 * @param learners what each learner did, the champion first; none without a learner
 * @param cellsSetMissing cells that did not fit their type and were set to missing, as the source
 *     was told
 * @param end how the run ended
 * @param chunks counts over all chunks, and the record of each, thinned to 2 000
 * @param timeByStep time spent reading, in each stage (by all threads together), learning, in each
 *     sink, and resting to keep the compute budget
 * @param took from start to end
 * @param peakResidentMebibytes the most physical memory this process ever had
 * @param memory whether the memory budget held, and what was accounted for and observed
 * @param compute whether the compute budget held
 * @param energy what energy was used, and whether the energy budget held
 * @param sinks rows in each sink; they may differ by one chunk when a sink has failed
 * @param telemetry what was measured of the machine and the process; nothing when nobody asked
 * @param decisions what the run told of itself but for committed chunks, in order; each k-th of
 *     more than 2 000
 * @param notes what a reader should know: leaks that were allowed, steps whose reading is unknown
 * @param failure why it failed
 * @param trainedPipeline what was learned; empty until the end, and after a failure
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
   * What a learner did.
   *
   * @param name what the pipeline calls it
   * @param target the column it predicts
   * @param scores prequential: each row was predicted before it was learned
   * @param features names of the features, in the order of the model's vector
   * @param unused columns of the last step that were neither features nor the target
   * @param skippedRows rows written but neither learned nor scored, for a missing or infinite
   *     feature, target or weight
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
    /** It has not. */
    RUNNING,
    /** All rows of the source were read. */
    SOURCE_ENDED,
    /** Somebody stopped it; all rows read were committed. */
    STOPPED,
    /** Whoever pulled rows left early. */
    STOPPED_BY_CONSUMER,
    /** It threw. */
    FAILED
  }

  /**
   * What became of the rows read: {@code read = committed + quarantined + filtered}.
   *
   * @param read rows of chunks that were committed
   * @param committed rows that were learned and written
   * @param quarantined rows set aside for breaking a rule
   * @param filteredByStage rows that each filter took out, by its name
   */
  public record RowCounts(
      long read, long committed, long quarantined, Map<String, Long> filteredByStage) {

    public RowCounts {
      filteredByStage = java.util.Collections.unmodifiableMap(filteredByStage);
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

    /** Rows that filters took out. */
    public long filtered() {
      return read - committed - quarantined;
    }
  }

  /**
   * Chunks in sum and one by one.
   *
   * @param count chunks committed, parts of a split chunk counted each
   * @param splits attempts that were rolled back and split
   * @param overruns pieces accepted although they cost more than the budget
   * @param backpressureChanges how often a strategy of backpressure changed its answer
   * @param maxInFlight how many chunks could be in memory at once: 1 when nothing was read ahead
   * @param records one for each chunk, or for each k-th one of a long run
   * @param recordInterval k
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
   * @param chunk its number as read, from 1
   * @param firstRow the source row it begins with
   * @param rowsIn source rows
   * @param rowsOut rows committed
   * @param attempt which attempt it was, from 1
   * @param took from reading to commit
   * @param allocatedBytes what the attempt allocated; -1 where nobody counts
   * @param retainedBytes what the run accounted for
   * @param inputBytes what its rows took as they were read; a part of {@code heldBytes}
   * @param energy what was used since the commit before, and how that is known; unavailable without
   *     a source of energy, and for chunks that were not sampled alone
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

  /** Rows in a sink. */
  public record SinkRows(String name, long rows) {}

  public StreamReport {
    learners = List.copyOf(learners);
    timeByStep = java.util.Collections.unmodifiableMap(timeByStep);
    sinks = List.copyOf(sinks);
    decisions = List.copyOf(decisions);
    notes = List.copyOf(notes);
  }

  private LearnerResult champion() {
    return learners.isEmpty() ? NO_LEARNER : learners.get(0);
  }

  /** The scores of the first learner. */
  public Scores scores() {
    return champion().scores();
  }

  /** The features of the first learner; none without one. */
  public List<String> features() {
    return champion().features();
  }

  /** The columns that are neither features nor the target of the first learner. */
  public List<String> unused() {
    return champion().unused();
  }

  /** The rows that the first learner neither learned nor scored. */
  public long skippedRows() {
    return champion().skippedRows();
  }

  /**
   * What the same run would have done under another budget and policy, by the costs on record:
   * sizes of chunks, splits and times.
   *
   * @throws IllegalStateException when there is no chunk on record, or the virtual machine did not
   *     count what was allocated
   */
  public Simulation.Outcome simulate(MemoryBudget memory, ChunkPolicy policy) {
    return simulation().under(memory, policy);
  }

  /**
   * The costs on record, for the question what the same run would have done; see {@link #simulate}.
   *
   * @throws IllegalStateException as there
   */
  public Simulation simulation() {
    List<Simulation.RecordedChunk> trace = new ArrayList<>();
    for (ChunkRecord chunk : chunks.records()) {
      if (chunk.allocatedBytes() < 0) {
        throw new IllegalStateException(
            "nothing can be simulated: what chunk "
                + chunk.chunk()
                + " allocated was not counted. Run on a virtual machine whose threads count it");
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
      throw new IllegalStateException("nothing can be simulated: no chunk was committed");
    }
    return Simulation.of(trace).inFlight(chunks.maxInFlight());
  }

  /**
   * What was learned.
   *
   * @throws IllegalStateException before the end of a run, and after a failure
   */
  public TrainedPipeline trained() {
    return trainedPipeline.orElseThrow(
        () -> new IllegalStateException("nothing is trained: the run is " + end));
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
    text.filtered(rows.filteredByStage());
    if (learners.isEmpty()) {
      text.line("scores", scores().toString());
    }
    for (LearnerResult learned : learners) {
      String name = learners.size() > 1 ? learned.name() + ": " : "";
      text.line("scores", name + learned.scores());
      text.skipped(learned.skippedRows());
    }
    text.setMissing(cellsSetMissing);
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
    telemetry.ifPresent(measured -> text.lines("telemetry", measured.summary()));
    text.sinksAndNotes(sinks, notes);
    return text.toString();
  }
}
