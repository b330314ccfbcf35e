package org.bandsaw.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import org.bandsaw.Pipeline;
import org.bandsaw.learn.LearnerSpec;
import org.bandsaw.source.Replayable;
import org.bandsaw.source.Sources;
import org.bandsaw.stage.BatchOnlyStage;
import org.bandsaw.stage.Stage;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of all commands that run a recipe on a file. */
final class RecipeOptions {

  @Option(
      names = "--input",
      required = true,
      paramLabel = "FILE",
      description = "A CSV file with a header; decompressed if its name ends in .gz.")
  private Path input = Path.of("");

  @Option(
      names = "--target",
      paramLabel = "COLUMN",
      description = "The numeric target column; optional if the recipe has a default.")
  private @Nullable String target;

  @Option(
      names = "--recipe",
      paramLabel = "NAME",
      description = "The recipe: auto, nba or nba-published (default: ${DEFAULT-VALUE}).")
  private String recipe = "auto";

  @Option(
      names = "--learner",
      paramLabel = "NAME",
      split = ",",
      description = {
        "One or more learners, the champion first (default: those of the recipe). Online:",
        "sgd, scaled-sgd (for targets far from 0), log1p-scaled-sgd, rls, logistic (targets",
        "0 and 1), scaled-neural-network, mean (a baseline), and refit-NAME for each batch",
        "learner. Batch: these, and least-squares, ridge, lasso, tree, forest, boosting."
      })
  private List<String> learners = List.of();

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "The random seed (default: ${DEFAULT-VALUE}).")
  private long seed = 42;

  /**
   * A recipe applied to a file.
   *
   * @param recipe the name of the recipe
   * @param pipeline the stages and learners
   * @param source the file
   * @param dropped the columns that are not used, each with the reason
   */
  record PreparedRecipe(String recipe, Pipeline pipeline, Replayable source, List<String> dropped) {

    /** Returns this; throws if it cannot run as a stream. */
    PreparedRecipe requireStreamable() {
      List<String> batchOnly =
          pipeline.stages().stream()
              .filter(BatchOnlyStage.class::isInstance)
              .map(Stage::name)
              .toList();
      if (!batchOnly.isEmpty()) {
        throw new UsageException(
            "recipe '"
                + recipe
                + "' cannot run as a stream: "
                + String.join(", ", batchOnly)
                + (batchOnly.size() == 1 ? " needs" : " need")
                + " all rows at once. Use 'bandsaw batch', or choose another recipe");
      }
      if (pipeline.learners().stream().noneMatch(LearnerSpec::isOnline)) {
        String name = pipeline.learners().get(0).name();
        throw new UsageException(
            "learner '"
                + name
                + "' needs all rows at once. Use 'bandsaw batch', or choose refit-"
                + name);
      }
      return this;
    }

    /** Prints the dropped columns, if any. */
    void printDropped(PrintWriter err) {
      if (!dropped.isEmpty()) {
        err.println("dropped columns: " + String.join(", ", dropped));
        err.flush();
      }
    }
  }

  Path input() {
    return input;
  }

  /** Finds recipe and learners by name, and applies the recipe to the file. */
  PreparedRecipe prepare() throws IOException {
    learners.forEach(NamedLearners::byName);
    Recipe chosen = Recipes.byName(recipe);
    String targetColumn = target != null ? target : defaultTarget(chosen);
    Replayable source = chosen.configure(Sources.csv(input));
    Recipe.Plan plan = plan(chosen, source, targetColumn);
    Pipeline.Builder builder = plan.pipeline().toBuilder().seed(seed);
    if (!learners.isEmpty()) {
      NamedLearners.replaceLearners(builder, targetColumn, learners);
    }
    return new PreparedRecipe(recipe, builder.build(), source, plan.dropped());
  }

  private static String defaultTarget(Recipe recipe) {
    return recipe
        .defaultTarget()
        .orElseThrow(
            () ->
                new UsageException(
                    "recipe '" + recipe.name() + "' has no default target; give --target"));
  }

  private static Recipe.Plan plan(Recipe recipe, Replayable source, String target) {
    try {
      return recipe.plan(source, target);
    } catch (IllegalArgumentException refused) {
      throw new UsageException("--target " + target + ": " + refused.getMessage());
    }
  }
}
