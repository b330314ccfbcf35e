package org.bandsaw.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.bandsaw.Job;
import org.bandsaw.Pipeline;
import org.bandsaw.StreamReport;
import org.bandsaw.control.ChunkPolicy;
import org.bandsaw.data.NearestNames;
import org.bandsaw.learn.Learners;
import org.bandsaw.learn.OnlineLearner;
import org.bandsaw.sink.Sinks;
import org.bandsaw.source.Source;
import org.bandsaw.source.Sources;
import org.bandsaw.stage.Stage;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs a recipe on a CSV file and tells how well its target could be predicted. */
@Command(
    name = "stream",
    mixinStandardHelpOptions = true,
    description = "Make features of a CSV file, learn from them row by row, and tell the scores.")
final class StreamCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

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
      description = "sgd, or mean as the least to beat (default: ${DEFAULT-VALUE}).")
  private String learner = "sgd";

  @Option(
      names = "--chunk-size",
      paramLabel = "N",
      description = "Rows in a chunk, fixed; adaptive when not given. It changes no result.")
  private @Nullable Integer chunkSize;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "The seed of everything random (default: ${DEFAULT-VALUE}).")
  private long seed = 42;

  @Option(
      names = "--output",
      paramLabel = "FILE.csv",
      description = "Write the features and, made before learning, the prediction.")
  private @Nullable Path output;

  @Option(
      names = "--save-model",
      paramLabel = "FILE",
      description = "Save the trained pipeline: the steps, their state and the model.")
  private @Nullable Path saveModel;

  @Option(names = "--json", description = "Print one JSON document instead of text.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
    OnlineLearner with = learner(learner);
    Recipe chosen = Recipes.named(recipe);
    checkFiles();
    Source source = Sources.csv(input);
    Recipe.Plan plan = chosen.plan(source, target);
    if (!plan.dropped().isEmpty()) {
      err.println("left out: " + String.join(", ", plan.dropped()));
    }
    StreamReport report = job(plan, source, with).runStreaming();
    if (saveModel != null) {
      report.trained().save(saveModel);
    }
    if (json) {
      out.println(ReportJson.of(report, plan.dropped()));
    } else {
      out.print(report);
    }
    out.flush();
    return ExitCode.DONE.number();
  }

  private Job job(Recipe.Plan plan, Source source, OnlineLearner with) {
    Pipeline.Builder builder = Pipeline.builder().seed(seed);
    for (Stage stage : plan.stages()) {
      builder.stage(stage);
    }
    Pipeline pipeline =
        builder.learn(target, with).exclude(plan.notFeatures().toArray(String[]::new)).build();
    Job job = pipeline.on(source).name("stream");
    if (chunkSize != null) {
      job = job.chunks(ChunkPolicy.fixed(chunkSize));
    }
    return output == null ? job : job.sink(Sinks.csv(output).withPrediction());
  }

  private static OnlineLearner learner(String name) {
    List<OnlineLearner> all = List.of(Learners.sgd(), Learners.mean());
    List<String> names = all.stream().map(OnlineLearner::name).toList();
    int at = names.indexOf(name);
    if (at < 0) {
      throw new UsageException(
          "there is no learner '" + name + "'" + NearestNames.hint(name, names));
    }
    return all.get(at);
  }

  private void checkFiles() throws IOException {
    if (chunkSize != null && chunkSize < 1) {
      throw new UsageException("--chunk-size must be 1 or above, not " + chunkSize);
    }
    differ("--output", output, "--input", input);
    differ("--save-model", saveModel, "--input", input);
    differ("--save-model", saveModel, "--output", output);
  }

  /** What is written must not replace what is read. */
  private static void differ(
      String option, @Nullable Path file, String otherOption, @Nullable Path other)
      throws IOException {
    if (file == null || other == null) {
      return;
    }
    boolean bothThere = Files.exists(file) && Files.exists(other);
    if (bothThere
        ? Files.isSameFile(file, other)
        : file.toAbsolutePath().normalize().equals(other.toAbsolutePath().normalize())) {
      throw new UsageException(
          option + " and " + otherOption + " are one file, " + file + "; name another");
    }
  }
}
