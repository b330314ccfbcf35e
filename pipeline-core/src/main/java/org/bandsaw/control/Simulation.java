package org.bandsaw.control;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.bandsaw.budget.ChunkPolicy;
import org.bandsaw.budget.ComputeBudget;
import org.bandsaw.budget.MemoryBudget;
import org.jspecify.annotations.Nullable;

/**
 * Simulates a run under another budget ("what would 128 MiB have done?") from the record of a run,
 * without running again. Immutable.
 *
 * <p>Costs come from the record. Three of them are medians over neighboring chunks whose numbers of
 * rows differ by at least half, and 0 without such chunks: the bytes and the time of an attempt
 * that do not depend on its rows, and the bytes retained for each row of a chunk in addition to the
 * row itself. All other costs may differ from row to row: what a row takes when it is read, what it
 * allocates, how long it takes, and how much state is retained.
 *
 * <p>The simulation assumes that a source stops at the bytes that a chunk may have and returns all
 * requested rows until then, and that state grows evenly within a recorded chunk. It does not
 * simulate pauses for a compute budget, or backpressure.
 */
public final class Simulation {

  private static final double MIN_SIZE_RATIO = 1.5;

  /**
   * A committed chunk of a record.
   *
   * @param firstRow its first source row
   * @param rows source rows, at least 1
   * @param allocatedBytes bytes allocated by its attempt; not negative
   * @param retainedBytes accounted bytes after the attempt
   * @param readBytes bytes of its rows as read, a part of {@code retainedBytes}; not negative
   * @param took from its attempt to its commit
   */
  public record RecordedChunk(
      long firstRow,
      int rows,
      long allocatedBytes,
      long retainedBytes,
      long readBytes,
      Duration took) {

    public RecordedChunk {
      Objects.requireNonNull(took, "took");
      if (rows < 1 || allocatedBytes < 0 || readBytes < 0) {
        throw new IllegalArgumentException(
            "a recorded chunk needs at least 1 row and a known cost, not "
                + rows
                + " rows and "
                + allocatedBytes
                + " bytes allocated, "
                + readBytes
                + " bytes read at row "
                + firstRow);
      }
    }
  }

  /**
   * A chunk, or a part of one, as the simulated run commits it.
   *
   * @param firstRow its first source row
   * @param rows source rows
   * @param attempt the ordinal of the attempt, from 1
   * @param neededBytes the peak of the attempt
   * @param took from its attempt to its commit
   */
  public record SimulatedChunk(
      long firstRow, int rows, int attempt, long neededBytes, Duration took) {}

  /**
   * The result of a simulation.
   *
   * @param chunks the committed chunks in order; they end early if one was refused
   * @param splits attempts that were rolled back and split
   * @param overruns chunks that were accepted over budget
   * @param refused whether the run ended with a {@link org.bandsaw.budget.BudgetExceededException}
   * @param took the time of all attempts and waits, without reading
   */
  public record Outcome(
      List<SimulatedChunk> chunks, long splits, long overruns, boolean refused, Duration took) {

    public Outcome {
      chunks = List.copyOf(chunks);
    }
  }

  private final List<RecordedChunk> trace;
  private final @Nullable ComputeBudget compute;
  private final int inFlight;
  private final double allocatedPerAttempt;
  private final double nanosPerAttempt;

  /** Bytes retained for a row of a chunk in addition to the row itself. */
  private final double retainedPerRow;

  /** Bytes retained in addition to that after each recorded chunk: state, dictionaries. */
  private final double[] stateAfter;

  private final double stateBefore;

  private Simulation(List<RecordedChunk> trace, @Nullable ComputeBudget compute, int inFlight) {
    this.trace = trace;
    this.compute = compute;
    this.inFlight = inFlight;
    double[] rows = trace.stream().mapToDouble(RecordedChunk::rows).toArray();
    double[] allocated =
        trace.stream().mapToDouble(chunk -> (double) chunk.allocatedBytes()).toArray();
    double[] nanos = trace.stream().mapToDouble(chunk -> (double) chunk.took().toNanos()).toArray();
    double[] rest =
        trace.stream()
            .mapToDouble(chunk -> (double) (chunk.retainedBytes() - chunk.readBytes()))
            .toArray();
    this.allocatedPerAttempt = fixedCost(rows, allocated);
    this.nanosPerAttempt = fixedCost(rows, nanos);
    double growth = median(growthPerRow(rows, rest));
    double[] withoutGrowth = new double[rest.length];
    double totalGrowth = 0;
    for (int i = 0; i < rest.length; i++) {
      totalGrowth += growth * rows[i];
      withoutGrowth[i] = rest[i] - totalGrowth;
    }
    this.retainedPerRow = median(slopes(rows, withoutGrowth));
    this.stateAfter = new double[rest.length];
    for (int i = 0; i < rest.length; i++) {
      stateAfter[i] = Math.max(0, rest[i] - retainedPerRow * rows[i]);
    }
    this.stateBefore = Math.max(0, stateAfter[0] - growth * rows[0]);
  }

