package org.bandsaw.examples;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.bandsaw.Pipeline;
import org.bandsaw.learn.Learners;
import org.bandsaw.report.StreamReport;
import org.bandsaw.source.Source;
import org.bandsaw.stage.Impute;
import org.bandsaw.stage.Stages;
import org.bandsaw.trained.TrainedPipeline;

/** Which learner is better? Let several learn from the same rows, one beside the other. */
public final class ExampleChampionAndChallenger {

  private ExampleChampionAndChallenger() {}

  /** Prints the scores of each. */
  public static void main(String[] args) {
    run(Players.bundled(), new PrintStream(System.out, true, StandardCharsets.UTF_8));
  }

  static TrainedPipeline run(Source players, PrintStream out) {
    Pipeline pipeline =
        Pipeline.builder()
            .stage(Stages.extractNumber("salary", "[0-9.]+"))
            .stage(Stages.extractNumber("draft_peak", "[0-9]+"))
            .stage(Stages.impute("draft_peak", Impute.constant(61))) // after the last pick
            .stage(Stages.polynomial("rating", 2))
            .stage(Stages.standardScale("rating", "rating_2", "draft_year", "draft_peak"))
            .learn("salary", Learners.scaledTarget(Learners.sgd())) // the champion
            .learn("trees", "salary", Learners.refit(Learners.forest(20), 400).every(40))
            .learn("mean", "salary", Learners.mean())
            .build();

    StreamReport report = pipeline.on(players).runStreaming();

    for (StreamReport.LearnerResult learned : report.learners()) {
      out.printf("%-12s %s%n", learned.name(), learned.scores());
    }
    return report.trained(); // holds all of them; prediction, prediction_trees, prediction_mean
  }
}
