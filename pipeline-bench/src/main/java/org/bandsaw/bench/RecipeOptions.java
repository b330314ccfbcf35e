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
import org.bandsaw.stage.BatchOnlyStage;
import org.bandsaw.stage.Stage;
import org.jspecify.annotations.Nullable;
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
      paramLabel = "COLUMN",
      description = "The numeric column to learn; may be left out where the recipe knows it.")
  private @Nullable String target;

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
        "or mean as the least to beat (default: the recipe's; of auto, sgd)."
      })
  private @Nullable String learner;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "The seed of everything random (default: ${DEFAULT-VALUE}).")
  private long seed = 42;

  /**
   * A recipe that has looked at the file.
   *
   * @param recipe its name
   * @param pipeline what it makes and learns
   * @param source the file
   * @param dropped columns it leaves out, each with the reason
   */
  record Prepared(String recipe, Pipeline pipeline, Replayable source, List<String> dropped) {

    /** This, when it can be run row by row. */
    Prepared forStream() {
      List<String> whole =
          pipeline.stages().stream()
              .filter(BatchOnlyStage.class::isInstance)
              .map(Stage::name)
              .toList();
      if (!whole.isEmpty()) {
        throw new UsageException(
            "recipe '"
                + recipe
                + "' cannot be run row by row: "
                + String.join(", ", whole)
                + (whole.size() == 1 ? " needs" : " need")
                + " all rows at once. Run it as a batch, or choose another recipe");
      }
      return this;
    }
  }

  Path input() {
    return input;
  }

  /** Finds recipe and learner by name, and lets the recipe look at the first rows. */
  Prepared prepare() throws IOException {
    OnlineLearner with = learner == null ? null : learner(learner);
    Recipe chosen = Recipes.named(recipe);
    String learned = target != null ? target : usualTarget(chosen);
    Replayable source = chosen.read(Sources.csv(input));
    Recipe.Plan plan = plan(chosen, source, learned);
    Pipeline.Builder builder = plan.pipeline().toBuilder().seed(seed);
    if (with != null) {
      builder.learn(learned, with);
    }
    return new Prepared(recipe, builder.build(), source, plan.dropped());
  }

  private static String usualTarget(Recipe recipe) {
    return recipe
        .usualTarget()
        .orElseThrow(
            () ->
                new UsageException(
                    "recipe '" + recipe.name() + "' has to be told what to learn; give --target"));
  }

  private static Recipe.Plan plan(Recipe recipe, Replayable source, String target) {
    try {
      return recipe.plan(source, target);
    } catch (IllegalArgumentException refused) {
      throw new UsageException("--target " + target + ": " + refused.getMessage());
    }
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
