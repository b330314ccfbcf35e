package org.bandsaw.bench;

import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.bandsaw.data.NearestNames;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs a memory-intensive workload under a memory budget. */
@Command(
    name = "budget",
    mixinStandardHelpOptions = true,
    description = {
      "Run a memory-intensive workload, generated while it is read, under a memory budget. The",
      "last line of output is a JSON object. The exit code is 4 if the budget was exceeded."
    })
final class BudgetCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--shape",
      required = true,
      paramLabel = "S",
      description = {
        "The kind of input: narrow, columns (1 000), large_rows (1 MiB), high_cardinality,",
        "growing_one_hot, long_windows, keys (a million), row_size_jump (x100 half-way),",
        "wide_text, dates, gzip, queue (with a producer faster than the pipeline)."
      })
  private String shape = "";

  @Option(
      names = "--memory-mb",
      paramLabel = "N",
      description = "The memory budget in mebibytes (default: half the maximum heap).")
  private @Nullable Integer mebibytes;

  @Option(
      names = "--rows",
      paramLabel = "N",
      description = "The number of rows (default: depends on the shape).")
  private @Nullable Long rows;

  @Option(
      names = "--heap-samples",
      paramLabel = "N",
      description = "How often to measure the live heap by a full collection (default: 0).")
  private int heapSamples;

  @Option(
      names = "--foreign-mb",
      paramLabel = "N",
      description = "Live data of a host application, in mebibytes (default: 0).")
  private int foreignMebibytes;

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    if (!BudgetShape.names().contains(shape)) {
      throw new UsageException(
          "there is no shape '" + shape + "'" + NearestNames.hint(shape, BudgetShape.names()));
    }
    if (mebibytes != null && mebibytes < 1) {
      throw new UsageException("--memory-mb must be 1 or above, not " + mebibytes);
    }
    BudgetShape chosen = BudgetShape.valueOf(shape);
    long count = rows == null ? chosen.defaultRows() : rows;
    if (count < 1) {
      throw new UsageException("--rows must be 1 or above, not " + count);
    }
    if (heapSamples < 0 || foreignMebibytes < 0) {
      throw new UsageException("--heap-samples and --foreign-mb must be 0 or above");
    }
    out.println(new BudgetWorkload(chosen, mebibytes, count, heapSamples, foreignMebibytes).run());
    out.flush();
    return ExitCode.SUCCESS.code();
  }
}
