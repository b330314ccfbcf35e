package org.bandsaw.control;

import java.time.Duration;
import java.util.Objects;

/**
 * Decides how large chunks are and what becomes of one that costs too much. Immutable and pure: the
 * answers depend on the arguments alone; no clock, no sleep, no I/O. The caller waits, rolls back
 * and keeps the state.
 */
public final class ChunkController {

  private static final double MEBIBYTE = 1 << 20;
  private static final int SMALLEST_FIRST = 16;
  private static final double CALM = 0.75;
  private static final double AIM = 0.88;
  private static final double BRIM = 0.98;
  private static final double NEAR = 0.1;
  private static final int MOST_AT_ONCE = 8;

  private final MemoryBudget memory;
  private final ChunkPolicy policy;
  private final double computeShare;

  private ChunkController(MemoryBudget memory, ChunkPolicy policy, double computeShare) {
    this.memory = Objects.requireNonNull(memory, "memory");
    this.policy = Objects.requireNonNull(policy, "policy");
    this.computeShare = computeShare;
  }

  /** A controller of this budget and policy, with the whole machine to compute on. */
  public static ChunkController of(MemoryBudget memory, ChunkPolicy policy) {
    return new ChunkController(memory, policy, 1.0);
  }

  /**
   * The state before the first chunk. A fixed policy begins with its size. An adaptive one with
   * {@code max(16, base × clamp(memory MiB / 1024, 0.1, 1) × clamp(compute, 0.1, 1))}, the
   * published formula, and never with more than its maximum.
   */
  public ControllerState initial() {
    if (policy.isFixed()) {
      return new ControllerState(policy.firstRows(), 0);
    }
    double scaled =
        policy.firstRows() * clamp(memory.bytes() / MEBIBYTE / 1024) * clamp(computeShare);
    int rows = Math.max(SMALLEST_FIRST, (int) scaled);
    return new ControllerState(Math.min(rows, policy.maxRows()), 0);
  }

  private static double clamp(double share) {
    return Math.min(1, Math.max(0.1, share));
  }

  /**
   * Decides what happens to a chunk, given what it cost.
   *
   * <p>Within budget it is committed. The size of the next one follows from what rows are known to
   * cost, with the spread seen so far, and from the room beside what is held. As long as a chunk
   * would take between 0.75 and all of that room the size stays. Otherwise it becomes 0.88 of what
   * fits, growing to at most twice and shrinking to no less than half. A chunk shorter than asked
   * for lets nothing grow, and one of less than half says nothing.
   *
   * <p>Over budget it is split in half, never below one row, after {@code min(0.05 × retry, 0.2)}
   * seconds; the next chunk gets the rows that fit, at most 0.88 of those that did not and no less
   * than an eighth. A piece of one row, or one whose chunk has used up its retries, is accepted or
   * refused as the policy says.
   *
   * @param state what earlier decisions left behind; {@link #initial} at the start
   * @param reading what the attempt cost
   */
  public Step decide(ControllerState state, ChunkReading reading) {
    long needed = reading.neededBytes();
    int rows = reading.rows();
    int asked = state.nextRows();
    if (needed <= memory.bytes()) {
      if (rows < 1 || 2L * rows < asked) {
        return new Step(new Decision.Commit(), state);
      }
      ControllerState learned = learned(state, reading);
      return new Step(new Decision.Commit(), sized(learned, following(learned, reading)));
    }
    ControllerState learned = learned(state, reading);
    int fitting = Math.max(rows / MOST_AT_ONCE, fitting(learned, reading));
    int most = Math.min(asked, (int) (AIM * rows));
    ControllerState smaller = sized(learned, Math.min(most, fitting));
    if (rows <= 1 || state.retries() >= policy.maxRetries()) {
      Decision end =
          policy.whenOver() == ChunkPolicy.WhenOver.ACCEPT
              ? new Decision.Accept(needed)
              : new Decision.Refuse(needed);
      return new Step(end, smaller);
    }
    int retry = state.retries() + 1;
    long millis = Math.min(50L * retry, 200L);
    return new Step(
        new Decision.Split((rows + 1) / 2, Duration.ofMillis(millis)), tried(smaller, retry));
  }

  /** A new chunk was read: its retries count from 0. */
  public ControllerState newChunk(ControllerState state) {
    return state.retries() == 0 ? state : tried(state, 0);
  }

  /**
   * A piece was committed. With a target latency the next size becomes what takes as long, unless
   * that is within a tenth of the rows of this one; without one nothing changes.
   *
   * @param rows rows that went in
   * @param took from its attempt to its commit
   */
  public ControllerState committed(ControllerState state, int rows, Duration took) {
    if (policy.targetLatency().isEmpty() || rows < 1) {
      return state;
    }
    RowCost time = state.time().and(rows, (double) took.toNanos());
    ControllerState learned =
        new ControllerState(state.nextRows(), state.retries(), state.bytes(), time, state.held());
    double target = (double) policy.targetLatency().get().toNanos();
    double timely = Math.max(1, Math.rint((target - time.fixed()) / time.perRow()));
    if (Math.abs(timely - rows) <= NEAR * rows) {
      timely = rows;
    }
    return sized(learned, (int) Math.min(state.nextRows(), timely));
  }

  private static ControllerState sized(ControllerState state, int rows) {
    return new ControllerState(
        Math.max(1, rows), state.retries(), state.bytes(), state.time(), state.held());
  }

  private static ControllerState tried(ControllerState state, int retries) {
    return new ControllerState(
        state.nextRows(), retries, state.bytes(), state.time(), state.held());
  }

  private static ControllerState learned(ControllerState state, ChunkReading reading) {
    int rows = reading.rows();
    return new ControllerState(
        state.nextRows(),
        state.retries(),
        state.bytes().and(rows, (double) reading.neededBytes() - reading.heldBefore()),
        state.time(),
        // Beside a part of a chunk the other parts are held too.
        state.retries() > 0 ? state.held() : state.held().and(rows, reading.heldBefore()));
  }

  private int following(ControllerState state, ChunkReading reading) {
    int asked = state.nextRows();
    if (state.retries() > 0) {
      return asked;
    }
    double full = full(state, reading);
    if (asked > full) {
      return Math.max(asked / 2, fitting(state, reading));
    }
    if (asked >= CALM * full || reading.rows() < asked) {
      return asked;
    }
    long most = Math.min(2L * Math.max(asked, reading.rows()), policy.maxRows());
    return (int) Math.max(asked, Math.min(most, fitting(state, reading)));
  }

  /** Rows that fill the room beside what is held, when each of them costs much. */
  private double full(ControllerState state, ChunkReading reading) {
    double heldPerRow = state.held().perRow();
    double beside = Math.max(0, reading.heldAfter() - heldPerRow * reading.rows());
    double much = 1 + state.bytes().spread();
    double room = memory.bytes() - beside - much * state.bytes().fixed();
    return Math.max(0, room) / (heldPerRow + much * state.bytes().perRow());
  }

  /** Rows that fill as much of the room as is aimed for. */
  private int fitting(ControllerState state, ChunkReading reading) {
    double full = full(state, reading);
    int rows = (int) (AIM * full);
    // Few rows come in large steps: the next may be the one that fits.
    return rows < CALM * full ? (int) (BRIM * full) : rows;
  }
}
