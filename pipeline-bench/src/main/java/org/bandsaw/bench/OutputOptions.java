package org.bandsaw.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bandsaw.Job;
import org.bandsaw.sink.Sinks;
import org.bandsaw.trained.TrainedPipeline;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a command that runs a recipe puts what comes of it. */
final class OutputOptions {

  @Option(
      names = "--output",
      paramLabel = "FILE.csv",
      description = "Write the features and the predictions.")
  private @Nullable Path output;

  @Option(
      names = "--save-model",
      paramLabel = "FILE",
      description = "Save the trained pipeline: the steps, their state and the models.")
  private @Nullable Path saveModel;

  @Option(names = "--json", description = "Print one JSON document instead of text.")
  private boolean json;

  /** What is written must not replace what is read. */
  void check(Path input) throws IOException {
    requireDistinct("--output", output, "--input", input);
    requireDistinct("--save-model", saveModel, "--input", input);
    requireDistinct("--save-model", saveModel, "--output", output);
  }

  /** Refuses two options that name one file. */
  static void requireDistinct(
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

  /** The job with a sink for the file of features, if one is wanted. */
  Job applyTo(Job job) {
    return output == null ? job : job.sink(Sinks.csv(output).withPrediction());
  }

  /** Saves what was learned, if that is wanted. */
  void save(TrainedPipeline trained) {
    if (saveModel != null) {
      trained.save(saveModel);
    }
  }

  /** Whether one document is wanted instead of text. */
  boolean json() {
    return json;
  }
}
