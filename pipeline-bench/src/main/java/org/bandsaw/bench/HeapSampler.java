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
final class HeapSampler implements Stage {

  /**
   * What was seen.
   *
   * @param row the source row that came by
   * @param liveBytes what was live, less what was live when the looks began
   */
  record HeapSample(long row, long liveBytes) {}

  private final long[] sampleRows;
  private final long baselineBytes;
  private final List<HeapSample> samples = new ArrayList<>();
  private int next;
  private long samplingNanos;

  /** Looks at so many of the rows, chosen by a seed. */
  HeapSampler(long rows, int count, long seed) {
    this.sampleRows = new SplittableRandom(seed).longs(count, 0, rows).sorted().toArray();
    this.baselineBytes = liveBytes();
  }

  private static long liveBytes() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  List<HeapSample> samples() {
    return samples;
  }

  /** Time spent looking. */
  double samplingSeconds() {
    return samplingNanos / 1e9;
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
          sampleIfDue(chunk.sourceRow(chunk.rowCount() - 1));
        }
        return chunk;
      }
    };
  }

  private synchronized void sampleIfDue(long lastRow) {
    if (next == sampleRows.length || sampleRows[next] > lastRow) {
      return;
    }
    long before = System.nanoTime();
    samples.add(new HeapSample(lastRow, liveBytes() - baselineBytes));
    while (next < sampleRows.length && sampleRows[next] <= lastRow) {
      next++;
    }
    samplingNanos += System.nanoTime() - before;
  }
}
