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

/** How is a trained pipeline kept, and used in another program? */
public final class ExampleSaveAndServe {

  private ExampleSaveAndServe() {}

  /** One program trains and saves. */
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

  /** Another one loads and predicts; its rows need not have the target. */
  static Table serve(Path file, Table rows) {
    TrainedPipeline trained = TrainedPipeline.load(file);
    Session session = trained.session(TrainedPipeline.Context.END_OF_TRAINING);
    return session.predict(rows);
  }

  /** Trains on the carried players and predicts the first of them: {@code FILE} is written. */
  public static void main(String[] args) {
    Path file = Path.of(args[0]);
    train(Players.bundled(), file);
    System.out.println(serve(file, firstPlayers()));
  }

  static Table firstPlayers() {
    return Pipeline.of(Stages.drop("salary")).on(Players.bundled()).collect().first(5);
  }
}
