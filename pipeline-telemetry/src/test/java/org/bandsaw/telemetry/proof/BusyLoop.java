package org.bandsaw.telemetry.proof;

import java.time.Duration;
import org.bandsaw.observe.TelemetryReport;
import org.bandsaw.telemetry.Telemetry;
import org.bandsaw.telemetry.TelemetrySession;

/** Keeps one processor busy for a while and says what a session made of it: share and seconds. */
public final class BusyLoop {

  private BusyLoop() {}

  /** Prints the share of the process, that of the thread, and the seconds that were watched. */
  public static void main(String[] args) {
    long nanos = Duration.ofSeconds(Long.parseLong(args[0])).toNanos();
    Telemetry telemetry = Telemetry.standard().hostDelay(Duration.ofHours(1));
    TelemetrySession session = TelemetrySession.start(telemetry);
    long begun = System.nanoTime();
    long turns = 0;
    while (System.nanoTime() - begun < nanos) {
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
