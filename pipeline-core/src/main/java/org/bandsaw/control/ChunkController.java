package org.bandsaw.control;

import java.time.Duration;
import java.util.Objects;
import org.bandsaw.budget.ChunkPolicy;
import org.bandsaw.budget.ComputeBudget;
import org.bandsaw.budget.MemoryBudget;
import org.bandsaw.control.ControllerState.Mitigations;
import org.bandsaw.control.Step.Cause;
import org.jspecify.annotations.Nullable;

/**
 * Decides how many rows a chunk has, and what happens to a chunk that needs more than the memory
 * budget. Immutable and pure: results depend on the arguments alone; no clock, no sleep, no I/O.
 * The caller waits, rolls back, and keeps the state.
 *
 * <p>When memory is short, the controller takes these measures, in this order:
 *
 * <ol>
 *   <li>Smaller chunks: a chunk over budget is split, and the next chunk gets the rows that fit.
 *   <li>No read-ahead: it stops when fewer than 16 rows fit, or when a chunk cannot be split. It
 *       resumes when at least 64 rows fit in each of three consecutive chunks.
 *   <li>Pause: the attempt is rolled back and repeated after a wait, at most eight times. The
 *       controller waits only while that helps: the releasable bytes must be enough, and some must
 *       have been released since the last wait.
 *   <li>The policy: the overrun is accepted, or the run ends with a {@link
 *       org.bandsaw.budget.BudgetExceededException}.
 * </ol>
 *
 * <p>When the heap or the container is almost full although the budget holds (see {@link
 * ObservedMemory}), the controller takes measures 1, 2 and 4, but never ends the run: heap readings
 * only verify the budget, because the heap belongs to the host application too.
 */
public final class ChunkController {

  private static final double MEBIBYTE = 1 << 20;
  private static final int MIN_INITIAL_ROWS = 16;

  /** The middle of the band in which the size stays. */
  private static final double TARGET_FILL = 0.92;

  /** Replaces the target if rounding down to whole rows would leave the band. */
  private static final double MAX_FILL = 0.98;

  private static final double MIN_FILL = 0.84;

  /** The band is narrower while estimates are new. */
  private static final double MIN_FILL_WARM_UP = 0.9;

  private static final int WARM_UP_READINGS = 12;
  private static final double LATENCY_TOLERANCE = 0.1;
  private static final int MAX_SHRINK_FACTOR = 8;
  private static final int SMALL_CHUNK_ROWS = 16;
  private static final int READ_AHEAD_RESUME_ROWS = 64;
  private static final int READ_AHEAD_RESUME_CHUNKS = 3;
  private static final int MAX_PAUSES = 8;

  private final MemoryBudget memory;
  private final ChunkPolicy policy;
  private final double computeShare;
  private final boolean readAheadAllowed;

  private ChunkController(
      MemoryBudget memory, ChunkPolicy policy, double computeShare, boolean readAheadAllowed) {
    this.memory = Objects.requireNonNull(memory, "memory");
    this.policy = Objects.requireNonNull(policy, "policy");
    this.computeShare = computeShare;
    this.readAheadAllowed = readAheadAllowed;
  }

  /**
   * Returns a controller with this memory budget and policy, no compute budget, and no read-ahead.
   */
  public static ChunkController of(MemoryBudget memory, ChunkPolicy policy) {
    return new ChunkController(memory, policy, 1.0, false);
  }

  /** Returns a copy with this compute budget, or with none if {@code null}. */
  public ChunkController compute(@Nullable ComputeBudget budget) {
    double share = budget == null ? 1.0 : budget.shareOfMachine();
    return new ChunkController(memory, policy, share, readAheadAllowed);
  }

  /** Returns a copy for a run that reads chunks while it processes another one, or does not. */
  public ChunkController readAhead(boolean allowed) {
    return new ChunkController(memory, policy, computeShare, allowed);
  }

  /**
   * Returns the state before the first chunk. A fixed policy starts with its size. An adaptive one
   * starts with {@code max(16, base × clamp(memory MiB / 1024, 0.1, 1) × clamp(compute, 0.1, 1))}
   * rows, the published formula, but never with more than its maximum.
   */
  public ControllerState initial() {
    int rows = policy.firstRows();
    if (!policy.isFixed()) {
      double scaled = rows * clamp(memory.bytes() / MEBIBYTE / 1024) * clamp(computeShare);
      rows = Math.min(Math.max(MIN_INITIAL_ROWS, (int) scaled), policy.maxRows());
    }
    return new ControllerState(rows, 0).with(Mitigations.none(readAheadAllowed));
  }

  private static double clamp(double share) {
    return Math.min(1, Math.max(0.1, share));
  }

