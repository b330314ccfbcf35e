package org.bandsaw.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.bandsaw.Job;
import org.bandsaw.Pipeline;
import org.bandsaw.learn.Holdout;
import org.bandsaw.report.BatchReport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs a recipe on a CSV file as a batch and prints the scores on held-out rows. */
@Command(
    name = "batch",
    mixinStandardHelpOptions = true,
    description = {
      "Compute features of a CSV file as a batch, learn from its first rows, and print the",
      "scores on the other rows. The file must fit into memory."
    })
final class BatchCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Mixin private RecipeOptions options = new RecipeOptions();

  @Mixin private OutputOptions outputOptions = new OutputOptions();

  @Mixin private BudgetOptions budgetOptions = new BudgetOptions();

  @Mixin private MeasurementOptions measurementOptions = new MeasurementOptions();

  @Option(
      names = "--hold-out",
      paramLabel = "SHARE",
      description = "The share of rows, at the end of the file, to score on (default: 0.2).")
  private @Nullable Double holdoutShare;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
    outputOptions.check(options.input());
    if (holdoutShare != null && !(holdoutShare > 0 && holdoutShare < 1)) {
      throw new UsageException("--hold-out must be above 0 and below 1, not " + holdoutShare);
    }
    RecipeOptions.PreparedRecipe prepared = options.prepare();
    prepared.printDropped(err);
    Pipeline pipeline = prepared.pipeline();
    if (holdoutShare != null) {
      pipeline = pipeline.toBuilder().holdout(Holdout.share(holdoutShare)).build();
    }
    Job job = budgetOptions.applyTo(pipeline.on(prepared.source()).name("batch"));
    BatchReport report = outputOptions.applyTo(measurementOptions.applyTo(job)).runBatch();
    outputOptions.save(report.trained());
    if (outputOptions.json()) {
      out.println(ReportJson.of(report, prepared.dropped()));
    } else {
      out.print(report);
    }
    out.flush();
    return ExitCode.SUCCESS.code();
  }
}
