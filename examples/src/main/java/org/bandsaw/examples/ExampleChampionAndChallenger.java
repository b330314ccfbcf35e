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

/** How to compare several learners in one pass over the same rows. */
public final class ExampleChampionAndChallenger {

  private ExampleChampionAndChallenger() {}

  /** Runs on the bundled players and prints the scores of each learner. */
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

    for (StreamReport.LearnerResult result : report.learners()) {
      out.printf("%-12s %s%n", result.name(), result.scores());
    }
    return report.trained(); // predicts prediction, prediction_trees and prediction_mean
  }
}
