package org.bandsaw.bench;

import java.io.PrintStream;
import java.nio.file.Path;
import jdk.jfr.Recording;
import org.bandsaw.Job;
import org.bandsaw.StreamReport;
import org.bandsaw.control.ChunkPolicy;
import org.bandsaw.source.Sources;
import org.bandsaw.telemetry.RecorderEvents;
import org.bandsaw.telemetry.Telemetry;

/**
 * Runs w1 once with telemetry, or without, to be measured from outside: {@code MODE FILE}, with one
 * of the modes {@code off}, {@code standard}, {@code events} (for a recorder that does not record),
 * {@code recorder} (it records, but nobody tells it) and {@code recorded}. {@code
 * docs/telemetry.md} says what was seen.
 */
public final class MeasuredRun {

  private MeasuredRun() {}

  /** Runs, and prints the report. */
  public static void main(String[] args) {
    run(args[0], Path.of(args[1]), System.out);
  }

  private static void run(String mode, Path file, PrintStream out) {
    if (!mode.startsWith("record")) {
      out.print(report(mode, file));
      return;
    }
    try (Recording recording = new Recording()) {
      recording.enable("org.bandsaw.Chunk");
      recording.start();
      out.print(report(mode, file));
    }
  }

  static StreamReport report(String mode, Path file) {
    Job job =
        FeatureWorkload.pipeline(false)
            .on(Sources.csv(file).schema(FeatureWorkload.COLUMNS))
            .chunks(ChunkPolicy.fixed(10_000));
    return switch (mode) {
      case "off", "recorder" -> job.runStreaming();
      case "standard" -> job.telemetry(Telemetry.standard()).runStreaming();
      case "events", "recorded" -> job.telemetry(new RecorderEvents()).runStreaming();
      default ->
          throw new IllegalArgumentException(
              "'" + mode + "' is none of off, standard, events, recorder and recorded");
    };
  }
}
