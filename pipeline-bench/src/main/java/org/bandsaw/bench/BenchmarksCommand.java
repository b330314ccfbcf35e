package org.bandsaw.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures the workloads and whatever they are compared with, and writes the page. */
@Command(
    name = "benchmarks",
    mixinStandardHelpOptions = true,
    description = {
      "Measure our workloads beside other programs, as cold processes that take turns.",
      "A bar is judged when both its rows are measured in one run; peers are known by these names:",
      "W1Causal, W1Causal-12M, pandas-expert, pandas-published, duckdb-features, duckdb-read,",
      "polars-features, tablesaw-csv. Needs Linux and bash."
    })
final class BenchmarksCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "FILE",
      description = "The 2M rows of workload w1.")
  private Path data = Path.of("");

  @Option(names = "--data-12m", paramLabel = "FILE", description = "12M rows of the same.")
  private @Nullable Path data12m;

  @Option(names = "--small", paramLabel = "FILE", description = "20 000 rows of the same.")
  private @Nullable Path small;

  @Option(
      names = "--runs",
      paramLabel = "N",
      description = "How often each is run (default: ${DEFAULT-VALUE}).")
  private int runs = 5;

  @Option(
      names = "--java-options",
      paramLabel = "OPTIONS",
      description = "For our workloads but w3 (default: ${DEFAULT-VALUE}).")
  private String javaOptions = "-Xmx256m -XX:+UseSerialGC";

  @Option(
      names = "--peer",
      paramLabel = "NAME=COMMAND",
      description = "What to compare with: its name, and the command as typed in bash.")
  private Map<String, String> peers = new LinkedHashMap<>();

  @Option(
      names = "--describe",
      paramLabel = "NAME=TEXT",
      description = "How a peer is set up (heap, threads), for the page.")
  private Map<String, String> descriptions = new LinkedHashMap<>();

  @Option(
      names = "--machine",
      paramLabel = "TEXT",
      description = "What to say of the machine, beside processors and JDK.")
  private String machine = "";

  @Option(
      names = "--write",
      paramLabel = "FILE.md",
      description = "The page to write, or to bring up to date.")
  private @Nullable Path pageFile;

  @Option(names = "--check", description = "End with 5 when a bar is not met.")
  private boolean check;

  /** A command to be measured. */
  private record Candidate(String name, String setup, String command) {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    if (runs < 1) {
      throw new UsageException("--runs must be 1 or above, not " + runs);
    }
    for (String described : descriptions.keySet()) {
      if (!peers.containsKey(described)) {
        throw new UsageException("--describe " + described + " has no --peer of that name");
      }
    }
    Path page = pageFile;
    BenchmarkPage document = page == null ? null : BenchmarkPage.read(page);
    List<Candidate> contenders = candidates();
    Map<String, ProcessCost> medians = measure(contenders, out);
    List<Goal.Verdict> verdicts =
        Goal.ALL.stream().map(goal -> goal.evaluate(medians)).flatMap(Optional::stream).toList();
    for (Goal.Verdict verdict : verdicts) {
      out.printf(
          "%-52s %10s %10s  %s%n",
          verdict.goal().description(),
          verdict.goal().thresholdText(),
          verdict.measuredText(),
          verdict.isMet() ? "met" : "MISSED");
    }
    if (page != null && document != null) {
      updatePage(document, contenders, medians, verdicts);
      Files.writeString(page, document.toString());
    }
    List<String> missed =
        verdicts.stream().filter(v -> !v.isMet()).map(v -> v.goal().description()).toList();
    if (check && !missed.isEmpty()) {
      throw new CheckFailedException("bars that are not met: " + String.join("; ", missed));
    }
    return ExitCode.SUCCESS.code();
  }

  private List<Candidate> candidates() {
    List<Candidate> all = new ArrayList<>();
    all.add(candidate(Goal.W1, javaOptions, "w1", data, ""));
    all.add(candidate(Goal.W1_TABLE, javaOptions, "w1", data, "--with-table"));
    all.add(candidate(Goal.W1_TWO_THREADS, javaOptions, "w1", data, "--threads 2"));
    all.add(candidate(Goal.W1_WARM, javaOptions, "w1", data, "--repeat 10"));
    all.add(
        candidate(Goal.W1_WARM_TWO_THREADS, javaOptions, "w1", data, "--threads 2 --repeat 10"));
    all.add(candidate(Goal.W1_BUDGET, javaOptions, "w1", data, "--memory-mb 256"));
    all.add(
        candidate(Goal.W1_TABLE_BUDGET, javaOptions, "w1", data, "--with-table --memory-mb 256"));
    all.add(candidate(Goal.CSV, javaOptions, "csv", data, ""));
    if (small != null) {
      all.add(candidate(Goal.W1_SMALL, javaOptions, "w1", small, ""));
    }
    if (data12m != null) {
      all.add(candidate(Goal.W1_12M, javaOptions, "w1", data12m, ""));
      all.add(candidate(Goal.W1_12M_BUDGET, javaOptions, "w1", data12m, "--memory-mb 256"));
      all.add(candidate(Goal.W3, "-Xmx64m -XX:+UseSerialGC", "w3", data12m, ""));
      all.add(
          candidate(Goal.W3_BUDGET, "-Xmx64m -XX:+UseSerialGC", "w3", data12m, "--memory-mb 256"));
    }
    peers.forEach(
        (name, command) ->
            all.add(new Candidate(name, descriptions.getOrDefault(name, "peer"), command)));
    return all;
  }

  private static Candidate candidate(
      String name, String options, String workload, Path file, String more) {
    String threads = more.startsWith("--threads") ? "2 threads" : "1 thread";
    return new Candidate(
        name,
        (options + ", " + threads).strip(),
        String.join(
            " ",
            shellQuoted(Path.of(System.getProperty("java.home"), "bin", "java").toString()),
            options,
            selfCommand(),
            "workload",
            workload,
            shellQuoted(file.toString()),
            more));
  }

  /** How this program is run again: from its jar, or from the same class path. */
  private static String selfCommand() {
    Path home;
    try {
      home =
          Path.of(
              BenchmarksCommand.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException problem) {
      throw new IllegalStateException("this program cannot be found on disk", problem);
    }
    return Files.isRegularFile(home) && home.getFileName().toString().equals("bandsaw.jar")
        ? "-jar " + shellQuoted(home.toString())
        : "-cp "
            + shellQuoted(System.getProperty("java.class.path"))
            + " "
            + Bandsaw.class.getName();
  }

  private static String shellQuoted(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }

  private Map<String, ProcessCost> measure(List<Candidate> contenders, PrintWriter out)
      throws IOException, InterruptedException {
    Map<String, List<ProcessCost>> all = new LinkedHashMap<>();
    for (int run = 1; run <= runs; run++) {
      for (Candidate contender : contenders) {
        ProcessCost cost = MeasuredProcess.run(contender.name(), contender.command());
        all.computeIfAbsent(contender.name(), name -> new ArrayList<>()).add(cost);
        out.printf(
            Locale.ROOT,
            "%d/%d  %-34s %8.2f s wall %8.2f s processor %7.0f MiB%n",
            run,
            runs,
            contender.name(),
            cost.wallSeconds(),
            cost.processorSeconds(),
            cost.peakMebibytes());
        out.flush();
      }
    }
    Map<String, ProcessCost> medians = new LinkedHashMap<>();
    all.forEach((name, costs) -> medians.put(name, ProcessCost.median(costs)));
    return medians;
  }

  private void updatePage(
      BenchmarkPage page,
      List<Candidate> contenders,
      Map<String, ProcessCost> medians,
      List<Goal.Verdict> verdicts) {
    String date = LocalDate.now(ZoneOffset.UTC).toString();
    String where =
        String.format(
            Locale.ROOT,
            "%s%d processors, %s, JDK %s",
            machine.isEmpty() ? "" : machine + ", ",
            Runtime.getRuntime().availableProcessors(),
            System.getProperty("os.name") + " " + System.getProperty("os.arch"),
            Runtime.version());
    for (Candidate contender : contenders) {
      ProcessCost cost = Objects.requireNonNull(medians.get(contender.name()));
      page.putRow(
          contender.name(),
          contender.setup(),
          String.format(Locale.ROOT, "%.2f", cost.wallSeconds()),
          String.format(Locale.ROOT, "%.2f", cost.processorSeconds()),
          String.format(Locale.ROOT, "%.0f", cost.peakMebibytes()),
          Integer.toString(runs),
          date,
          where);
    }
    for (Goal.Verdict verdict : verdicts) {
      Goal goal = verdict.goal();
      page.putGoal(
          goal.description(),
          goal.row() + (goal.baseline() == null ? "" : " / " + goal.baseline()),
          goal.thresholdText(),
          verdict.measuredText(),
          verdict.isMet() ? "yes" : "**no**",
          date);
    }
  }
}
