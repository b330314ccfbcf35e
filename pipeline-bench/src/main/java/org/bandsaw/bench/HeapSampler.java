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
 * A stage that passes rows through and measures the live heap at random rows, by a full collection
 * in the middle of a chunk. For one run.
 */
final class HeapSampler implements Stage {

  /**
   * A measurement of the live heap.
   *
   * @param row the source row that was processed
   * @param liveBytes the live heap, less the live heap when the sampler was created
   */
  record HeapSample(long row, long liveBytes) {}

  private final long[] sampleRows;
  private final long baselineBytes;
  private final List<HeapSample> samples = new ArrayList<>();
  private int next;
  private long samplingNanos;

  /** Creates a sampler that measures at {@code count} rows, chosen by a seed. */
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

  /** Returns the time spent on measurements. */
  double samplingSeconds() {
    return samplingNanos / 1e9;
  }

  @Override
  public String name() {
    return "heap sampler";
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
