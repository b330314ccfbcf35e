package org.bandsaw.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.Schema;
import org.bandsaw.stage.Lineage;
import org.bandsaw.stage.Stage;
import org.bandsaw.stage.StageRun;
import org.bandsaw.stage.StatelessRun;

/**
 * Lets rows pass, and looks at the live heap when one of some rows comes by, by full collections in
 * the middle of a chunk. For one run.
 */
final class HeapLooks implements Stage {

  /**
   * What was seen.
   *
   * @param row the source row that came by
   * @param liveBytes what was live, less what was live when the looks began
   */
  record Look(long row, long liveBytes) {}

  private final long[] at;
  private final long idle;
  private final List<Look> looks = new ArrayList<>();
  private int next;
  private long nanos;

  /** Looks at so many of the rows, chosen by a seed. */
  HeapLooks(long rows, int count, long seed) {
    this.at = new SplittableRandom(seed).longs(count, 0, rows).sorted().toArray();
    this.idle = live();
  }

  private static long live() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  List<Look> looks() {
    return looks;
  }

  /** Time spent looking. */
  double seconds() {
    return nanos / 1e9;
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
        if (chunk.rowCount() > 0) {
          look(chunk.sourceRow(chunk.rowCount() - 1));
        }
        return chunk;
      }
    };
  }

  private synchronized void look(long lastRow) {
    if (next == at.length || at[next] > lastRow) {
      return;
    }
    long before = System.nanoTime();
    looks.add(new Look(lastRow, live() - idle));
    while (next < at.length && at[next] <= lastRow) {
      next++;
    }
    nanos += System.nanoTime() - before;
  }
}
