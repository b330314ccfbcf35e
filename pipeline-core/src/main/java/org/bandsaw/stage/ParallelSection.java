package org.bandsaw.stage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.Schema;
import org.bandsaw.data.Vector;
import org.bandsaw.probe.Ticker;
import org.jspecify.annotations.Nullable;

/**
 * Consecutive stages without state. Slices of a chunk pass them in parallel, each on its own thread
 * and through its own runs. Every row is processed by itself, so the output is that of a single
 * thread, bit for bit. Used by the run's thread.
 */
final class ParallelSection {

  private final int start;
  private final List<Stage> stages;
  private final List<Schema> inputs;
  private final Workers workers;
  private final Ticker ticker;
  private final List<SliceRun> sliceRuns = new ArrayList<>();
  private ColumnBuffer[] joinBuffers = {};
  private long lastNanos;
  private int lastRows = 1;

  /**
   * @param first the position of the first of the stages in the chain
   * @param inputs the columns that each stage was opened on
   * @param runs the runs of the run's thread
   */
  ParallelSection(
      int first,
      List<Stage> stages,
      List<Schema> inputs,
      List<StageRun> runs,
      Workers workers,
      Ticker ticker) {
    this.start = first;
    this.stages = stages;
    this.inputs = inputs;
    this.workers = workers;
    this.ticker = ticker;
    sliceRuns.add(new SliceRun(runs.toArray(StageRun[]::new)));
  }

  /** Returns whether a run processes every row by itself. */
  static boolean isStateless(StageRun run) {
    // the rejected rows of slices are not collected
    return run.isStateless() && !(run instanceof RejectingRun);
  }

  /** Returns the position of the first stage in the chain. */
  int start() {
    return start;
  }

  /** Returns the position after the last stage in the chain. */
  int end() {
    return start + stages.size();
  }

  /** Returns the number of slices that pays for a chunk: one if the last rows took little time. */
  int sliceCount(int rows) {
    int most = Math.min(workers.threads(), rows);
    double expected = (double) lastNanos / lastRows * rows;
    double worth = workers.minParallelNanos() > 0 ? expected / workers.minParallelNanos() : most;
    return (int) Math.max(1, Math.min(most, worth));
  }

  /** Records the time that a chunk took, summed over all threads. */
  void recordTime(long nanos, int rows) {
    if (rows > 0) {
      lastNanos = nanos;
      lastRows = rows;
    }
  }

  /**
   * Processes a chunk in slices.
   *
   * @param nanos by stage of the chain; the time of each stage is added
   * @param dropped by stage of the chain; set to the rows that each stage dropped
   * @return null if a slice failed, or if the slices have different columns
   */
  @Nullable Chunk process(Chunk chunk, int slices, long number, long[] nanos, long[] dropped) {
    while (sliceRuns.size() < slices) {
      sliceRuns.add(new SliceRun(openRuns()));
    }
    long rows = chunk.rowCount();
    workers.run(
        slices,
        part ->
            sliceRuns
                .get(part)
                .run(
                    chunk,
                    (int) (rows * part / slices),
                    (int) (rows * (part + 1) / slices),
                    number));
    for (int i = 0; i < stages.size(); i++) {
      dropped[start + i] = 0;
      for (SliceRun part : sliceRuns.subList(0, slices)) {
        nanos[start + i] += part.stageNanos[i];
        dropped[start + i] += part.droppedRows[i];
      }
    }
    return joinSlices(chunk, slices);
  }

  private StageRun[] openRuns() {
    StageRun[] runs = new StageRun[stages.size()];
    for (int i = 0; i < runs.length; i++) {
      runs[i] = StageChain.open(stages.get(i), inputs.get(i));
    }
    return runs;
  }

  private @Nullable Chunk joinSlices(Chunk chunk, int slices) {
    List<Chunk> out = new ArrayList<>();
    for (SliceRun part : sliceRuns.subList(0, slices)) {
      if (part.out == null
          || (!out.isEmpty() && !hasSameColumns(out.get(0).schema(), part.out.schema()))) {
        return null;
      }
      out.add(part.out);
    }
    int rows = out.stream().mapToInt(Chunk::rowCount).sum();
    Vector[] values = new Vector[out.get(0).schema().size()];
    joinBuffers = ColumnBuffer.ensureCount(joinBuffers, values.length);
    Vector[] pieces = new Vector[slices];
    for (int i = 0; i < values.length; i++) {
      for (int part = 0; part < slices; part++) {
        pieces[part] = out.get(part).vector(i);
      }
      int untouched = untouchedColumn(pieces);
      values[i] = untouched >= 0 ? chunk.vector(untouched) : joinBuffers[i].concat(pieces, rows);
    }
    sliceRuns.forEach(SliceRun::release);
    return chunk.mergeSlices(out, values);
  }

  private static boolean hasSameColumns(Schema one, Schema other) {
    return one.equals(other) && one.declaredCount() == other.declaredCount();
  }

