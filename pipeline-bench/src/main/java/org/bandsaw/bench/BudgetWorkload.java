package org.bandsaw.bench;

import java.util.Locale;
import java.util.SplittableRandom;
import org.bandsaw.Pipeline;
import org.bandsaw.StreamReport;
import org.bandsaw.control.ChunkPolicy;
import org.bandsaw.control.MemoryBudget;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.Schema;
import org.bandsaw.stage.Lineage;
import org.bandsaw.stage.Stage;
import org.bandsaw.stage.StageRun;
import org.bandsaw.stage.StatelessRun;

/**
 * A shape under a memory budget, its live heap looked at from outside the library: full collections
 * at rows chosen by a seed, in the middle of a chunk, less what is live before the run.
 */
final class BudgetWorkload {

  private static final int LOOKS = 12;
  private static final double MEBIBYTE = 1 << 20;

  private BudgetWorkload() {}

  /** Lets rows pass, and looks at the heap when one of some rows comes by. */
  private static final class Looking implements Stage {

    private final long[] at;
    private int next;
    private long mostLive;

    Looking(long rows, long seed) {
      SplittableRandom random = new SplittableRandom(seed);
      at = random.longs(LOOKS, 0, rows).sorted().toArray();
    }

    @Override
    public String name() {
      return "look at the heap";
    }

    @Override
    public Lineage lineage(Schema input) {
      return Lineage.passThrough();
    }

    @Override
    public StageRun open(Schema input) {
      return new StatelessRun() {
        private Schema schema = input;

        @Override
        public Schema output() {
          return schema;
        }

        @Override
        public Chunk transform(Chunk chunk) {
          schema = chunk.schema();
          int rows = chunk.rowCount();
          if (rows > 0 && next < LOOKS && at[next] <= chunk.sourceRow(rows - 1)) {
            mostLive = Math.max(mostLive, liveHeap());
            while (next < LOOKS && at[next] <= chunk.sourceRow(rows - 1)) {
              next++;
            }
          }
          return chunk;
        }
      };
    }
  }

  private static long liveHeap() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  /** Runs, and answers what is printed. */
  static String run(BudgetShape shape, int mebibytes, long rows, boolean looking) {
    long idle = looking ? liveHeap() : 0;
    Looking look = new Looking(rows, 7);
    Pipeline pipeline = shape.learning();
    if (looking) {
      pipeline = pipeline.toBuilder().stage(look).build();
    }
    long began = System.nanoTime();
    StreamReport report =
        pipeline
            .on(shape.source(rows))
            .name(shape.name())
            .memory(MemoryBudget.ofMebibytes(mebibytes))
            .chunks(
                ChunkPolicy.adaptive(1_000).maxRetries(40).whenOver(ChunkPolicy.WhenOver.REFUSE))
            .runStreaming();
    double seconds = (System.nanoTime() - began) / 1e9;
    long accounted =
        report.chunks().records().stream()
            .mapToLong(chunk -> chunk.heldBytes() + Math.max(0, chunk.allocatedBytes()))
            .max()
            .orElse(0);
    return String.format(
        Locale.ROOT,
        "{\"shape\":\"%s\",\"budget_mb\":%d,\"rows\":%d,\"job_s\":%.3f,\"rows_per_s\":%.0f,"
            + "\"accounted_peak_mb\":%.2f,\"live_peak_mb\":%s,\"splits\":%d,\"overruns\":%d,"
            + "\"chunks\":%d,\"resident_peak_mb\":%s}",
        shape.name(),
        mebibytes,
        report.rows().read(),
        seconds,
        report.rows().read() / seconds,
        accounted / MEBIBYTE,
        looking ? String.format(Locale.ROOT, "%.2f", (look.mostLive - idle) / MEBIBYTE) : "null",
        report.chunks().splits(),
        report.chunks().overruns(),
        report.chunks().count(),
        report.peakResidentMebibytes().isKnown() ? report.peakResidentMebibytes().text(1) : "null");
  }
}
