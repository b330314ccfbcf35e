package org.bandsaw.engine.consistency;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.bandsaw.budget.ChunkPolicy;
import org.bandsaw.budget.MemoryBudget;
import org.bandsaw.data.BandsawException;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.Schema;
import org.bandsaw.data.Vector;
import org.bandsaw.engine.StreamRun;
import org.bandsaw.engine.plan.RunPlan;
import org.bandsaw.engine.plan.RunSettings;
import org.bandsaw.probe.ResourceProbe;
import org.bandsaw.probe.ResourceReading;
import org.bandsaw.probe.Ticker;
import org.bandsaw.report.Consistency;
import org.bandsaw.report.StreamReport;
import org.jspecify.annotations.Nullable;

/**
 * Runs a stream several times: in chunks of other sizes, with attempts that are rolled back, and
 * with several threads. Compares each run with the first one, row by row. Retains one chunk of each
 * run and writes nothing.
 */
final class StreamConsistencyCheck {

  private static final int BASELINE_CHUNK_ROWS = 1_000;

  /** One way to run. */
  private record Variant(String name, int chunkRows, int threads, boolean forcesSplits) {}

  private static final Variant BASELINE =
      new Variant("chunks of 1000", BASELINE_CHUNK_ROWS, 1, false);

  private static final List<Variant> VARIANTS =
      List.of(
          new Variant("the same again", BASELINE_CHUNK_ROWS, 1, false),
          new Variant("chunks of 1", 1, 1, false),
          new Variant("chunks of 7", 7, 1, false),
          new Variant("chunks of 64", 64, 1, false),
          new Variant("chunks of 100, some split", 100, 1, true),
          new Variant("chunks of 1000, some split", BASELINE_CHUNK_ROWS, 1, true),
          new Variant("chunks of 333, on 3 threads", 333, 3, false));

  private final RunPlan plan;

  StreamConsistencyCheck(RunPlan plan) {
    this.plan = plan;
  }

  Consistency check() {
    long rows = 0;
    for (Variant variant : VARIANTS) {
      RunComparison comparison = comparison(plan, variant);
      Optional<Difference> difference = comparison.run();
      if (difference.isPresent()) {
        return ConsistencyCheck.locate(
            plan,
            BASELINE.name() + " and " + variant.name(),
            difference.get(),
            part -> comparison(part, variant).run());
      }
      rows = comparison.rows;
    }
    return new Consistency.Equal(VARIANTS.size(), rows);
  }

  private static RunComparison comparison(RunPlan part, Variant variant) {
    return new RunComparison(with(part, BASELINE), with(part, variant));
  }

  private static RunPlan with(RunPlan part, Variant variant) {
    long seed = variant.forcesSplits() ? part.definition().seed() : 0;
    return part.with(
        new RunSettings()
            .name("consistency")
            .chunks(ChunkPolicy.fixed(variant.chunkRows()).maxRetries(variant.chunkRows()))
            .parallelism(variant.threads())
            .minParallelNanos(0)
            .memory(MemoryBudget.ofShareOfHeap(1))
            .probe(new SplitForcingProbe(seed, variant.forcesSplits()))
            .time(Ticker.system(), StreamConsistencyCheck::noSleep));
  }

  private static void noSleep(Duration time) {}

  /** Two runs, compared row by row. */
  private static final class RunComparison {

    private final RunPlan first;
    private final RunPlan second;
    private long rows;

    RunComparison(RunPlan first, RunPlan second) {
      this.first = first;
      this.second = second;
    }

    Optional<Difference> run() {
      try (RowWalker one = new RowWalker(first);
          RowWalker two = new RowWalker(second)) {
        while (true) {
          boolean oneHasRow = one.next();
          boolean twoHasRow = two.nextOrFailure();
          if (two.failure != null) {
            return Optional.of(
                new Difference(oneHasRow ? one.sourceRow() : -1, "all", "", two.failure));
          }
          if (!oneHasRow && !twoHasRow) {
            return compareResults(one.run, two.run);
          }
          if (oneHasRow != twoHasRow || one.sourceRow() != two.sourceRow()) {
            return Optional.of(
                new Difference(
                    oneHasRow ? one.sourceRow() : two.sourceRow(),
                    "source row",
                    oneHasRow ? "" + one.sourceRow() : "",
                    twoHasRow ? "" + two.sourceRow() : ""));
          }
          rows++;
          Optional<Difference> difference = one.compare(two);
          if (difference.isPresent()) {
            return difference;
          }
        }
      }
    }

