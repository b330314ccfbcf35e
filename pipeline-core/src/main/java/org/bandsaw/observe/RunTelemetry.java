package org.bandsaw.observe;

/**
 * Measures runs. A job with telemetry creates an observer for each run; its measurements are part
 * of the report. A failure of telemetry never fails a run: it is noted once in the report, and the
 * run continues without telemetry.
 *
 * <p>Implementations must be thread-safe, since a job may run several times at once.
 */
@FunctionalInterface
public interface RunTelemetry {

  /**
   * Returns an observer for a run that starts. Called on the thread that commits, before the first
   * chunk is read. Must return quickly, so slow initialization belongs on another thread.
   */
  RunObserver observe(RunContext run);
}
