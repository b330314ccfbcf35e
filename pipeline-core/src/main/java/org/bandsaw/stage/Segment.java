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
 * Stages that follow one another and remember nothing, so that slices of a chunk can pass them at
 * the same time: each on a thread, through runs of its own. What comes out is what one thread would
 * have made of the whole chunk, bit for bit, since each row is looked at by itself. Used by the
 * run's thread.
 */
final class Segment {

  private final int first;
  private final List<Stage> stages;
  private final List<Schema> inputs;
  private final Workers workers;
  private final Ticker ticker;
  private final List<Part> parts = new ArrayList<>();
  private ColumnBuffer[] joints = {};
  private long lastNanos;
  private int lastRows = 1;

  /**
   * @param first the position of the first of the stages in the chain
   * @param inputs what each of them was opened on
   * @param runs those of the run's thread
   */
  Segment(
      int first,
      List<Stage> stages,
      List<Schema> inputs,
      List<StageRun> runs,
      Workers workers,
      Ticker ticker) {
    this.first = first;
    this.stages = stages;
    this.inputs = inputs;
    this.workers = workers;
    this.ticker = ticker;
    parts.add(new Part(runs.toArray(StageRun[]::new)));
  }

  /** Whether a run does to each row the same, whatever other rows there were. */
  static boolean isStateless(StageRun run) {
    return run instanceof StatelessRun
        || (run instanceof NumbersRun numbers && numbers.isStateless())
        || OnColumns.isStateless(run);
  }

  /** The position of the first stage. */
  int first() {
    return first;
  }

  /** The position behind the last stage. */
  int end() {
    return first + stages.size();
  }

  /**
   * In how many slices a chunk had better pass: one, unless the rows of the last chunk took long.
   */
  int slices(int rows) {
    int most = Math.min(workers.threads(), rows);
    double expected = (double) lastNanos / lastRows * rows;
    double worth = workers.leastNanos() > 0 ? expected / workers.leastNanos() : most;
    return (int) Math.max(1, Math.min(most, worth));
  }

  /** How long the stages took for a chunk, all threads together. */
  void took(long nanos, int rows) {
    if (rows > 0) {
      lastNanos = nanos;
      lastRows = rows;
    }
  }

  /**
   * Lets a chunk pass in slices.
   *
   * @param nanos of each stage of the chain; what each took here is added
   * @param lost of each stage of the chain; what each lost is put here
   * @return null when a slice failed, or when slices came out with different columns
   */
  @Nullable Chunk pass(Chunk chunk, int slices, long number, long[] nanos, long[] lost) {
    while (parts.size() < slices) {
      parts.add(new Part(opened()));
    }
    long rows = chunk.rowCount();
    workers.run(
        slices,
        part ->
            parts
                .get(part)
                .pass(
                    chunk,
                    (int) (rows * part / slices),
                    (int) (rows * (part + 1) / slices),
                    number));
    for (int i = 0; i < stages.size(); i++) {
      lost[first + i] = 0;
      for (Part part : parts.subList(0, slices)) {
        nanos[first + i] += part.nanos[i];
        lost[first + i] += part.lost[i];
      }
    }
    return joined(chunk, slices);
  }

  private StageRun[] opened() {
    StageRun[] runs = new StageRun[stages.size()];
    for (int i = 0; i < runs.length; i++) {
      runs[i] = StageChain.open(stages.get(i), inputs.get(i));
    }
    return runs;
  }

  private @Nullable Chunk joined(Chunk chunk, int slices) {
    List<Chunk> out = new ArrayList<>();
    for (Part part : parts.subList(0, slices)) {
      if (part.out == null
          || (!out.isEmpty() && !isAlike(out.get(0).schema(), part.out.schema()))) {
        return null;
      }
      out.add(part.out);
    }
    int rows = out.stream().mapToInt(Chunk::rowCount).sum();
    Vector[] values = new Vector[out.get(0).schema().size()];
    joints = ColumnBuffer.atLeast(joints, values.length);
    Vector[] pieces = new Vector[slices];
    for (int i = 0; i < values.length; i++) {
      for (int part = 0; part < slices; part++) {
        pieces[part] = out.get(part).vector(i);
      }
      int untouched = untouched(pieces);
      values[i] = untouched >= 0 ? chunk.vector(untouched) : joints[i].joined(pieces, rows);
    }
    parts.forEach(Part::leave);
    return chunk.rejoined(out, values);
  }