    private static Optional<Difference> compareResults(StreamRun one, StreamRun two) {
      StreamReport a = one.report();
      StreamReport b = two.report();
      if (!a.rows().equals(b.rows())) {
        return Optional.of(
            new Difference(-1, "row counts", a.rows().toString(), b.rows().toString()));
      }
      if (!a.learners().equals(b.learners())) {
        return Optional.of(
            new Difference(-1, "scores", a.learners().toString(), b.learners().toString()));
      }
      if (!a.trained().equals(b.trained())) {
        return Optional.of(
            new Difference(-1, "trained state", a.trained().toString(), b.trained().toString()));
      }
      return Optional.empty();
    }
  }

  /** Steps through the rows of one run. */
  private static final class RowWalker implements AutoCloseable {

    private final StreamRun run;
    private Chunk rows = Chunk.empty(Schema.empty());
    private List<Vector> predictions = List.of();
    private int index;
    private boolean ended;
    private @Nullable String failure;

    RowWalker(RunPlan plan) {
      run = new StreamRun(plan);
    }

    boolean nextOrFailure() {
      try {
        return next();
      } catch (BandsawException problem) {
        failure = problem.toString();
        return false;
      }
    }

    boolean next() {
      index++;
      while (index >= rows.rowCount() && !ended) {
        if (run.prepare()) {
          Chunk processed = run.processedRows();
          rows = processed.slice(0, processed.rowCount()); // the commit releases the buffers
          run.commit();
          predictions = run.predictions(rows.rowCount());
          index = 0;
        } else {
          run.finish(StreamReport.End.SOURCE_ENDED);
          ended = true;
        }
      }
      return !ended;
    }

    long sourceRow() {
      return rows.sourceRow(index);
    }

    /** Compares the present rows of two runs. */
    Optional<Difference> compare(RowWalker other) {
      long row = sourceRow();
      Schema schema = rows.schema();
      Schema otherSchema = other.rows.schema();
      for (int i = 0; i < schema.size(); i++) {
        String column = schema.column(i).name();
        if (!hasColumn(schema, i, row)) {
          continue;
        }
        int otherIndex = otherSchema.find(column);
        if (!hasColumn(otherSchema, otherIndex, row)) {
          return Optional.of(
              new Difference(row, column, rows.vector(i).text(index), "(no column)"));
        }
        Vector a = rows.vector(i);
        Vector b = other.rows.vector(otherIndex);
        if (!Difference.cellsEqual(a, index, b, other.index)) {
          return Optional.of(new Difference(row, column, a.text(index), b.text(other.index)));
        }
      }
      for (int i = 0; i < otherSchema.size(); i++) {
        String column = otherSchema.column(i).name();
        if (hasColumn(otherSchema, i, row) && !hasColumn(schema, schema.find(column), row)) {
          String value = other.rows.vector(i).text(other.index);
          return Optional.of(new Difference(row, column, "(no column)", value));
        }
      }
      for (int i = 0; i < predictions.size(); i++) {
        Vector a = predictions.get(i);
        Vector b = other.predictions.get(i);
        if (!Difference.cellsEqual(a, index, b, other.index)) {
          String column = run.predictionColumns().get(i).name();
          return Optional.of(new Difference(row, column, a.text(index), b.text(other.index)));
        }
      }
      return Optional.empty();
    }

    /** Returns whether a column exists at a row; a dynamic column may appear later. */
    private static boolean hasColumn(Schema schema, int index, long row) {
      return index >= 0 && schema.firstSeenRow(index) <= row;
    }

    @Override
    public void close() {
      run.close();
    }
  }

  /** Reports for some attempts that they allocated more than any budget, so that they are split. */
  private static final class SplitForcingProbe implements ResourceProbe {

    private static final long OVERSIZED_BYTES = 1L << 50;

    private final Random random;
    private final boolean forcesSplits;
    private long readings;
    private long allocated;

    SplitForcingProbe(long seed, boolean forcesSplits) {
      this.random = new Random(seed);
      this.forcesSplits = forcesSplits;
    }

    @Override
    public OptionalLong threadAllocatedBytes() {
      readings++;
      if (forcesSplits && readings % 2 == 0 && random.nextInt(3) == 0) {
        allocated += OVERSIZED_BYTES;
      }
      return OptionalLong.of(allocated);
    }

    @Override
    public ResourceReading read() {
      return ResourceProbe.system().read();
    }
  }
}
