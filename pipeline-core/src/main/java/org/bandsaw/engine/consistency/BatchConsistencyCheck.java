package org.bandsaw.engine.consistency;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bandsaw.budget.ChunkPolicy;
import org.bandsaw.budget.MemoryBudget;
import org.bandsaw.data.BandsawException;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.Schema;
import org.bandsaw.engine.BatchRun;
import org.bandsaw.engine.plan.RunPlan;
import org.bandsaw.engine.plan.RunSettings;
import org.bandsaw.learn.LearnerSpec;
import org.bandsaw.report.BatchReport;
import org.bandsaw.report.Consistency;
import org.bandsaw.sink.Sink;
import org.bandsaw.sink.SinkRun;

/**
 * Runs a pipeline as a batch again, its source read a few rows at a time and with a thread that
 * reads ahead, and compares all that comes out. Holds the rows of two batches, writes nothing.
 */
final class BatchConsistencyCheck {

  /** One way to read the source. */
  private record Variant(String name, int rows, int threads) {}

  private static final Variant BASELINE = new Variant("a batch read 1000 rows at a time", 1_000, 1);

  private static final List<Variant> VARIANTS =
      List.of(
          new Variant("the same again", 1_000, 1),
          new Variant("read 1 row at a time", 1, 1),
          new Variant("read 7 rows at a time", 7, 1),
          new Variant("read 333 rows at a time, ahead", 333, 2));

  private final RunPlan plan;

  BatchConsistencyCheck(RunPlan plan) {
    this.plan = plan;
  }

  /** The output of a batch. */
  private record RunResult(Chunk rows, BatchReport report) {}

  Consistency check() {
    RunResult first = run(plan, BASELINE);
    for (Variant way : VARIANTS) {
      Optional<Difference> difference = compare(plan, first, way);
      if (difference.isPresent()) {
        return locate(difference.get(), way);
      }
    }
    return new Consistency.Equal(VARIANTS.size(), first.rows().rowCount());
  }

  private static RunResult run(RunPlan part, Variant way) {
    CollectingSink kept = new CollectingSink(!part.definition().learners().isEmpty());
    RunSettings settings =
        new RunSettings()
            .name("consistency")
            .chunks(ChunkPolicy.fixed(way.rows()))
            .parallelism(way.threads())
            .memory(MemoryBudget.ofShareOfHeap(1))
            .addSink(kept);
    BatchReport report = new BatchRun(part.with(settings), way.rows()).run();
    return new RunResult(kept.rows.get(0), report);
  }

  private static Optional<Difference> compare(RunPlan part, RunResult first, Variant way) {
    RunResult other;
    try {
      other = run(part, way);
    } catch (BandsawException problem) {
      return Optional.of(new Difference(-1, "all", "", problem.toString()));
    }
    Optional<Difference> rows = Difference.between(first.rows(), other.rows());
    if (rows.isPresent()) {
      return rows;
    }
    if (!first.report().learners().equals(other.report().learners())) {
      return Optional.of(
          new Difference(
              -1,
              "scores",
              first.report().learners().toString(),
              other.report().learners().toString()));
    }
    if (!first.report().trained().equals(other.report().trained())) {
      return Optional.of(
          new Difference(
              -1,
              "trained state",
              first.report().trained().toString(),
              other.report().trained().toString()));
    }
    return Optional.empty();
  }

  /** Names the first step after which the two runs differ. */
  private Consistency locate(Difference difference, Variant way) {
    String runs = BASELINE.name() + " and " + way.name();
    List<String> stages = plan.stageNames();
    for (int i = 1; i <= stages.size(); i++) {
      RunPlan part = plan.firstSteps(i);
      Optional<Difference> sooner = compare(part, run(part, BASELINE), way);
      if (sooner.isPresent()) {
        return sooner.get().toConsistency(runs, stages.get(i - 1));
      }
    }
    List<LearnerSpec> learners = plan.definition().learners();
    return difference.toConsistency(
        runs, learners.isEmpty() ? "the pipeline" : learners.get(0).name());
  }

  /** Keeps a copy of what it is given. */
  private static final class CollectingSink implements Sink, SinkRun {

    private final List<Chunk> rows = new ArrayList<>();
    private final boolean predictions;

    CollectingSink(boolean predictions) {
      this.predictions = predictions;
    }

    @Override
    public String name() {
      return "consistency";
    }

    @Override
    public boolean wantsPrediction() {
      return predictions;
    }

    @Override
    public SinkRun open(Schema schema) {
      return this;
    }

    @Override
    public void write(Chunk chunk) {
      rows.add(chunk.slice(0, chunk.rowCount()));
    }

    @Override
    public long rowsWritten() {
      return rows.stream().mapToLong(Chunk::rowCount).sum();
    }

    @Override
    public void close() {}
  }
}
