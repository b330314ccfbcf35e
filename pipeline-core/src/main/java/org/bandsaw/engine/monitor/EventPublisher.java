package org.bandsaw.engine.monitor;

import java.util.ArrayList;
import java.util.List;
import org.bandsaw.observe.RunEvent;
import org.bandsaw.observe.RunListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes the events of a run to telemetry and then to the listeners, in order. A listener that
 * throws is logged once and counted, and the run goes on. Keeps the decisions among the events for
 * the report. Events are published on the run's thread; everything else is safe for any thread.
 */
public final class EventPublisher {

  private final List<RunListener> listeners;
  private final TelemetryMonitor telemetry;
  private final long[] failures; // guarded by itself
  private final BoundedLog<RunEvent> decisions = new BoundedLog<>();

  EventPublisher(List<RunListener> listeners, TelemetryMonitor telemetry) {
    this.listeners = listeners;
    this.telemetry = telemetry;
    this.failures = new long[listeners.size()];
  }

  /** Returns the bytes of the decisions that are kept for the report. */
  long retainedBytes() {
    return decisions.retainedBytes();
  }

  /** Publishes an event. */
  public void publish(RunEvent event) {
    telemetry.on(event);
    if (event.isDecision()) {
      decisions.add(event);
    }
    List<RunEvent> failed = new ArrayList<>();
    for (int i = 0; i < listeners.size(); i++) {
      try {
        listeners.get(i).onEvent(event);
      } catch (RuntimeException problem) {
        if (countFailure(i) == 1) {
          Logger logger = LoggerFactory.getLogger(RunListener.class);
          logger.warn("listener {} threw on '{}'; the run goes on", i + 1, event, problem);
          failed.add(new RunEvent.ListenerFailed(String.valueOf(i + 1), problem.toString()));
        }
      }
    }
    failed.forEach(this::publish); // every listener has received the event that they failed on
  }

  private long countFailure(int listener) {
    synchronized (failures) {
      return ++failures[listener];
    }
  }

  /** Returns the decisions so far, in order: all of them, or each k-th of a long run. */
  public List<RunEvent> decisions() {
    return decisions.list();
  }

  /** Returns one sentence for each listener that threw, with the number of times. */
  public List<String> notes() {
    List<String> notes = new ArrayList<>();
    synchronized (failures) {
      for (int i = 0; i < failures.length; i++) {
        if (failures[i] > 0) {
          String times = failures[i] == 1 ? "once" : failures[i] + " times";
          notes.add("listener " + (i + 1) + " threw " + times + "; see the log");
        }
      }
    }
    if (decisions.keepInterval() > 1) {
      notes.add("this report contains one in " + decisions.keepInterval() + " decisions");
    }
    return notes;
  }
}