  /**
   * Returns the column of the chunk that these slices are unchanged parts of; -1 if there is none.
   */
  @SuppressWarnings("ReferenceEquality") // equal values in another vector do not count
  private int untouchedColumn(Vector[] pieces) {
    int found = -1;
    Vector[] in = sliceRuns.get(0).in;
    for (int i = 0; i < in.length && found < 0; i++) {
      found = in[i] == pieces[0] ? i : -1;
    }
    for (int part = 1; part < pieces.length && found >= 0; part++) {
      found = sliceRuns.get(part).in[found] == pieces[part] ? found : -1;
    }
    return found;
  }

  /**
   * Returns the failure of a slice whose thread was interrupted; null if there is none. It is
   * thrown as it is: a second call of a function that has cleared the interrupt flag might never
   * return.
   */
  @Nullable RuntimeException interruption() {
    for (SliceRun part : sliceRuns) {
      if (part.failure instanceof RuntimeException failure) {
        for (Throwable why = failure; why != null; why = why.getCause()) {
          if (why instanceof InterruptedException) {
            return failure;
          }
        }
      }
    }
    return null;
  }

  /** Returns the error for a chunk that failed in slices, but not as a whole. */
  StageFailedException parallelFailure(Chunk chunk, long number) {
    int stage = stages.size();
    @Nullable Throwable failure = null;
    for (SliceRun part : sliceRuns) {
      if (part.failure != null && part.stageIndex < stage) {
        stage = part.stageIndex;
        failure = part.failure;
      }
    }
    String found =
        failure == null ? "made other columns for some of these rows" : "threw " + failure;
    String problem =
        String.format(
            Locale.ROOT,
            "one of %d threads %s, and a single thread with all of these rows did not; the output of a"
                + " stage without state must depend on the row alone, and its functions are called"
                + " by several threads at once. Fix it, or use parallelism(1)",
            workers.threads(),
            found);
    String name = stages.get(Math.min(stage, stages.size() - 1)).name();
    return new StageFailedException(
        name, number, chunk, problem, failure == null ? new IllegalStateException(found) : failure);
  }

  /**
   * Releases everything that only several threads need: the attempt was over the memory budget, and
   * the next one must not need more than one thread does.
   */
  void rollback() {
    sliceRuns.subList(1, sliceRuns.size()).clear();
    sliceRuns.get(0).release();
    joinBuffers = new ColumnBuffer[0];
    lastNanos = 0;
  }

  /** Returns the bytes of the runs of other threads and of all buffers. */
  long retainedBytes() {
    long sum = ColumnBuffer.retainedBytes(joinBuffers);
    for (SliceRun part : sliceRuns.subList(1, sliceRuns.size())) {
      for (StageRun run : part.runs) {
        sum += run.retainedBytes();
      }
      sum += ColumnBuffer.retainedBytes(part.buffers);
    }
    return sum;
  }

  /** The runs and buffers of one thread, and its result. */
  private final class SliceRun {

    private final StageRun[] runs;
    private final long[] stageNanos;
    private final long[] droppedRows;
    private ColumnBuffer[] buffers = {};
    private Vector[] in = {};
    private @Nullable Chunk out;
    private @Nullable Throwable failure;
    private int stageIndex;

    SliceRun(StageRun[] runs) {
      this.runs = runs;
      this.stageNanos = new long[runs.length];
      this.droppedRows = new long[runs.length];
    }

    void run(Chunk chunk, int from, int to, long number) {
      out = null;
      failure = null;
      stageIndex = 0;
      Arrays.fill(stageNanos, 0);
      try {
        out = runStages(slice(chunk, from, to), number);
      } catch (Throwable problem) { // also checked ones, which other languages do not declare
        failure = problem;
      }
    }

    private Chunk runStages(Chunk slice, long number) {
      Chunk current = slice;
      long before = ticker.nanoTime();
      for (stageIndex = 0; stageIndex < runs.length; stageIndex++) {
        Chunk next =
            StageChain.runStage(
                stages.get(stageIndex), runs[stageIndex], current, number, true, List.of());
        droppedRows[stageIndex] = (long) current.rowCount() - next.rowCount();
        current = next;
        long after = ticker.nanoTime();
        stageNanos[stageIndex] = after - before;
        before = after;
      }
      return current;
    }

    /** The first slice shares the arrays of the chunk; the others are copied. */
    private Chunk slice(Chunk chunk, int from, int to) {
      in = new Vector[chunk.schema().size()];
      buffers = from == 0 ? buffers : ColumnBuffer.ensureCount(buffers, in.length);
      for (int i = 0; i < in.length; i++) {
        Vector whole = chunk.vector(i);
        in[i] = from == 0 ? ColumnBuffer.prefix(whole, to) : buffers[i].slice(whole, from, to);
      }
      return chunk.sliceWith(from, to, in);
    }

    /** Releases the chunk, whose arrays must not be retained until the next one. */
    void release() {
      in = new Vector[0];
      out = null;
    }
  }
}
