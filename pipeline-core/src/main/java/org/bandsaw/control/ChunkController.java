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
 * Decides how large chunks are and what becomes of one that costs too much. Immutable and pure: the
 * answers depend on the arguments alone; no clock, no sleep, no I/O. The caller waits, rolls back
 * and keeps the state.
 *
 * <p>What is done when memory is short, in this order:
 *
 * <ol>
 *   <li>smaller chunks: a piece over budget is split, and the next chunk gets the rows that fit;
 *   <li>fewer in flight: when less than 16 rows fit, or a piece cannot be split, nothing is read
 *       ahead any more, until four times as many fit in three chunks in a row;
 *   <li>the place of a spill to disk, which does not exist yet: behind fewer in flight, before a
 *       pause;
 *   <li>a pause: the piece is rolled back and tried again after a wait, up to eight times, as long
 *       as waiting helps: what may come free would be enough, and something did come free since the
 *       last wait;
 *   <li>what the policy says: the overrun is accepted, or the run ends with a {@link
 *       org.bandsaw.budget.BudgetExceededException}.
 * </ol>
 *
 * <p>A machine that is almost full although the budget holds (see {@link ObservedMemory}) is
 * answered in the same order, but never with an end: readings of the heap verify, for the heap
 * belongs to others too.
 */
public final class ChunkController {

