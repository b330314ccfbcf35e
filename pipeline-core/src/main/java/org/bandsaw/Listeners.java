package org.bandsaw;

import java.util.List;
import org.bandsaw.observe.RunEvent;
import org.bandsaw.observe.RunListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells listeners in order; one that throws is logged once and counted, and the run goes on. */
final class Listeners {

  private final List<RunListener> all;
  private final long[] failures;

  Listeners(List<RunListener> all) {
    this.all = all;
    this.failures = new long[all.size()];
  }

  void tell(RunEvent event) {
    for (int i = 0; i < failures.length; i++) {
      try {
        all.get(i).on(event);
      } catch (RuntimeException problem) {
        if (failures[i]++ == 0) {
          Logger logger = LoggerFactory.getLogger(RunListener.class);
          logger.warn("listener {} threw on '{}'; the run goes on", i + 1, event, problem);
          tell(new RunEvent.ListenerFailed(all.get(i).toString(), problem.toString()));
        }
      }
    }
  }

  /** How often any listener threw. */
  long failures() {
    long sum = 0;
    for (long n : failures) {
      sum += n;
    }
    return sum;
  }
}
