package org.bandsaw.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.bandsaw.Job;
import org.bandsaw.StreamReport;
import org.bandsaw.control.ChunkPolicy;
import org.bandsaw.sink.Sinks;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

  @Mixin private RecipeOptions options = new RecipeOptions();

  @Option(
      names = "--chunk-size",
      paramLabel = "N",
      description = "Rows in a chunk, fixed; adaptive when not given. It changes no result.")
  private @Nullable Integer chunkSize;

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
    checkFiles();
    RecipeOptions.Prepared prepared = options.prepare().forStream();
    if (!prepared.dropped().isEmpty()) {
      err.println("left out: " + String.join(", ", prepared.dropped()));
    }
    StreamReport report = job(prepared).runStreaming();
    if (saveModel != null) {
      report.trained().save(saveModel);
    }
    if (json) {
      out.println(ReportJson.of(report, prepared.dropped()));
    } else {
      out.print(report);
    }
    out.flush();
    return ExitCode.DONE.number();
  }

  private Job job(RecipeOptions.Prepared prepared) {
    Job job = prepared.pipeline().on(prepared.source()).name("stream");
    if (chunkSize != null) {
      job = job.chunks(ChunkPolicy.fixed(chunkSize));
    }
    return output == null ? job : job.sink(Sinks.csv(output).withPrediction());
  }

  private void checkFiles() throws IOException {
    if (chunkSize != null && chunkSize < 1) {
      throw new UsageException("--chunk-size must be 1 or above, not " + chunkSize);
    }
    differ("--output", output, "--input", options.input());
    differ("--save-model", saveModel, "--input", options.input());
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
