package org.bandsaw.bench;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs one of the measured workloads. */
@Command(
    name = "workload",
    mixinStandardHelpOptions = true,
    description = {
      "Run a measured workload; the last line is one JSON object, as is each other one.",
      "  w1   features of d1..d6, i1, i2 and cat, and SGD on target",
      "  w3   the same, for a file larger than memory (-Xmx64m -XX:+UseSerialGC)",
      "  csv  read into tables of 10 000 rows and touch every column",
      "  budget  an input that strains memory under a budget; see budget --help"
    },
    subcommands = BudgetCommand.class)
final class WorkloadCommand implements Callable<Integer> {

  private static final int MAX_THREADS = 256;

  /** What can be run. */
  enum Name {
    w1,
    csv,
    w3
  }

  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "w1|csv|w3",
      description = "Which workload.")
  private @Nullable Name name;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "FILE",
      description = "A CSV file with the columns d1..d6, i1, i2, cat, team, ts, target.")
  private @Nullable Path file;

  @Option(
      names = "--chunk-size",
      paramLabel = "N",
      description = "Rows in a chunk (default: ${DEFAULT-VALUE}).")
  private int chunkSize = 10_000;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "How many may compute; from 2 on one more reads (default: ${DEFAULT-VALUE}).")
  private int threads = 1;

  @Option(
      names = "--repeat",
      paramLabel = "N",
      description = "How often it is run in this process (default: ${DEFAULT-VALUE}).")
  private int repeat = 1;

  @Option(
      names = "--memory-mb",
      paramLabel = "N",
      description = "A memory budget, under which chunks find their size (default: half the heap).")
  private int mebibytes;

  @Option(names = "--with-table", description = "Add a step that asks for each chunk as a table.")
  private boolean withTable;

  /**
   * Reads the usual form of this command without the library that reads all others: what is
   * measured from outside is the engine, and that library takes 0.14 processor seconds to start,
   * more than 100 000 rows. Anything else than the usual form is left to it. The page of figures
   * says so.
   */
  static @Nullable WorkloadCommand tryFastParse(String[] args) {
    if (args.length < 3 || !args[0].equals("workload")) {
      return null;
    }
    WorkloadCommand command = new WorkloadCommand();
    switch (args[1]) {
      case "w1" -> command.name = Name.w1;
      case "csv" -> command.name = Name.csv;
      case "w3" -> command.name = Name.w3;
      default -> {
        return null;
      }
    }
    command.file = Path.of(args[2]);
    for (int i = 3; i < args.length; i++) {
      boolean number = i + 1 < args.length && args[i + 1].matches("[0-9]{1,9}");
      if (args[i].equals("--with-table")) {
        command.withTable = true;
      } else if (number && args[i].equals("--chunk-size")) {
        command.chunkSize = Integer.parseInt(args[++i]);
      } else if (number && args[i].equals("--threads")) {
        command.threads = Integer.parseInt(args[++i]);
      } else if (number && args[i].equals("--repeat")) {
        command.repeat = Integer.parseInt(args[++i]);
      } else if (number && args[i].equals("--memory-mb")) {
        command.mebibytes = Integer.parseInt(args[++i]);
      } else {
        return null;
      }
    }
    return args[2].startsWith("-") ? null : command;
  }

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    out.println(run());
    return ExitCode.SUCCESS.code();
  }

  /** Runs, and answers what is printed. */
  String run() {
    if (chunkSize < 1) {
      throw new UsageException("--chunk-size must be 1 or above, not " + chunkSize);
    }
    if (threads < 1 || threads > MAX_THREADS) {
      throw new UsageException("--threads must be from 1 to " + MAX_THREADS + ", not " + threads);
    }
    if (repeat < 1) {
      throw new UsageException("--repeat must be 1 or above, not " + repeat);
    }
    if (mebibytes < 0) {
      throw new UsageException("--memory-mb must be 1 or above, not " + mebibytes);
    }
    if (name == Name.csv && (withTable || threads > 1 || mebibytes > 0)) {
      throw new UsageException(
          "--with-table, --threads and --memory-mb go with w1 and w3, not with csv");
    }
    if (name == null || file == null) {
      throw new UsageException("say which workload, w1, csv or w3, and the FILE it reads");
    }
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < repeat; i++) {
      lines.add(
          name == Name.csv
              ? CsvWorkload.run(file, chunkSize)
              : FeatureWorkload.run(file, chunkSize, threads, withTable, mebibytes));
    }
    return String.join(System.lineSeparator(), lines);
  }
}
