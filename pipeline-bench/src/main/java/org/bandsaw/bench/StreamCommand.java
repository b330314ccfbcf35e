package org.bandsaw.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.bandsaw.Job;
import org.bandsaw.budget.ChunkPolicy;
import org.bandsaw.observe.DecisionLog;
import org.bandsaw.report.StreamReport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs a recipe on a CSV file as a stream and prints the scores. */
@Command(
    name = "stream",
    mixinStandardHelpOptions = true,
    description = "Compute features of a CSV file, learn row by row, and print the scores.")
final class StreamCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Mixin private RecipeOptions options = new RecipeOptions();

  @Mixin private OutputOptions outputOptions = new OutputOptions();

  @Mixin private BudgetOptions budgetOptions = new BudgetOptions();

  @Mixin private MeasurementOptions measurementOptions = new MeasurementOptions();

  @Option(
      names = "--chunk-size",
      paramLabel = "N",
      description = "Rows per chunk (default: adaptive). Does not change results.")
  private @Nullable Integer chunkSize;

  @Option(
      names = "--decisions",
      paramLabel = "FILE",
      description = "Write the decisions of the run, with reasons, as JSON lines.")
  private @Nullable Path decisions;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
    outputOptions.check(options.input());
    OutputOptions.requireDistinct("--decisions", decisions, "--input", options.input());
    if (chunkSize != null && chunkSize < 1) {
      throw new UsageException("--chunk-size must be 1 or above, not " + chunkSize);
    }
    RecipeOptions.PreparedRecipe prepared = options.prepare().requireStreamable();
    prepared.printDropped(err);
    Job job = prepared.pipeline().on(prepared.source()).name("stream");
    if (chunkSize != null) {
      job = job.chunks(ChunkPolicy.fixed(chunkSize));
    }
    StreamReport report =
        run(outputOptions.applyTo(measurementOptions.applyTo(budgetOptions.applyTo(job))));
    outputOptions.save(report.trained());
    if (outputOptions.json()) {
      out.println(ReportJson.of(report, prepared.dropped()));
    } else {
      out.print(report);
    }
    out.flush();
    return ExitCode.SUCCESS.code();
  }

  private StreamReport run(Job job) {
    if (decisions == null) {
      return job.runStreaming();
    }
    try (DecisionLog log = DecisionLog.to(decisions)) {
      return job.listener(log).runStreaming();
    }
  }
}
