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
  private static final double CALM = 0.5;
  private static final double TIGHT = 0.9;

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
   * <p>Within budget it is committed. The next one may then have up to twice its rows when it
   * needed at most half the budget, as many when it needed up to nine tenths, and four fifths
   * beyond.
   *
   * <p>Over budget it is split in half, never below one row, after {@code min(0.05 × retry, 0.2)}
   * seconds. A piece of one row, or one whose chunk has used up its retries, is accepted or refused
   * as the policy says.
   *
   * @param state what earlier decisions left behind; {@link #initial} at the start
   * @param reading what the attempt cost
   */
  public Step decide(ControllerState state, ChunkReading reading) {
    long needed = reading.neededBytes();
    if (needed <= memory.bytes()) {
      return new Step(
          new Decision.Commit(), new ControllerState(following(state, reading), state.retries()));
    }
    int rows = reading.rows();
    boolean last = rows <= 1 || state.retries() >= policy.maxRetries();
    ControllerState smaller =
        new ControllerState(Math.max(1, Math.min(state.nextRows(), (rows + 1) / 2)), 0);
    if (last) {
      Decision end =
          policy.whenOver() == ChunkPolicy.WhenOver.ACCEPT
              ? new Decision.Accept(needed)
              : new Decision.Refuse(needed);
      return new Step(end, new ControllerState(smaller.nextRows(), state.retries()));
    }
    int retry = state.retries() + 1;
    long millis = Math.min(50L * retry, 200L);
    return new Step(
        new Decision.Split((rows + 1) / 2, Duration.ofMillis(millis)),
        new ControllerState(smaller.nextRows(), retry));
  }

  /** A new chunk was read: its retries count from 0. */
  public ControllerState newChunk(ControllerState state) {
    return state.retries() == 0 ? state : new ControllerState(state.nextRows(), 0);
  }

  private int following(ControllerState state, ChunkReading reading) {
    double share = (double) reading.neededBytes() / memory.bytes();
    int asked = state.nextRows();
    if (share <= CALM) {
      // A piece smaller than what was asked for (the end of a file, half of a split) says little.
      long most = reading.rows() >= asked ? 2L * asked : asked;
      return (int) Math.min(most, policy.maxRows());
    }
    return share <= TIGHT ? asked : Math.max(1, (int) (asked * 0.8));
  }
}