  private static boolean isAlike(Schema one, Schema other) {
    return one.equals(other) && one.declaredCount() == other.declaredCount();
  }

  /** The column of the chunk that these were sliced from, if nobody touched them; else -1. */
  @SuppressWarnings("ReferenceEquality") // equal values in another vector are not looked for
  private int untouched(Vector[] pieces) {
    int found = -1;
    Vector[] in = parts.get(0).in;
    for (int i = 0; i < in.length && found < 0; i++) {
      found = in[i] == pieces[0] ? i : -1;
    }
    for (int part = 1; part < pieces.length && found >= 0; part++) {
      found = parts.get(part).in[found] == pieces[part] ? found : -1;
    }
    return found;
  }

  /**
   * What a slice failed with because its thread was interrupted; null when none did. It is told as
   * it is: a function that lost its interruption might never come back from a second call.
   */
  @Nullable RuntimeException interruption() {
    for (Part part : parts) {
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

  /** The error for a chunk that failed in slices, but not as a whole. */
  StageFailedException failedInSlices(Chunk chunk, long number) {
    int stage = stages.size();
    @Nullable Throwable failure = null;
    for (Part part : parts) {
      if (part.failure != null && part.at < stage) {
        stage = part.at;
        failure = part.failure;
      }
    }
    String found =
        failure == null ? "gave other columns for some of these rows" : "threw " + failure;
    String problem =
        String.format(
            Locale.ROOT,
            "one of %d threads %s, and a single thread with all of these rows did not; what a stage"
                + " without memory does must depend on the row alone, and its functions are called by"
                + " several threads at once. Mend it, or use parallelism(1)",
            workers.threads(),
            found);
    String name = stages.get(Math.min(stage, stages.size() - 1)).name();
    return new StageFailedException(
        name, number, chunk, problem, failure == null ? new IllegalStateException(found) : failure);
  }

  /**
   * Lets everything go that only several threads need: memory was short, and the next attempt must
   * not need more than one thread does.
   */
  void rollback() {
    parts.subList(1, parts.size()).clear();
    parts.get(0).leave();
    joints = new ColumnBuffer[0];
    lastNanos = 0;
  }

  /** Bytes of the runs of other threads and of all buffers between. */
  long retainedBytes() {
    long sum = ColumnBuffer.retainedBytes(joints);
    for (Part part : parts.subList(1, parts.size())) {
      for (StageRun run : part.runs) {
        sum += run.retainedBytes();
      }
      sum += ColumnBuffer.retainedBytes(part.buffers);
    }
    return sum;
  }

  /** What one thread uses, and what came of it. */
  private final class Part {

    private final StageRun[] runs;
    private final long[] nanos;
    private final long[] lost;
    private ColumnBuffer[] buffers = {};
    private Vector[] in = {};
    private @Nullable Chunk out;
    private @Nullable Throwable failure;
    private int at;

    Part(StageRun[] runs) {
      this.runs = runs;
      this.nanos = new long[runs.length];
      this.lost = new long[runs.length];
    }

    void pass(Chunk chunk, int from, int to, long number) {
      out = null;
      failure = null;
      at = 0;
      Arrays.fill(nanos, 0);
      try {
        out = through(sliced(chunk, from, to), number);
      } catch (Throwable problem) { // also checked ones, which other languages do not declare
        failure = problem;
      }
    }

    private Chunk through(Chunk slice, long number) {
      Chunk passing = slice;
      long before = ticker.nanoTime();
      for (at = 0; at < runs.length; at++) {
        Chunk next = StageChain.step(stages.get(at), runs[at], passing, number, true);
        lost[at] = (long) passing.rowCount() - next.rowCount();
        passing = next;
        long after = ticker.nanoTime();
        nanos[at] = after - before;
        before = after;
      }
      return passing;
    }

    /** The first slice is the beginning of the same arrays; the others are copied. */
    private Chunk sliced(Chunk chunk, int from, int to) {
      in = new Vector[chunk.schema().size()];
      buffers = from == 0 ? buffers : ColumnBuffer.atLeast(buffers, in.length);
      for (int i = 0; i < in.length; i++) {
        Vector whole = chunk.vector(i);
        in[i] = from == 0 ? ColumnBuffer.first(whole, to) : buffers[i].slice(whole, from, to);
      }
      return chunk.sliceWith(from, to, in);
    }

    /** Lets the chunk go, whose arrays must not be held until the next one. */
    void leave() {
      in = new Vector[0];
      out = null;
    }
  }
}
