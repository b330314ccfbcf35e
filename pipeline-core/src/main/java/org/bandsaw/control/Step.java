package org.bandsaw.control;

import java.util.Objects;

/**
 * An answer of the controller.
 *
 * @param decision what happens to the chunk
 * @param next the state for the next call
 * @param cause why the next chunk gets another number of rows, or why reading ahead ended or began;
 *     {@code NOTHING} when all stays as it was
 */
public record Step(Decision decision, ControllerState next, Cause cause) {

  /** Why something changed. */
  public enum Cause {
    /** Nothing did. */
    NONE,
    /** There is room for more. */
    HEADROOM,
    /** What was needed came close to the budget, or so much is held that little room is left. */
    LOW_HEADROOM,
    /** More was needed than the budget. */
    OVER_BUDGET,
    /** Whatever the budget says, the heap or the container is almost full. */
    SYSTEM_MEMORY_LOW,
    /** A chunk took longer than the policy aims for, or less long. */
    TARGET_LATENCY
  }

  public Step {
    Objects.requireNonNull(decision, "decision");
    Objects.requireNonNull(next, "next");
    Objects.requireNonNull(cause, "cause");
  }
}