  /** Returns this simulation with a compute budget: the run starts with fewer rows. */
  public Simulation compute(ComputeBudget budget) {
    return new Simulation(trace, Objects.requireNonNull(budget, "budget"), inFlight);
  }

  /**
   * Returns this simulation for a record with this number of chunks in memory at once.
   *
   * @param chunks at least 1; 1 without read-ahead
   */
  public Simulation inFlight(int chunks) {
    if (chunks < 1) {
      throw new IllegalArgumentException("chunks in flight must be at least 1, not " + chunks);
    }
    return new Simulation(trace, compute, chunks);
  }

  /**
   * Returns a simulation with costs fitted to the record of a run.
   *
   * @param trace its chunks in the order of their rows, at least one; the rows of missing chunks
   *     are assumed to cost the same as those before them
   * @throws IllegalArgumentException if there is no chunk, or they are not in order
   */
  public static Simulation of(List<RecordedChunk> trace) {
    List<RecordedChunk> copy = List.copyOf(trace);
    if (copy.isEmpty()) {
      throw new IllegalArgumentException("a simulation needs the record of at least one chunk");
    }
    for (int i = 1; i < copy.size(); i++) {
      RecordedChunk before = copy.get(i - 1);
      if (copy.get(i).firstRow() < before.firstRow() + before.rows()) {
        throw new IllegalArgumentException(
            "recorded chunks must be in row order and not overlap: one starts at row "
                + copy.get(i).firstRow()
                + ", after one of "
                + before.rows()
                + " rows from row "
                + before.firstRow());
      }
    }
    return new Simulation(copy, null, 1);
  }

  /** The median fixed part of neighboring chunks' costs; at most the lowest cost of a chunk. */
  private static double fixedCost(double[] rows, double[] costs) {
    double[] slopes = slopes(rows, costs);
    double[] parts = new double[slopes.length];
    int count = 0;
    for (int i = 1; i < rows.length; i++) {
      if (isDifferentSize(rows[i - 1], rows[i])) {
        parts[count] = Math.max(0, costs[i] - slopes[count] * rows[i]);
        count++;
      }
    }
    double least = Arrays.stream(costs).min().orElse(0);
    return Math.min(median(parts), least);
  }

  /** The growth of retained bytes per row, between neighboring chunks of about the same size. */
  private static double[] growthPerRow(double[] rows, double[] retained) {
    double[] growths = new double[rows.length];
    int count = 0;
    for (int i = 1; i < rows.length; i++) {
      if (!isDifferentSize(rows[i - 1], rows[i])) {
        growths[count++] = (retained[i] - retained[i - 1]) / rows[i];
      }
    }
    return Arrays.copyOf(growths, count);
  }

  private static double[] slopes(double[] rows, double[] values) {
    double[] slopes = new double[rows.length];
    int count = 0;
    for (int i = 1; i < rows.length; i++) {
      if (isDifferentSize(rows[i - 1], rows[i])) {
        slopes[count++] = Math.max(0, (values[i] - values[i - 1]) / (rows[i] - rows[i - 1]));
      }
    }
    return Arrays.copyOf(slopes, count);
  }

  private static boolean isDifferentSize(double first, double second) {
    return Math.max(first, second) >= MIN_SIZE_RATIO * Math.min(first, second);
  }

