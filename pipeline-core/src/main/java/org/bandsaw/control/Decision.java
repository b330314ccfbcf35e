package org.bandsaw.control;

import java.time.Duration;

/** What happens to a chunk after an attempt. */
public sealed interface Decision {

  /** It cost what it may: it is committed. */
  record Commit() implements Decision {}

  /**
   * It cost more and is committed all the same: one row, or its retries are used up.
   *
   * @param neededBytes what it took
   */
  record Accept(long neededBytes) implements Decision {}

  /**
   * It cost more: roll back, wait, try the first rows; the others come next.
   *
   * @param firstRows rows of the first part; at least 1 and fewer than the piece had
   * @param pause how long to wait before
   */
  record Split(int firstRows, Duration pause) implements Decision {}

  /**
   * Memory is short that may come free: roll back, wait, try the same rows again.
   *
   * @param duration how long to wait before
   * @param neededBytes what it took
   */
  record Pause(Duration duration, long neededBytes) implements Decision {}

  /**
   * It cost more and must not: the run ends.
   *
   * @param neededBytes what it took
   */
  record Refuse(long neededBytes) implements Decision {}
}
