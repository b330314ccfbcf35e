package org.bandsaw.observe;

/**
 * Receives the events of a run, in order, on the thread that commits. It cannot affect results. If
 * it throws, the first exception is logged, all are counted, and the run continues.
 */
@FunctionalInterface
public interface RunListener {

  /** Receives an event. */
  void onEvent(RunEvent event);
}
