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
      split = ",",
      description = {
        "One or several, the champion first (default: the recipe's). Row by row: sgd,",
        "scaled-sgd (for targets far from 0), log1p-scaled-sgd, rls, logistic (targets",
        "0 and 1), scaled-neural-network, mean (the least to beat), and refit-NAME for",
        "each of a batch. In a batch: these, and least-squares, ridge, lasso, tree,",
        "forest, boosting."
      })
  private List<String> learners = List.of();

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
  record PreparedRecipe(String recipe, Pipeline pipeline, Replayable source, List<String> dropped) {

    /** This, when it can be run row by row. */
    PreparedRecipe requireStreamable() {
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
      if (pipeline.learners().stream().noneMatch(LearnerSpec::isOnline)) {
        String name = pipeline.learners().get(0).name();
        throw new UsageException(
            "learner '"
                + name
                + "' needs all rows at once. Run it as a batch, or choose refit-"
                + name);
      }
      return this;
    }

    /** Says which columns are left out, if any are. */
    void printDropped(PrintWriter err) {
      if (!dropped.isEmpty()) {
        err.println("left out: " + String.join(", ", dropped));
        err.flush();
      }
    }
  }

  Path input() {
    return input;
  }

  /** Finds recipe and learner by name, and lets the recipe look at the first rows. */
  PreparedRecipe prepare() throws IOException {
    learners.forEach(NamedLearners::byName);
    Recipe chosen = Recipes.byName(recipe);
    String learned = target != null ? target : defaultTarget(chosen);
    Replayable source = chosen.configure(Sources.csv(input));
    Recipe.Plan plan = plan(chosen, source, learned);
    Pipeline.Builder builder = plan.pipeline().toBuilder().seed(seed);
    if (!learners.isEmpty()) {
      NamedLearners.replaceLearners(builder, learned, learners);
    }
    return new PreparedRecipe(recipe, builder.build(), source, plan.dropped());
  }

  private static String defaultTarget(Recipe recipe) {
    return recipe
        .defaultTarget()
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
}
