package org.bandsaw.stage;

import java.util.function.IntConsumer;

/** The threads of a run that may compute at the same time, including the run's own thread. */
public interface Workers {

  /** Returns the number of threads, at least 1. */
  int threads();

  /** Returns the duration in nanoseconds below which work is not worth a separate thread. */
  long minParallelNanos();

  /**
   * Executes the parts of some work at the same time and returns when all are done. Actions of the
   * caller before this call happen before all parts, and the parts happen before its return.
   *
   * @param parts the number of parts; if there are more than threads, the threads share them
   * @param work called with the index of each part, from 0; must not throw
   */
  void run(int parts, IntConsumer work);
}