  private static double median(double[] values) {
    if (values.length == 0) {
      return 0;
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /** Simulates a run over the same rows under this budget and policy. */
  public Outcome under(MemoryBudget memory, ChunkPolicy policy) {
    ChunkController controller =
        ChunkController.of(memory, policy).compute(compute).readAhead(inFlight > 1);
    return new Replay(controller, memory.chunkBytes()).run();
  }

  private final class Replay {

    private final ChunkController controller;
    private final long chunkBytes;
    private final List<SimulatedChunk> chunks = new ArrayList<>();
    private ControllerState state;
    private long splits;
    private long overruns;
    private long nanos;
    private boolean refused;
    private int traceIndex;

    Replay(ChunkController controller, long chunkBytes) {
      this.controller = controller;
      this.chunkBytes = chunkBytes;
      this.state = controller.initial();
    }

    Outcome run() {
      long row = trace.get(0).firstRow();
      RecordedChunk last = trace.get(trace.size() - 1);
      long end = last.firstRow() + last.rows();
      while (row < end && !refused) {
        int rows = readableRows(row, (int) Math.min(state.nextRows(), end - row));
        state = controller.beginChunk(state);
        simulateChunk(row, rows);
        row += rows;
      }
      return new Outcome(chunks, splits, overruns, refused, Duration.ofNanos(nanos));
    }

    private void simulateChunk(long first, int chunkRows) {
      Deque<Integer> pending = new ArrayDeque<>();
      pending.add(chunkRows);
      long row = first;
      int attempt = 1;
      while (!pending.isEmpty() && !refused) {
        int rows = pending.pop();
        ChunkReading reading = simulateAttempt(row, rows, chunkRows);
        long took = Math.round(cost(row, rows, nanosPerAttempt, CostKind.NANOS));
        nanos += took;
        Step step = controller.decide(state, reading);
        state = step.next();
        if (step.decision() instanceof Decision.Split split) {
          splits++;
          attempt++;
          nanos += split.pause().toNanos();
          pending.push(rows - split.firstRows());
          pending.push(split.firstRows());
          continue;
        }
        refused = step.decision() instanceof Decision.Refuse;
        overruns += step.decision() instanceof Decision.Accept ? 1 : 0;
        if (!refused) {
          Duration time = Duration.ofNanos(took);
          chunks.add(new SimulatedChunk(row, rows, attempt, reading.neededBytes(), time));
          state = controller.afterCommit(state, rows, time);
        }
        row += rows;
      }
    }

    /** Returns how many of the requested rows fit in the bytes that a chunk may have. */
    private int readableRows(long first, int requested) {
      double left = chunkBytes;
      int i = indexOf(first);
      long row = first;
      long end = first + requested;
      while (row < end) {
        RecordedChunk chunk = trace.get(i);
        long until = i + 1 < trace.size() ? Math.min(end, trace.get(i + 1).firstRow()) : end;
        double each = (double) chunk.readBytes() / chunk.rows();
        if ((until - row) * each > left) {
          return (int) Math.max(1, row - first + (long) (left / each));
        }
        left -= (until - row) * each;
        row = until;
        i++;
      }
      return requested;
    }

    private ChunkReading simulateAttempt(long row, int rows, int chunkRows) {
      long allocated = Math.round(cost(row, rows, allocatedPerAttempt, CostKind.BYTES));
      RecordedChunk chunk = recordedChunk(row);
      double read = (double) chunk.readBytes() / chunk.rows();
      double each = retainedPerRow;
      if (inFlight > 1 && !state.isReadingAhead()) {
        each = Math.max(0, each - (inFlight - 1) * read);
      }
      double withChunk = (each + read) * chunkRows;
      long before = Math.round(stateBytesAt(row) + withChunk);
      return new ChunkReading(
          rows, allocated, before, Math.round(stateBytesAt(row + rows) + withChunk));
    }

    /** The state retained before a row; it grows evenly within a recorded chunk. */
    private double stateBytesAt(long row) {
      int i = indexOf(row);
      RecordedChunk chunk = trace.get(i);
      double from = i == 0 ? stateBefore : stateAfter[i - 1];
      double share = Math.min(1, (double) (row - chunk.firstRow()) / chunk.rows());
      return from + share * (stateAfter[i] - from);
    }

    /** The cost of rows, which may span several recorded chunks. */
    private double cost(long first, int rows, double perAttempt, CostKind kind) {
      double sum = perAttempt;
      long row = first;
      long end = first + rows;
      int i = indexOf(first);
      while (row < end) {
        long until = i + 1 < trace.size() ? Math.min(end, trace.get(i + 1).firstRow()) : end;
        RecordedChunk chunk = trace.get(i);
        double all =
            (double) (kind == CostKind.NANOS ? chunk.took().toNanos() : chunk.allocatedBytes());
        sum += (double) (until - row) * Math.max(0, all - perAttempt) / chunk.rows();
        row = until;
        i++;
      }
      return sum;
    }

    private RecordedChunk recordedChunk(long row) {
      return trace.get(indexOf(row));
    }

    /** The index of the recorded chunk with a row, or of the last one before it. */
    private int indexOf(long row) {
      while (traceIndex > 0 && trace.get(traceIndex).firstRow() > row) {
        traceIndex--;
      }
      while (traceIndex + 1 < trace.size() && trace.get(traceIndex + 1).firstRow() <= row) {
        traceIndex++;
      }
      return traceIndex;
    }
  }

  private enum CostKind {
    BYTES,
    NANOS
  }
}
