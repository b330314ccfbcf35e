package org.bandsaw.bench;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;
import org.bandsaw.Job;
import org.bandsaw.budget.ChunkPolicy;
import org.bandsaw.report.StreamReport;
import org.bandsaw.source.Sources;
import org.bandsaw.telemetry.JfrEvents;
import org.bandsaw.telemetry.Telemetry;

/**
 * Runs w1 with or without telemetry, to be measured from outside. Arguments: {@code MODE FILE
 * [TIMES]} with the modes {@code off}, {@code standard} and {@code events}. Prints the report and
 * the processor time of the process. With TIMES, runs that often in one process and prints the
 * seconds of each run. {@code docs/telemetry.md} has the results.
 */
public final class MeasuredRun {

  private MeasuredRun() {}

  /** Runs the workload and prints the report or the times. */
  public static void main(String[] args) {
    int times = args.length > 2 ? Integer.parseInt(args[2]) : 1;
    run(args[0], Path.of(args[1]), times, System.out);
  }

  private static void run(String mode, Path file, int times, PrintStream out) {
    if (times == 1) {
      out.print(report(mode, file));
      ProcessHandle.current()
          .info()
          .totalCpuDuration()
          .ifPresent(time -> out.println("processor time " + time));
      return;
    }
    for (int i = 0; i < times; i++) {
      out.printf(Locale.ROOT, "%.6f%n", report(mode, file).took().toNanos() / 1e9);
    }
  }

  static StreamReport report(String mode, Path file) {
    Job job =
        FeatureWorkload.pipeline(false)
            .on(Sources.csv(file).schema(FeatureWorkload.COLUMNS))
            .chunks(ChunkPolicy.fixed(10_000));
    return switch (mode) {
      case "off" -> job.runStreaming();
      case "standard" -> job.telemetry(Telemetry.standard()).runStreaming();
      case "events" -> job.telemetry(new JfrEvents()).runStreaming();
      default ->
          throw new IllegalArgumentException(
              "the mode must be off, standard or events, not '" + mode + "'");
    };
  }
}
