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

/** Runs a recipe in several chunkings and says whether all gave the same. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Run a recipe on a CSV file in several chunkings, with attempts thrown away and",
      "reading ahead, and compare: one and the same recipe with itself.",
      "Ends with 5 and the first differing row and column when they differ."
    })
final class VerifyCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Mixin private RecipeOptions options = new RecipeOptions();

  @Option(
      names = "--rows",
      paramLabel = "N",
      description = "How many rows are compared at most (default: ${DEFAULT-VALUE}).")
  private long rows = 100_000;

  @Override
  public Integer call() throws IOException {
    if (rows < 1) {
      throw new UsageException("--rows must be 1 or above, not " + rows);
    }
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    RecipeOptions.PreparedRecipe prepared = options.prepare();
    Source some = prepared.source().limit(rows);
    Consistency found = prepared.pipeline().verifyConsistency(some);
    if (!found.isEqual()) {
      throw new CheckFailedException(found.toString());
    }
    out.println(found);
    out.flush();
    return ExitCode.SUCCESS.code();
  }
}