  private static final double MEBIBYTE = 1 << 20;
  private static final int MIN_INITIAL_ROWS = 16;
  private static final double TARGET_FILL = 0.92;
  private static final double MAX_FILL = 0.98;
  private static final double MIN_FILL = 0.84;
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
      MemoryBudget memory, ChunkPolicy policy, double computeShare, boolean mayReadAhead) {
    this.memory = Objects.requireNonNull(memory, "memory");
    this.policy = Objects.requireNonNull(policy, "policy");
    this.computeShare = computeShare;
    this.readAheadAllowed = mayReadAhead;
  }

  /**
   * A controller of this budget and policy, with the whole machine to compute on, of a run that
   * reads nothing ahead.
   */
  public static ChunkController of(MemoryBudget memory, ChunkPolicy policy) {
    return new ChunkController(memory, policy, 1.0, false);
  }

  /** This controller for a run that may compute so much; as much as it can without a budget. */
  public ChunkController compute(@Nullable ComputeBudget budget) {
    double share = budget == null ? 1.0 : budget.shareOfMachine();
    return new ChunkController(memory, policy, share, readAheadAllowed);
  }

  /** This controller for a run that reads chunks while another is worked on, or does not. */
  public ChunkController readAhead(boolean may) {
    return new ChunkController(memory, policy, computeShare, may);
  }

  /**
   * The state before the first chunk. A fixed policy begins with its size. An adaptive one with
   * {@code max(16, base × clamp(memory MiB / 1024, 0.1, 1) × clamp(compute, 0.1, 1))}, the
   * published formula, and never with more than its maximum.
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
   * Decides what happens to a chunk, given what it cost.
   *
   * <p>Within budget it is committed. The size of the next one follows from what rows are known to
   * cost, with the spread seen so far, and from the room beside what is held. As long as a chunk
   * would take between 0.84 and all of that room the size stays (between 0.9 and all, before twelve
   * readings are in). Otherwise it becomes 0.92 of what fits, shrinking to no less than half, and
   * growing to at most twice, or to as many rows as a chunk had since rows last changed. A chunk
   * shorter than asked for lets nothing grow, and one of less than half says nothing.
   *
   * <p>Over budget it is split in half, never below one row, after {@code min(0.05 × retry, 0.2)}
   * seconds; the next chunk gets the rows that fit, at most 0.92 of those that did not and no less
   * than an eighth. A piece of one row, or one whose chunk has used up its retries, waits, or is
   * accepted or refused as the policy says: see the order above. A policy that refuses splits down
   * to one row, without a wait when the retries are used up.
   *
   * @param state what earlier decisions left behind; {@link #initial} at the start
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
    ControllerState calm =
        state.with(state.mitigations().withPauses(0, 0).withSystemMemoryWaits(0));
    int asked = state.nextRows();
    if (2L * reading.rows() < asked) {
      return new Step(new Decision.Commit(), calm, Cause.NONE);
    }
    ControllerState learned = withReading(calm, reading);
    int rows = nextRows(learned, reading);
    ControllerState next = learned.withNextRows(rows).with(updateReadAhead(learned, reading));
    boolean began = !calm.mitigations().isReadingAhead() && next.mitigations().isReadingAhead();
    boolean ended = calm.mitigations().isReadingAhead() && !next.mitigations().isReadingAhead();
    Cause cause = rows > asked || began ? Cause.HEADROOM : Cause.NONE;
    if (rows < asked || ended) {
      cause = Cause.LOW_HEADROOM;
    }
    return new Step(new Decision.Commit(), next, cause);
  }

  /** Chunks are read ahead as long as few rows would not be all that fit. */
  private Mitigations updateReadAhead(ControllerState state, ChunkReading reading) {
    Mitigations now = state.mitigations();
    if (!readAheadAllowed || state.retries() > 0) {
      return now;
    }
    double fitting = maxFittingRows(state, reading);
    if (now.isReadingAhead()) {
      return fitting < SMALL_CHUNK_ROWS ? now.withReadAhead(false, 0) : now;
    }
    int roomy = fitting < READ_AHEAD_RESUME_ROWS ? 0 : now.chunksWithRoom() + 1;
    return roomy < READ_AHEAD_RESUME_CHUNKS
        ? now.withReadAhead(false, roomy)
        : now.withReadAhead(true, 0);
  }

  private Step decideOverBudget(ControllerState state, ChunkReading reading) {
    long needed = reading.neededBytes();
    int rows = reading.rows();
    ControllerState learned = withReading(state, reading);
    int fitting = targetRows(learned, reading);
    // What is held for the rows of a chunk stays while its parts are tried.
    int whole = state.retries() == 0 ? rows : Math.max(rows, state.retained().rows());
    int most = Math.min(state.nextRows(), (int) (TARGET_FILL * whole));
    ControllerState smaller =
        learned.withNextRows(Math.min(most, Math.max(rows / MAX_SHRINK_FACTOR, fitting)));
    boolean usedUp = state.retries() >= policy.maxRetries();
    boolean mustHold = policy.onOverBudget() == ChunkPolicy.OnOverBudget.REFUSE;
    boolean unsplittable = rows <= 1 || (usedUp && !mustHold);
    if (unsplittable || fitting < SMALL_CHUNK_ROWS) {
      smaller = smaller.with(smaller.mitigations().withReadAhead(false, 0));
    }
    if (!unsplittable) {
      int retry = state.retries() + 1;
      Duration pause = usedUp ? Duration.ZERO : backoff(retry);
      Decision split = new Decision.Split((rows + 1) / 2, pause);
      return new Step(split, smaller.withRetries(retry), Cause.OVER_BUDGET);
    }
    // A spill to disk will stand here: chunks are as small and as few as they can be.
    Mitigations measures = state.mitigations();
    if (isWaitUseful(measures, reading)) {
      int count = measures.pauses() + 1;
      Mitigations paused = smaller.mitigations().withPauses(count, reading.releasableBytes());
      return new Step(
          new Decision.Pause(backoff(count), needed), smaller.with(paused), Cause.OVER_BUDGET);
    }
    Decision end = mustHold ? new Decision.Refuse(needed) : new Decision.Accept(needed);
    return new Step(end, smaller.with(smaller.mitigations().withPauses(0, 0)), Cause.OVER_BUDGET);
  }

  private boolean isWaitUseful(Mitigations measures, ChunkReading reading) {
    long passing = reading.releasableBytes();
    boolean enough = reading.neededBytes() - passing <= memory.bytes();
    boolean flowing = measures.pauses() == 0 || passing < measures.releasableBytes();
    return passing > 0 && enough && flowing && measures.pauses() < MAX_PAUSES;
  }

  private static Duration backoff(int count) {
    return Duration.ofMillis(Math.min(50L * count, 200L));
  }

  /** The budget holds, but the heap or the container is almost full. */
  private Step decideUnderMemoryPressure(ControllerState state, ChunkReading reading) {
    ControllerState learned = withReading(state, reading);
    int asked = state.nextRows();
    int few = Math.min(asked, SMALL_CHUNK_ROWS);
    if (asked > few) {
      ControllerState smaller = learned.withNextRows(Math.max(few, asked / 2));
      return new Step(new Decision.Commit(), smaller, Cause.SYSTEM_MEMORY_LOW);
    }
    Mitigations measures = state.mitigations();
    if (measures.isReadingAhead()) {
      ControllerState fewer = learned.with(measures.withReadAhead(false, 0));
      return new Step(new Decision.Commit(), fewer, Cause.SYSTEM_MEMORY_LOW);
    }
    if (measures.systemMemoryWaits() >= MAX_PAUSES) {
      return new Step(new Decision.Commit(), learned, Cause.NONE);
    }
    int count = measures.systemMemoryWaits() + 1;
    return new Step(
        new Decision.Pause(backoff(count), reading.neededBytes()),
        state.with(measures.withSystemMemoryWaits(count)),
        Cause.SYSTEM_MEMORY_LOW);
  }

  /** A new chunk was read: its retries count from 0. */
  public ControllerState beginChunk(ControllerState state) {
    return state.retries() == 0 ? state : state.withRetries(0);
  }

  /**
   * A piece was committed. With a target latency the next size becomes what takes as long, unless
   * that is within a tenth of the rows of this one; without one nothing changes.
   *
   * @param rows rows that went in
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
        // Beside a part of a chunk the other parts are held too.
        state.retries() > 0
            ? state.retained()
            : state.retained().withReading(rows, reading.retainedBytesBefore()));
  }

  private int nextRows(ControllerState state, ChunkReading reading) {
    int asked = state.nextRows();
    if (state.retries() > 0) {
      return asked;
    }
    double full = maxFittingRows(state, reading);
    if (asked > full) {
      return Math.max(asked / 2, targetRows(state, reading));
    }
    double enough = state.byteCost().readings() < WARM_UP_READINGS ? MIN_FILL_WARM_UP : MIN_FILL;
    if (asked >= enough * full || reading.rows() < asked) {
      return asked;
    }
    long known = Math.max(2L * Math.max(asked, reading.rows()), state.byteCost().maxRows());
    long most = Math.min(known, policy.maxRows());
    return (int) Math.max(asked, Math.min(most, targetRows(state, reading)));
  }

  /** Rows that fill the room beside what is held, when each of them costs much. */
  private double maxFittingRows(ControllerState state, ChunkReading reading) {
    double heldPerRow = state.retained().bytesPerRow();
    double beside =
        Math.max(0, reading.retainedBytesAfter() - heldPerRow * state.retained().rows());
    double much = 1 + state.byteCost().spread();
    double room = memory.bytes() - beside - much * state.byteCost().fixed();
    return Math.max(0, room) / (heldPerRow + much * state.byteCost().perRow());
  }

  /** Rows that fill as much of the room as is aimed for. */
  private int targetRows(ControllerState state, ChunkReading reading) {
    double full = maxFittingRows(state, reading);
    int rows = (int) (TARGET_FILL * full);
    // Few rows come in large steps: the next may be the one that fits.
    return rows < MIN_FILL * full ? (int) (MAX_FILL * full) : rows;
  }
}
