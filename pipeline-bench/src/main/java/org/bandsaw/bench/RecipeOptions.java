package org.bandsaw.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.bandsaw.Pipeline;
import org.bandsaw.data.NearestNames;
import org.bandsaw.learn.Learners;
import org.bandsaw.learn.OnlineLearner;
import org.bandsaw.source.Replayable;
import org.bandsaw.source.Sources;
import org.bandsaw.stage.Stage;
import picocli.CommandLine.Option;

/** What every command is told that runs a recipe on a file. */
final class RecipeOptions {

  @Option(
      names = "--input",
      required = true,
      paramLabel = "FILE",
      description = "A CSV file with a header; unpacked when its name ends in .gz.")
  private Path input = Path.of("");

  @Option(
      names = "--target",
      required = true,
      paramLabel = "COLUMN",
      description = "The numeric column to learn.")
  private String target = "";

  @Option(
      names = "--recipe",
      paramLabel = "NAME",
      description = "How features are made (default: ${DEFAULT-VALUE}).")
  private String recipe = "auto";

  @Option(
      names = "--learner",
      paramLabel = "NAME",
      description = {
        "sgd, scaled-sgd (for targets far from 0), rls, logistic (targets 0 and 1),",
        "or mean as the least to beat (default: ${DEFAULT-VALUE})."
      })
  private String learner = "sgd";

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "The seed of everything random (default: ${DEFAULT-VALUE}).")
  private long seed = 42;

  /**
   * A recipe that has looked at the file.
   *
   * @param pipeline what it makes and learns
   * @param source the file
   * @param dropped columns it leaves out, each with the reason
   */
  record Prepared(Pipeline pipeline, Replayable source, List<String> dropped) {}

  Path input() {
    return input;
  }

  /** Finds recipe and learner by name, and lets the recipe look at the first rows. */
  Prepared prepare() throws IOException {
    OnlineLearner with = learner(learner);
    Recipe chosen = Recipes.named(recipe);
    Replayable source = Sources.csv(input);
    Recipe.Plan plan = chosen.plan(source, target);
    Pipeline.Builder builder = Pipeline.builder().seed(seed);
    for (Stage stage : plan.stages()) {
      builder.stage(stage);
    }
    Pipeline pipeline =
        builder.learn(target, with).exclude(plan.notFeatures().toArray(String[]::new)).build();
    return new Prepared(pipeline, source, plan.dropped());
  }

  private static OnlineLearner learner(String name) {
    List<OnlineLearner> all =
        List.of(
            Learners.sgd(),
            Learners.scaledTarget(Learners.sgd()),
            Learners.recursiveLeastSquares(),
            Learners.logisticRegression(),
            Learners.mean());
    List<String> names = all.stream().map(OnlineLearner::name).toList();
    int at = names.indexOf(name);
    if (at < 0) {
      throw new UsageException(
          "there is no learner '" + name + "'" + NearestNames.hint(name, names));
    }
    return all.get(at);
  }
}
