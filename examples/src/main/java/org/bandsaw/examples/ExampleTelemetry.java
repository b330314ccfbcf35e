package org.bandsaw.examples;

import java.io.PrintStream;
import java.nio.file.Path;
import org.bandsaw.Pipeline;
import org.bandsaw.learn.Learners;
import org.bandsaw.observe.TelemetryReport;
import org.bandsaw.report.StreamReport;
import org.bandsaw.source.Source;
import org.bandsaw.stage.Stages;
import org.bandsaw.telemetry.Comparison;
import org.bandsaw.telemetry.Metric;
import org.bandsaw.telemetry.Snapshot;
import org.bandsaw.telemetry.Telemetry;
import org.bandsaw.telemetry.TelemetrySeries;
import org.bandsaw.telemetry.TelemetrySession;

/** How to measure the cost of a run, and of other code. */
public final class ExampleTelemetry {

  private ExampleTelemetry() {}

  /** Measures a run. */
  static StreamReport run(Source players) {
    return Pipeline.builder()
        .stage(Stages.select("rating", "salary"))
        .stage(Stages.extractNumber("salary", "[0-9.]+"))
        .learn("salary", Learners.sgd())
        .build()
        .on(players)
        .telemetry(Telemetry.standard())
        .runStreaming();
  }

  /** Measures any code and writes the samples to a file. */
  static TelemetryReport measure(Runnable work, Path file, PrintStream out) {
    // document: begin
    try (TelemetrySession session = TelemetrySession.start()) {
      Snapshot before = session.snapshot();
      work.run();
      Comparison cost = TelemetrySession.compare(before, session.snapshot());
      out.println("processor " + cost.value(Metric.CPU_PROCESS));
      out.println("resident memory grew by " + cost.value(Metric.RESIDENT_MEMORY) + " bytes");
      TelemetrySeries.writeCsv(session.report(), file);
      return session.report();
    }
    // document: end
  }

  /** Measures a run on the bundled players in both ways: {@code ExampleTelemetry FILE.csv}. */
  public static void main(String[] args) {
    System.out.println(run(Players.bundled()));
    measure(() -> run(Players.bundled()), Path.of(args[0]), System.out);
  }
}
