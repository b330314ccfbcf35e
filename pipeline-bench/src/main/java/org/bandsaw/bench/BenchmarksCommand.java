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

/** Measures the workloads and other programs, and writes the benchmark page. */
@Command(
    name = "benchmarks",
    mixinStandardHelpOptions = true,
    description = {
      "Measure the workloads and other programs (peers) as cold processes that run alternately.",
      "A goal is evaluated if all its rows are measured in one run. It uses these peer names:",
      "W1Causal, W1Causal-12M, pandas-expert, pandas-published, duckdb-features, duckdb-read,",
      "polars-features, tablesaw-csv. Requires Linux and bash."
    })
final class BenchmarksCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "FILE",
      description = "The file of workload w1, with 2M rows.")
  private Path data = Path.of("");

  @Option(names = "--data-12m", paramLabel = "FILE", description = "The same with 12M rows.")
  private @Nullable Path data12m;

  @Option(names = "--small", paramLabel = "FILE", description = "The same with 20 000 rows.")
  private @Nullable Path small;

  @Option(
      names = "--runs",
      paramLabel = "N",
      description = "The number of runs of each command (default: ${DEFAULT-VALUE}).")
  private int runs = 5;

  @Option(
      names = "--java-options",
      paramLabel = "OPTIONS",
      description = "Java options of our workloads, except w3 (default: ${DEFAULT-VALUE}).")
  private String javaOptions = "-Xmx256m -XX:+UseSerialGC";

  @Option(
      names = "--peer",
      paramLabel = "NAME=COMMAND",
      description = "A peer: its name and its bash command.")
  private Map<String, String> peers = new LinkedHashMap<>();

  @Option(
      names = "--describe",
      paramLabel = "NAME=TEXT",
      description = "The setup of a peer (heap, threads), for the page.")
  private Map<String, String> descriptions = new LinkedHashMap<>();

  @Option(
      names = "--machine",
      paramLabel = "TEXT",
      description = "A description of the machine, in addition to processors and JDK.")
  private String machine = "";

  @Option(names = "--write", paramLabel = "FILE.md", description = "The page to create or update.")
  private @Nullable Path pageFile;

  @Option(names = "--check", description = "Exit with code 5 if a goal is not met.")
  private boolean check;

  private static final String SMALL_HEAP = "-Xmx64m -XX:+UseSerialGC";

  /** A command to measure. */
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
    List<Candidate> candidates = candidates();
    Map<String, ProcessCost> medians = measure(candidates, out);
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
      updatePage(document, candidates, medians, verdicts);
      Files.writeString(page, document.toString());
    }
    List<String> missed =
        verdicts.stream().filter(v -> !v.isMet()).map(v -> v.goal().description()).toList();
    if (check && !missed.isEmpty()) {
      throw new CheckFailedException("goals not met: " + String.join("; ", missed));
    }
    return ExitCode.SUCCESS.code();
  }

  private List<Candidate> candidates() {
    List<Candidate> all = new ArrayList<>();
    Workload w1 = Workload.of(Workload.Name.w1, data);
    all.add(candidate(Goal.W1, javaOptions, w1));
    all.add(candidate(Goal.W1_TABLE, javaOptions, w1.asTable()));
    all.add(candidate(Goal.W1_TWO_THREADS, javaOptions, w1.threads(2)));
    all.add(candidate(Goal.W1_WARM, javaOptions, w1.repeat(10)));
    all.add(candidate(Goal.W1_WARM_TWO_THREADS, javaOptions, w1.threads(2).repeat(10)));
    all.add(candidate(Goal.W1_BUDGET, javaOptions, w1.memory(256)));
    all.add(candidate(Goal.W1_TABLE_BUDGET, javaOptions, w1.asTable().memory(256)));
    all.add(candidate(Goal.CSV, javaOptions, Workload.of(Workload.Name.csv, data)));
    if (small != null) {
      all.add(candidate(Goal.W1_SMALL, javaOptions, Workload.of(Workload.Name.w1, small)));
    }
    if (data12m != null) {
      Workload w1Of12M = Workload.of(Workload.Name.w1, data12m);
      Workload w3Of12M = Workload.of(Workload.Name.w3, data12m);
      all.add(candidate(Goal.W1_12M, javaOptions, w1Of12M));
      all.add(candidate(Goal.W1_12M_BUDGET, javaOptions, w1Of12M.memory(256)));
      all.add(candidate(Goal.W3, SMALL_HEAP, w3Of12M));
      all.add(candidate(Goal.W3_BUDGET, SMALL_HEAP, w3Of12M.memory(256)));
    }
    peers.forEach(
        (name, command) ->
            all.add(new Candidate(name, descriptions.getOrDefault(name, "peer"), command)));
    return all;
  }

  private static Candidate candidate(String name, String options, Workload workload) {
    StringBuilder command = new StringBuilder();
    command.append(shellQuoted(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    command.append(' ').append(options).append(" -cp ").append(shellQuoted(classPath()));
    command.append(' ').append(WorkloadMain.class.getName());
    workload.arguments().forEach(argument -> command.append(' ').append(shellQuoted(argument)));
    String threads = workload.threads() == 1 ? "1 thread" : workload.threads() + " threads";
    return new Candidate(name, options + ", " + threads, command.toString());
  }

  /** Returns the jar of this program, or its class path if it does not run from the jar. */
  private static String classPath() {
    Path home;
    try {
      home =
          Path.of(
              BenchmarksCommand.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException problem) {
      throw new IllegalStateException(
          "the jar or directory of this program was not found", problem);
    }
    return Files.isRegularFile(home) && home.getFileName().toString().equals("bandsaw.jar")
        ? home.toString()
        : System.getProperty("java.class.path");
  }

  private static String shellQuoted(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }

  private Map<String, ProcessCost> measure(List<Candidate> candidates, PrintWriter out)
      throws IOException, InterruptedException {
    Map<String, List<ProcessCost>> all = new LinkedHashMap<>();
    for (int run = 1; run <= runs; run++) {
      for (Candidate candidate : candidates) {
        ProcessCost cost = MeasuredProcess.run(candidate.name(), candidate.command());
        all.computeIfAbsent(candidate.name(), name -> new ArrayList<>()).add(cost);
        out.printf(
            Locale.ROOT,
            "%d/%d  %-34s %8.2f s wall %8.2f s processor %7.0f MiB%n",
            run,
            runs,
            candidate.name(),
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
      List<Candidate> candidates,
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
    for (Candidate candidate : candidates) {
      ProcessCost cost = Objects.requireNonNull(medians.get(candidate.name()));
      page.putRow(
          candidate.name(),
          candidate.setup(),
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
