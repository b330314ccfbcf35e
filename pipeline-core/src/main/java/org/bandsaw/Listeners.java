package org.bandsaw;

import java.util.ArrayList;
import java.util.List;
import org.bandsaw.observe.RunEvent;
import org.bandsaw.observe.RunListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells telemetry and the listeners in order; a listener that throws is logged once and counted,
 * and the run goes on. Keeps the decisions told, thinned so that they stay bounded. Told on one
 * thread; {@link #decisions} may be asked by others.
 */
final class Listeners {

  private final List<RunListener> listeners;
  private final TelemetryMonitor telemetry;
  private final long[] failures;
  private final BoundedLog<RunEvent> decisions = new BoundedLog<>();

  Listeners(List<RunListener> all, TelemetryMonitor telemetry) {
    this.listeners = all;
    this.telemetry = telemetry;
    this.failures = new long[all.size()];
  }

  /** Bytes that the decisions take which are kept for the report. */
  long retainedBytes() {
    return decisions.retainedBytes();
  }

  void publish(RunEvent event) {
    telemetry.on(event);
    if (event.isDecision()) {
      decisions.add(event);
    }
    List<RunEvent> failed = new ArrayList<>();
    for (int i = 0; i < failures.length; i++) {
      try {
        listeners.get(i).onEvent(event);
      } catch (RuntimeException problem) {
        if (failures[i]++ == 0) {
          Logger logger = LoggerFactory.getLogger(RunListener.class);
          logger.warn("listener {} threw on '{}'; the run goes on", i + 1, event, problem);
          failed.add(new RunEvent.ListenerFailed(String.valueOf(i + 1), problem.toString()));
        }
      }
    }
    failed.forEach(this::publish); // behind the event that they failed on, for everyone
  }

  /** What was decided so far, in order: all of it, or each k-th of a long run. */
  List<RunEvent> decisions() {
    return decisions.list();
  }

  /** One sentence for each listener that threw, with how often it did. */
  List<String> notes() {
    List<String> notes = new ArrayList<>();
    for (int i = 0; i < failures.length; i++) {
      if (failures[i] > 0) {
        String times = failures[i] == 1 ? "once" : failures[i] + " times";
        notes.add("listener " + (i + 1) + " threw " + times + "; see the log");
      }
    }
    if (decisions.keepInterval() > 1) {
      notes.add("of decisions, one in " + decisions.keepInterval() + " is kept in this report");
    }
    return notes;
  }
}
