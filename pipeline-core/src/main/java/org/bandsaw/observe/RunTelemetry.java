package org.bandsaw.observe;

/**
 * Measures runs. A job that is given one asks it for a watch each time it runs; what the watch
 * found is in the report. A failure of telemetry never fails a run: it is told once in the notes of
 * the report, and the run goes on without.
 *
 * <p>Implementations may be asked by several threads at once, since a job may run twice.
 */
@FunctionalInterface
public interface RunTelemetry {

  /**
   * A run begins. Called on the thread that commits, before the first chunk is read; must return
   * soon, so what takes long is put off and done elsewhere.
   */
  RunObserver observe(RunContext run);
}
