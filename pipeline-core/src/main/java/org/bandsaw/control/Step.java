package org.bandsaw.control;

import java.util.Objects;

/**
 * A decision of the {@link ChunkController} and the next state.
 *
 * @param decision what happens to the chunk
 * @param next the state for the next call
 * @param cause why the next chunk has another number of rows, or why read-ahead stops or resumes;
 *     {@link Cause#NONE} if nothing changes
 */
public record Step(Decision decision, ControllerState next, Cause cause) {

  /** Why the number of rows or the read-ahead changes. */
  public enum Cause {
    /** Nothing changes. */
    NONE,
    /** There is room for more. */
    HEADROOM,
    /**
     * The attempt came close to the budget, or little memory is available besides retained bytes.
     */
    LOW_HEADROOM,
    /** The attempt needed more than the budget. */
    OVER_BUDGET,
    /** The heap or the container is almost full, although the budget holds. */
    SYSTEM_MEMORY_LOW,
    /** A chunk took longer or shorter than the target latency of the policy. */
    TARGET_LATENCY
  }

  public Step {
    Objects.requireNonNull(decision, "decision");
    Objects.requireNonNull(next, "next");
    Objects.requireNonNull(cause, "cause");
  }
}
