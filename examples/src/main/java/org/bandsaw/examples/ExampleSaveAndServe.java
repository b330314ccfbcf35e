package org.bandsaw.examples;

import java.nio.file.Path;
import org.bandsaw.Pipeline;
import org.bandsaw.learn.Learners;
import org.bandsaw.source.Source;
import org.bandsaw.stage.Stages;
import org.bandsaw.stage.UnseenCategory;
import org.bandsaw.trained.Session;
import org.bandsaw.trained.TrainedPipeline;
import tech.tablesaw.api.Table;

/** How to save a trained pipeline and use it in another program. */
public final class ExampleSaveAndServe {

  private ExampleSaveAndServe() {}

  /** Trains a pipeline and saves it. */
  static void train(Source players, Path file) {
    Pipeline.builder()
        .stage(Stages.select("rating", "position", "salary"))
        .stage(Stages.extractNumber("salary", "[0-9.]+"))
        .stage(Stages.standardScale("rating"))
        .stage(Stages.oneHot("position").values("G", "F", "C").unseen(UnseenCategory.OTHER))
        .learn("salary", Learners.sgd())
        .build()
        .on(players)
        .runStreaming()
        .trained()
        .save(file);
  }

  /** Loads the pipeline in another program and predicts; the rows do not need the target. */
  static Table serve(Path file, Table rows) {
    TrainedPipeline trained = TrainedPipeline.load(file);
    Session session = trained.session(TrainedPipeline.Context.END_OF_TRAINING);
    return session.predict(rows);
  }

  /**
   * Trains on the bundled players and predicts the first five: {@code ExampleSaveAndServe FILE}.
   */
  public static void main(String[] args) {
    Path file = Path.of(args[0]);
    train(Players.bundled(), file);
    System.out.println(serve(file, firstPlayers()));
  }

  static Table firstPlayers() {
    return Pipeline.of(Stages.drop("salary")).on(Players.bundled()).collect().first(5);
  }
}
