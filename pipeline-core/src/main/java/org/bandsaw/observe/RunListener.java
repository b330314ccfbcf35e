package org.bandsaw.observe;

/**
 * Told what happens in a run, in order, on the thread that commits. It alters nothing. When it
 * throws, that is logged once and counted, and the run goes on.
 */
@FunctionalInterface
public interface RunListener {

  /** Something happened. */
  void onEvent(RunEvent event);
}