  /**
   * Decides what happens to a chunk, or to a part of one after a split, given what it cost.
   *
   * <p>Within budget it is committed. The size of the next chunk follows from the estimated cost of
   * a row, the scatter of that estimate, and the memory that is not retained otherwise. The size
   * stays while a chunk takes between 0.84 and 1 of the available memory (between 0.9 and 1 before
   * the twelfth reading). Otherwise it becomes 0.92 of the rows that fit. It shrinks at most to a
   * half. It grows at most to the double, or to the size of the largest chunk since the cost of
   * rows last changed. After a chunk with fewer rows than requested the size does not grow; a chunk
   * with fewer than half of them is ignored.
   *
   * <p>Over budget it is split in half, never below one row, after {@code min(0.05 × retry, 0.2)}
   * seconds. The next chunk gets the rows that fit: at most 0.92 and at least an eighth of those
   * that did not. If only one row is left, or the retries of the chunk are used up, the attempt is
   * repeated after a pause, or accepted or refused as the policy says; see the order above. A
   * policy that refuses splits down to one row, without a wait when the retries are used up.
   *
   * @param state the state after the previous decision; {@link #initial} at the start
   * @param reading what the attempt cost
   */
  public Step decide(ControllerState state, ChunkReading reading) {
    if (reading.neededBytes() > memory.bytes()) {
      return decideOverBudget(state, reading);
    }
    if (reading.rows() < 1) {
      return new Step(new Decision.Commit(), state, Cause.NONE);
    }
    return reading.observedMemory().isNearLimit()
        ? decideUnderMemoryPressure(state, reading)
        : decideWithinBudget(state, reading);
  }

  private Step decideWithinBudget(ControllerState state, ChunkReading reading) {
    ControllerState current =
        state.with(state.mitigations().withPauses(0, 0).withSystemMemoryWaits(0));
    int requested = state.nextRows();
    if (2L * reading.rows() < requested) {
      return new Step(new Decision.Commit(), current, Cause.NONE);
    }
    ControllerState learned = withReading(current, reading);
    int rows = nextRows(learned, reading);
    ControllerState next = learned.withNextRows(rows).with(updateReadAhead(learned, reading));
    boolean resumed = !current.isReadingAhead() && next.isReadingAhead();
    boolean stopped = current.isReadingAhead() && !next.isReadingAhead();
    Cause cause = rows > requested || resumed ? Cause.HEADROOM : Cause.NONE;
    if (rows < requested || stopped) {
      cause = Cause.LOW_HEADROOM;
    }
    return new Step(new Decision.Commit(), next, cause);
  }

  private Mitigations updateReadAhead(ControllerState state, ChunkReading reading) {
    Mitigations mitigations = state.mitigations();
    if (!readAheadAllowed || state.retries() > 0) {
      return mitigations;
    }
    double fitting = maxFittingRows(state, reading);
    if (mitigations.isReadingAhead()) {
      return fitting < SMALL_CHUNK_ROWS ? mitigations.withReadAhead(false, 0) : mitigations;
    }
    int withRoom = fitting < READ_AHEAD_RESUME_ROWS ? 0 : mitigations.chunksWithRoom() + 1;
    return withRoom < READ_AHEAD_RESUME_CHUNKS
        ? mitigations.withReadAhead(false, withRoom)
        : mitigations.withReadAhead(true, 0);
  }

  private Step decideOverBudget(ControllerState state, ChunkReading reading) {
    long needed = reading.neededBytes();
    int rows = reading.rows();
    ControllerState learned = withReading(state, reading);
    int fitting = targetRows(learned, reading);
    // The bytes retained for all rows of a chunk stay retained while its parts are tried.
    int chunkRows = state.retries() == 0 ? rows : Math.max(rows, state.retained().rows());
    int maxNext = Math.min(state.nextRows(), (int) (TARGET_FILL * chunkRows));
    ControllerState smaller =
        learned.withNextRows(Math.min(maxNext, Math.max(rows / MAX_SHRINK_FACTOR, fitting)));
    boolean retriesUsedUp = state.retries() >= policy.maxRetries();
    boolean refuses = policy.onOverBudget() == ChunkPolicy.OnOverBudget.REFUSE;
    boolean unsplittable = rows <= 1 || (retriesUsedUp && !refuses);
    if (unsplittable || fitting < SMALL_CHUNK_ROWS) {
      smaller = smaller.with(smaller.mitigations().withReadAhead(false, 0));
    }
    if (!unsplittable) {
      int retry = state.retries() + 1;
      Duration pause = retriesUsedUp ? Duration.ZERO : backoff(retry);
      Decision split = new Decision.Split((rows + 1) / 2, pause);
      return new Step(split, smaller.withRetries(retry), Cause.OVER_BUDGET);
    }
    // A spill to disk will come here: chunks are as small and as few as possible.
    Mitigations mitigations = state.mitigations();
    if (isWaitUseful(mitigations, reading)) {
      int count = mitigations.pauses() + 1;
      Mitigations paused = smaller.mitigations().withPauses(count, reading.releasableBytes());
      return new Step(
          new Decision.Pause(backoff(count), needed), smaller.with(paused), Cause.OVER_BUDGET);
    }
    Decision end = refuses ? new Decision.Refuse(needed) : new Decision.Accept(needed);
    return new Step(end, smaller.with(smaller.mitigations().withPauses(0, 0)), Cause.OVER_BUDGET);
  }

