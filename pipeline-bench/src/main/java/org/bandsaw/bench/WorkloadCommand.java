package org.bandsaw.bench;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs a benchmark workload. */
@Command(
    name = "workload",
    mixinStandardHelpOptions = true,
    description = {
      "Run a benchmark workload. Each line of output is a JSON object.",
      "  w1   features of d1..d6, i1, i2 and cat, and SGD on target",
      "  w3   the same, for a file larger than memory (-Xmx64m -XX:+UseSerialGC)",
      "  csv  read into tables of 10 000 rows and access every column",
      "  budget  a memory-intensive workload under a budget; see budget --help"
    },
    subcommands = BudgetCommand.class)
final class WorkloadCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Parameters(index = "0", arity = "0..1", paramLabel = "w1|csv|w3", description = "The workload.")
  private Workload.@Nullable Name name;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "FILE",
      description = "A CSV file with the columns d1..d6, i1, i2, cat, team, ts, target.")
  private @Nullable Path file;

  @Option(
      names = "--chunk-size",
      paramLabel = "N",
      description = "Rows per chunk (default: ${DEFAULT-VALUE}).")
  private int chunkSize = Workload.DEFAULT_CHUNK_SIZE;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "Threads that process rows; with 2 or more, another one reads"
              + " (default: ${DEFAULT-VALUE}).")
  private int threads = 1;

  @Option(
      names = "--repeat",
      paramLabel = "N",
      description = "Runs in this process (default: ${DEFAULT-VALUE}).")
  private int repeat = 1;

  @Option(
      names = "--memory-mb",
      paramLabel = "N",
      description = {
        "A memory budget in mebibytes, with adaptive chunks (default: half the maximum",
        "heap, with chunks of a fixed size)."
      })
  private int mebibytes;

  @Option(names = "--with-table", description = "Add a stage that uses each chunk as a table.")
  private boolean withTable;

  @Override
  public Integer call() {
    if (name == null || file == null) {
      throw new UsageException("a workload, w1, csv or w3, and a FILE are required");
    }
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    out.println(new Workload(name, file, chunkSize, threads, repeat, mebibytes, withTable).run());
    return ExitCode.SUCCESS.code();
  }
}
