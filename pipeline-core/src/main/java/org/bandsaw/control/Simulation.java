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
 * What a run would have done under another budget: answers "what would 128 MiB have done?" from the
 * record of a run, without running again. Immutable.
 *
 * <p>Costs are taken from the record: what an attempt costs however few rows it has, and what is
 * held for each row of a chunk beside the row itself, is the median over neighbouring chunks of
 * which one has at least half as many rows again as the other, 0 without such; what a row takes as
 * it is read, allocates and takes in time beyond that, and what state is held, may differ from row
 * to row. A source is taken to stop at the bytes that a chunk may have, and to give as many rows as
 * it is asked for until then; state that grows in steps within a chunk of the record is taken to
 * grow evenly; rests for a compute budget and backpressure are not foreseen.
 */
public final class Simulation {

  private static final double MIN_SIZE_RATIO = 1.5;

  /**
   * One committed chunk of a record.
   *
   * @param firstRow the source row it begins with
   * @param rows source rows, at least 1
   * @param allocatedBytes what its attempt allocated; not negative
   * @param retainedBytes what the run accounted for after it
   * @param readBytes what its rows took as they were read, a part of {@code retainedBytes}; not
   *     negative
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
            "a chunk of a record has at least 1 row and a known cost, not "
                + rows
                + " rows and "
                + allocatedBytes
                + " bytes allocated, "
                + readBytes
                + " read at row "
                + firstRow);
      }
    }
  }

  /**
   * One chunk as it would have been committed.
   *
   * @param firstRow the source row it begins with
   * @param rows source rows
   * @param attempt which attempt it was, from 1
   * @param neededBytes the most it needed at once
   * @param took from its attempt to its commit
   */
  public record SimulatedChunk(
      long firstRow, int rows, int attempt, long neededBytes, Duration took) {}

  /**
   * What would have come out.
   *
   * @param chunks one after the other; they end early when one was refused
   * @param splits attempts thrown away
   * @param overruns chunks accepted over budget
   * @param refused whether the run would have ended with a {@link
   *     org.bandsaw.budget.BudgetExceededException}
   * @param took all attempts and waits, without reading
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

  /** What is held for a row of a chunk beside the row itself. */
  private final double retainedPerRow;

  /** What is held beside that at the end of each chunk: state, dictionaries. */
  private final double[] stateAfter;

  private final double stateBefore;

  private Simulation(List<RecordedChunk> trace, @Nullable ComputeBudget compute, int inFlight) {
    this.trace = trace;
    this.compute = compute;
    this.inFlight = inFlight;
    double[] rows = trace.stream().mapToDouble(RecordedChunk::rows).toArray();
    double[] allocated =
        trace.stream().mapToDouble(seen -> (double) seen.allocatedBytes()).toArray();
    double[] nanos = trace.stream().mapToDouble(seen -> (double) seen.took().toNanos()).toArray();
    double[] rest =
        trace.stream()
            .mapToDouble(seen -> (double) (seen.retainedBytes() - seen.readBytes()))
            .toArray();
    this.allocatedPerAttempt = fixedCost(rows, allocated);
    this.nanosPerAttempt = fixedCost(rows, nanos);
    double growth = median(growthPerRow(rows, rest));
    double[] calm = new double[rest.length];
    double grown = 0;
    for (int i = 0; i < rest.length; i++) {
      grown += growth * rows[i];
      calm[i] = rest[i] - grown;
    }
    this.retainedPerRow = median(slopes(rows, calm));
    this.stateAfter = new double[rest.length];
    for (int i = 0; i < rest.length; i++) {
      stateAfter[i] = Math.max(0, rest[i] - retainedPerRow * rows[i]);
    }
    this.stateBefore = Math.max(0, stateAfter[0] - growth * rows[0]);
  }

  /** The same record of a run that may compute so much: it begins with fewer rows. */
  public Simulation compute(ComputeBudget budget) {
    return new Simulation(trace, Objects.requireNonNull(budget, "budget"), inFlight);
  }

  /**
   * The same record, of a run that had so many chunks in memory at once.
   *
   * @param chunks 1 when nothing was read ahead
   */
  public Simulation inFlight(int chunks) {
    if (chunks < 1) {
      throw new IllegalArgumentException(
          "at least the chunk that is worked on is in flight, not " + chunks);
    }
    return new Simulation(trace, compute, chunks);
  }

