package org.bandsaw.control;

import java.time.Duration;

/** What happens to a chunk, or to a part of one, after an attempt. */
public sealed interface Decision {

  /** The attempt was within budget and is committed. */
  record Commit() implements Decision {}

  /**
   * The attempt was over budget and is committed nevertheless: it has one row, or its retries are
   * used up.
   *
   * @param neededBytes the peak of the attempt
   */
  record Accept(long neededBytes) implements Decision {}

  /**
   * The attempt was over budget: roll back, wait, try the first rows; the other rows come next.
   *
   * @param firstRows rows of the first part; at least 1 and fewer than the attempt had
   * @param pause how long to wait first
   */
  record Split(int firstRows, Duration pause) implements Decision {}

  /**
   * Memory is short, but may be released: roll back, wait, try the same rows again.
   *
   * @param duration how long to wait first
   * @param neededBytes the peak of the attempt
   */
  record Pause(Duration duration, long neededBytes) implements Decision {}

  /**
   * The attempt was over budget, and the policy refuses that: the run ends.
   *
   * @param neededBytes the peak of the attempt
   */
  record Refuse(long neededBytes) implements Decision {}
}