  private boolean isWaitUseful(Mitigations mitigations, ChunkReading reading) {
    long releasable = reading.releasableBytes();
    boolean enough = reading.neededBytes() - releasable <= memory.bytes();
    boolean progressing = mitigations.pauses() == 0 || releasable < mitigations.releasableBytes();
    return releasable > 0 && enough && progressing && mitigations.pauses() < MAX_PAUSES;
  }

  private static Duration backoff(int count) {
    return Duration.ofMillis(Math.min(50L * count, 200L));
  }

  /** Decides while the budget holds, but the heap or the container is almost full. */
  private Step decideUnderMemoryPressure(ControllerState state, ChunkReading reading) {
    ControllerState learned = withReading(state, reading);
    int requested = state.nextRows();
    int minRows = Math.min(requested, SMALL_CHUNK_ROWS);
    if (requested > minRows) {
      ControllerState smaller = learned.withNextRows(Math.max(minRows, requested / 2));
      return new Step(new Decision.Commit(), smaller, Cause.SYSTEM_MEMORY_LOW);
    }
    Mitigations mitigations = state.mitigations();
    if (mitigations.isReadingAhead()) {
      ControllerState withoutReadAhead = learned.with(mitigations.withReadAhead(false, 0));
      return new Step(new Decision.Commit(), withoutReadAhead, Cause.SYSTEM_MEMORY_LOW);
    }
    if (mitigations.systemMemoryWaits() >= MAX_PAUSES) {
      return new Step(new Decision.Commit(), learned, Cause.NONE);
    }
    int count = mitigations.systemMemoryWaits() + 1;
    return new Step(
        new Decision.Pause(backoff(count), reading.neededBytes()),
        state.with(mitigations.withSystemMemoryWaits(count)),
        Cause.SYSTEM_MEMORY_LOW);
  }

  /** Returns the state for a chunk that was just read: its retries count from 0. */
  public ControllerState beginChunk(ControllerState state) {
    return state.retries() == 0 ? state : state.withRetries(0);
  }

  /**
   * Returns the state after a commit. If the policy has a target latency, the next size becomes the
   * number of rows that takes as long, unless that differs by at most a tenth from the rows of this
   * chunk. Without a target nothing changes.
   *
   * @param rows source rows of the chunk or part
   * @param took from its attempt to its commit
   */
  public ControllerState afterCommit(ControllerState state, int rows, Duration took) {
    if (policy.targetLatency().isEmpty() || rows < 1) {
      return state;
    }
    RowCost time = state.timeCost().withReading(rows, (double) took.toNanos());
    double target = (double) policy.targetLatency().get().toNanos();
    double timely = Math.max(1, Math.rint((target - time.fixed()) / time.perRow()));
    if (Math.abs(timely - rows) <= LATENCY_TOLERANCE * rows) {
      timely = rows;
    }
    return state.with(time).withNextRows((int) Math.min(state.nextRows(), timely));
  }

  private static ControllerState withReading(ControllerState state, ChunkReading reading) {
    int rows = reading.rows();
    return state.with(
        state
            .byteCost()
            .withReading(rows, (double) reading.neededBytes() - reading.retainedBytesBefore()),
        // While a part of a chunk is tried, its other parts are retained too.
        state.retries() > 0
            ? state.retained()
            : state.retained().withReading(rows, reading.retainedBytesBefore()));
  }

  private int nextRows(ControllerState state, ChunkReading reading) {
    int requested = state.nextRows();
    if (state.retries() > 0) {
      return requested;
    }
    double fitting = maxFittingRows(state, reading);
    if (requested > fitting) {
      return Math.max(requested / 2, targetRows(state, reading));
    }
    double minFill = state.byteCost().readings() < WARM_UP_READINGS ? MIN_FILL_WARM_UP : MIN_FILL;
    if (requested >= minFill * fitting || reading.rows() < requested) {
      return requested;
    }
    long growth = Math.max(2L * Math.max(requested, reading.rows()), state.byteCost().maxRows());
    long max = Math.min(growth, policy.maxRows());
    return (int) Math.max(requested, Math.min(max, targetRows(state, reading)));
  }

  /** The rows that fill the available memory if each costs as much as scatter allows. */
  private double maxFittingRows(ControllerState state, ChunkReading reading) {
    double retainedPerRow = state.retained().bytesPerRow();
    double otherRetained =
        Math.max(0, reading.retainedBytesAfter() - retainedPerRow * state.retained().rows());
    double highCost = 1 + state.byteCost().spread();
    double available = memory.bytes() - otherRetained - highCost * state.byteCost().fixed();
    return Math.max(0, available) / (retainedPerRow + highCost * state.byteCost().perRow());
  }

  private int targetRows(ControllerState state, ChunkReading reading) {
    double fitting = maxFittingRows(state, reading);
    int rows = (int) (TARGET_FILL * fitting);
    // Rounding down is coarse for few rows: one row more may still fit.
    return rows < MIN_FILL * fitting ? (int) (MAX_FILL * fitting) : rows;
  }
}