  /**
   * Fits costs to the record of a run.
   *
   * @param trace its chunks in the order of their rows, at least one; chunks may be left out, their
   *     rows then cost what those before them do
   * @throws IllegalArgumentException when there is none, or they are not in order
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
            "chunks must follow each other: one begins with row "
                + copy.get(i).firstRow()
                + " after one of "
                + before.rows()
                + " rows from row "
                + before.firstRow());
      }
    }
    return new Simulation(copy, null, 1);
  }

  /** The median over neighbours of what does not grow with rows; never more than a chunk cost. */
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

  /** What is held more after each row, between chunks of about one size. */
  private static double[] growthPerRow(double[] rows, double[] held) {
    double[] growths = new double[rows.length];
    int count = 0;
    for (int i = 1; i < rows.length; i++) {
      if (!isDifferentSize(rows[i - 1], rows[i])) {
        growths[count++] = (held[i] - held[i - 1]) / rows[i];
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

  private static boolean isDifferentSize(double some, double others) {
    return Math.max(some, others) >= MIN_SIZE_RATIO * Math.min(some, others);
  }

  private static double median(double[] values) {
    if (values.length == 0) {
      return 0;
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /** What a run over the same rows would have done under this budget and policy. */
  public Outcome under(MemoryBudget memory, ChunkPolicy policy) {
    ChunkController controller =
        ChunkController.of(memory, policy).compute(compute).readAhead(inFlight > 1);
    return new Replay(controller, memory.chunkBytes()).run();
  }

  /** One simulated run. */
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

    private void simulateChunk(long first, int whole) {
      Deque<Integer> waiting = new ArrayDeque<>();
      waiting.add(whole);
      long row = first;
      int attempt = 1;
      while (!waiting.isEmpty() && !refused) {
        int rows = waiting.pop();
        ChunkReading reading = simulateAttempt(row, rows, whole);
        long took = Math.round(cost(row, rows, nanosPerAttempt, CostKind.NANOS));
        nanos += took;
        Step step = controller.decide(state, reading);
        state = step.next();
        if (step.decision() instanceof Decision.Split split) {
          splits++;
          attempt++;
          nanos += split.pause().toNanos();
          waiting.push(rows - split.firstRows());
          waiting.push(split.firstRows());
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

    /** How many of so many rows a source gives before it has read the bytes of a chunk. */
    private int readableRows(long first, int most) {
      double left = chunkBytes;
      int i = indexOf(first);
      long row = first;
      long end = first + most;
      while (row < end) {
        RecordedChunk seen = trace.get(i);
        long until = i + 1 < trace.size() ? Math.min(end, trace.get(i + 1).firstRow()) : end;
        double each = (double) seen.readBytes() / seen.rows();
        if ((until - row) * each > left) {
          return (int) Math.max(1, row - first + (long) (left / each));
        }
        left -= (until - row) * each;
        row = until;
        i++;
      }
      return most;
    }

    private ChunkReading simulateAttempt(long row, int rows, int whole) {
      long allocated = Math.round(cost(row, rows, allocatedPerAttempt, CostKind.BYTES));
      RecordedChunk seen = recordedChunk(row);
      double read = (double) seen.readBytes() / seen.rows();
      double each = retainedPerRow;
      if (inFlight > 1 && !state.mitigations().isReadingAhead()) {
        each = Math.max(0, each - (inFlight - 1) * read);
      }
      double withChunk = (each + read) * whole;
      long before = Math.round(stateBytesAt(row) + withChunk);
      return new ChunkReading(
          rows, allocated, before, Math.round(stateBytesAt(row + rows) + withChunk));
    }

    /** The state held before a row, growing evenly within a chunk of the record. */
    private double stateBytesAt(long row) {
      int i = indexOf(row);
      RecordedChunk seen = trace.get(i);
      double from = i == 0 ? stateBefore : stateAfter[i - 1];
      double share = Math.min(1, (double) (row - seen.firstRow()) / seen.rows());
      return from + share * (stateAfter[i] - from);
    }

    /** What rows cost that may have been in several chunks of the record. */
    private double cost(long first, int rows, double perAttempt, CostKind kind) {
      double sum = perAttempt;
      long row = first;
      long end = first + rows;
      int i = indexOf(first);
      while (row < end) {
        long until = i + 1 < trace.size() ? Math.min(end, trace.get(i + 1).firstRow()) : end;
        RecordedChunk seen = trace.get(i);
        double all =
            (double) (kind == CostKind.NANOS ? seen.took().toNanos() : seen.allocatedBytes());
        sum += (double) (until - row) * Math.max(0, all - perAttempt) / seen.rows();
        row = until;
        i++;
      }
      return sum;
    }

    private RecordedChunk recordedChunk(long row) {
      return trace.get(indexOf(row));
    }

    /** The chunk of the record that holds a row, or else the last one before it. */
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
