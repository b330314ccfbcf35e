package org.bandsaw.stage;

import java.util.function.IntConsumer;

/** The threads of a run that may compute at the same time, the run's own among them. */
public interface Workers {

  /** How many there are, at least 1. */
  int threads();

  /** Work that takes less than so many nanoseconds is not worth a thread of its own. */
  long minParallelNanos();

  /**
   * Does the parts of a piece of work at the same time, and comes back when none is under way any
   * more. What the caller wrote before is seen by all of them, and what they wrote by the caller
   * afterwards.
   *
   * @param parts how many; more than there are threads are shared among them
   * @param work is told the number of a part, from 0, and throws nothing
   */
  void run(int parts, IntConsumer work);
}
