package org.bandsaw.telemetry.proof;

import java.time.Duration;
import org.bandsaw.observe.TelemetryReport;
import org.bandsaw.telemetry.Telemetry;
import org.bandsaw.telemetry.TelemetrySession;

/** Keeps one processor busy for some seconds and prints what a session measured. */
public final class BusyLoop {

  private BusyLoop() {}

  /** Prints the processor share of the process, that of the thread, and the measured seconds. */
  public static void main(String[] args) {
    long nanos = Duration.ofSeconds(Long.parseLong(args[0])).toNanos();
    Telemetry telemetry = Telemetry.standard().hostDelay(Duration.ofHours(1));
    TelemetrySession session = TelemetrySession.start(telemetry);
    long start = System.nanoTime();
    long turns = 0;
    while (System.nanoTime() - start < nanos) {
      turns++;
    }
    session.close();
    System.err.println(turns + " turns");
    TelemetryReport report = session.report();
    System.out.printf(
        java.util.Locale.ROOT,
        "%.6f %.6f %.6f%n",
        report.metric("cpu_process").mean().value(),
        report.metric("cpu_run").mean().value(),
        report.duration().toNanos() / 1e9);
  }
}
