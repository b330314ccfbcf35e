package org.bandsaw.examples;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.bandsaw.Pipeline;
import org.bandsaw.learn.Learners;
import org.bandsaw.report.StreamReport;
import org.bandsaw.source.Sources;
import org.bandsaw.stage.Impute;
import org.bandsaw.stage.Stages;

/** How to define and run a pipeline. */
public final class ExampleFirstPipeline {

  private ExampleFirstPipeline() {}

  /** Runs on a file of players: {@code ExampleFirstPipeline FILE}. */
  public static void main(String[] args) {
    run(Path.of(args[0]), new PrintStream(System.out, true, StandardCharsets.UTF_8));
  }

  static void run(Path players, PrintStream out) {
    // readme: begin
    Pipeline pipeline =
        Pipeline.builder()
            .stage(Stages.extractNumber("salary", "[0-9.]+"))
            .stage(Stages.rollingMean("salary", 50).excludingCurrentRow())
            .stage(Stages.impute("salary_mean_50", Impute.RUNNING_MEAN))
            .stage(Stages.standardScale("rating", "draft_year", "salary_mean_50"))
            .learn("salary", Learners.sgd())
            .build();

    StreamReport report = pipeline.on(Sources.csv(players)).runStreaming();

    out.printf("%d rows, R² %s%n", report.rows().committed(), report.scores().r2());
    // readme: end
  }
}
