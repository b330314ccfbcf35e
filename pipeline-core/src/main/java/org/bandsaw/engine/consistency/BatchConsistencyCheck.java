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
import org.bandsaw.report.BatchReport;
import org.bandsaw.report.Consistency;
import org.bandsaw.sink.Sink;
import org.bandsaw.sink.SinkRun;

/**
 * Runs a pipeline as a batch several times: with reads of other sizes, and with a thread that reads
 * ahead. Compares each run with the first one. Retains the rows of two batches and writes nothing.
 */
final class BatchConsistencyCheck {

  /** One way to read the source. */
  private record Variant(String name, int rowsPerRead, int threads) {}

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
    for (Variant variant : VARIANTS) {
      Optional<Difference> difference = compare(plan, first, variant);
      if (difference.isPresent()) {
        return ConsistencyCheck.locate(
            plan,
            BASELINE.name() + " and " + variant.name(),
            difference.get(),
            part -> compare(part, run(part, BASELINE), variant));
      }
    }
    return new Consistency.Equal(VARIANTS.size(), first.rows().rowCount());
  }

  private static RunResult run(RunPlan part, Variant variant) {
    CollectingSink sink = new CollectingSink(!part.definition().learners().isEmpty());
    RunSettings settings =
        new RunSettings()
            .name("consistency")
            .chunks(ChunkPolicy.fixed(variant.rowsPerRead()))
            .parallelism(variant.threads())
            .memory(MemoryBudget.ofShareOfHeap(1))
            .addSink(sink);
    BatchReport report = new BatchRun(part.with(settings), variant.rowsPerRead()).run();
    return new RunResult(sink.chunks.get(0), report);
  }

  private static Optional<Difference> compare(RunPlan part, RunResult first, Variant variant) {
    RunResult other;
    try {
      other = run(part, variant);
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

  /** Copies the rows that it receives. */
  private static final class CollectingSink implements Sink, SinkRun {

    private final List<Chunk> chunks = new ArrayList<>();
    private final boolean wantsPrediction;

    CollectingSink(boolean wantsPrediction) {
      this.wantsPrediction = wantsPrediction;
    }

    @Override
    public String name() {
      return "consistency";
    }

    @Override
    public boolean wantsPrediction() {
      return wantsPrediction;
    }

    @Override
    public SinkRun open(Schema schema) {
      return this;
    }

    @Override
    public void write(Chunk chunk) {
      chunks.add(chunk.slice(0, chunk.rowCount()));
    }

    @Override
    public long rowsWritten() {
      return chunks.stream().mapToLong(Chunk::rowCount).sum();
    }

    @Override
    public void close() {}
  }
}
