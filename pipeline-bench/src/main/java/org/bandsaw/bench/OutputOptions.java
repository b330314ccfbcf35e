package org.bandsaw.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bandsaw.Job;
import org.bandsaw.sink.Sinks;
import org.bandsaw.trained.TrainedPipeline;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options for the output of a command that runs a recipe. */
final class OutputOptions {

  @Option(
      names = "--output",
      paramLabel = "FILE.csv",
      description = "Write the features and the predictions to a CSV file.")
  private @Nullable Path output;

  @Option(
      names = "--save-model",
      paramLabel = "FILE",
      description = "Save the trained pipeline: the stages, their state and the models.")
  private @Nullable Path saveModel;

  @Option(names = "--json", description = "Print the report as a JSON document.")
  private boolean json;

  /** Checks that no output file is the input or another output. */
  void check(Path input) throws IOException {
    requireDistinct("--output", output, "--input", input);
    requireDistinct("--save-model", saveModel, "--input", input);
    requireDistinct("--save-model", saveModel, "--output", output);
  }

  /** Throws if two options name the same file. */
  static void requireDistinct(
      String option, @Nullable Path file, String otherOption, @Nullable Path other)
      throws IOException {
    if (file == null || other == null) {
      return;
    }
    boolean bothExist = Files.exists(file) && Files.exists(other);
    if (bothExist
        ? Files.isSameFile(file, other)
        : file.toAbsolutePath().normalize().equals(other.toAbsolutePath().normalize())) {
      throw new UsageException(
          option + " and " + otherOption + " are the same file, " + file + "; name another");
    }
  }

  /** Returns the job with a sink for {@code --output}, if given. */
  Job applyTo(Job job) {
    return output == null ? job : job.sink(Sinks.csv(output).withPrediction());
  }

  /** Saves the trained pipeline if {@code --save-model} is given. */
  void save(TrainedPipeline trained) {
    if (saveModel != null) {
      trained.save(saveModel);
    }
  }

  /** Returns whether the report is printed as JSON. */
  boolean json() {
    return json;
  }
}
