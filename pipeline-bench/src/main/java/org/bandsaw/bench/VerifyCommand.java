package org.bandsaw.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.bandsaw.report.Consistency;
import org.bandsaw.source.Source;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs a recipe with several chunk sizes and compares the results. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Run a recipe on a CSV file several times, with different chunk sizes, discarded",
      "attempts and read-ahead, and compare the results. If they differ, the exit code is 5",
      "and the first differing row and column is printed."
    })
final class VerifyCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Mixin private RecipeOptions options = new RecipeOptions();

  @Option(
      names = "--rows",
      paramLabel = "N",
      description = "The maximum number of rows to compare (default: ${DEFAULT-VALUE}).")
  private long rows = 100_000;

  @Override
  public Integer call() throws IOException {
    if (rows < 1) {
      throw new UsageException("--rows must be 1 or above, not " + rows);
    }
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    RecipeOptions.PreparedRecipe prepared = options.prepare();
    Source source = prepared.source().limit(rows);
    Consistency consistency = prepared.pipeline().verifyConsistency(source);
    if (!consistency.isEqual()) {
      throw new CheckFailedException(consistency.toString());
    }
    out.println(consistency);
    out.flush();
    return ExitCode.SUCCESS.code();
  }
}
