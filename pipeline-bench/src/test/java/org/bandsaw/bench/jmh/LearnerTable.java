package org.bandsaw.bench.jmh;

import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Measures {@link LearnerUpdates}, {@link NamedUpdates} and {@link LearnerFits} and prints the
 * tables of {@code docs/learners.md}. A learner and its peer run one after the other, each in a
 * separate virtual machine, in several rounds, so that noise affects all of them; a ratio is that
 * of two successive runs. Times are processor times, since the machine may have other load.
 */
public final class LearnerTable {

  private static final List<String> ANY_FEATURES = List.of("sgd", "logistic", "rls");
  private static final int[] FEATURES = {10, 20, 100};
  private static final int DEFAULT_FEATURES = 20;
  private static final List<String> DEFAULT_FEATURES_ONLY =
      List.of(
          "scaled-sgd",
          "log1p-scaled-sgd",
          "scaled-neural-network",
          "mean",
          "refit-least-squares",
          "refit-ridge",
          "refit-lasso",
          "refit-tree",
          "refit-forest",
          "refit-boosting");
  private static final int FITTED_ROWS = 100_000;

  /** Fitted to fewer rows: Smile's forests and boosted trees take minutes to fit 100 000 rows. */
  private static final List<String> SLOW_PEERS = List.of("forest", "boosting");

  private static final int FEWER_ROWS = 10_000;

  private LearnerTable() {}

  /** Returns the names of the measured learners. */
  static List<String> learners() {
    List<String> all = new ArrayList<>(ANY_FEATURES);
    all.addAll(DEFAULT_FEATURES_ONLY);
    Peers.batch().stream().map(Peers.BatchPeer::learner).distinct().forEach(all::add);
    return all;
  }

  /** A run of a benchmark in a separate virtual machine. */
  private record Run(RunResult result) {

    private double secondaryScore(String name) {
      return result.getSecondaryResults().get(name).getScore();
    }

    private double updatesPerSecond() {
      return secondaryScore("updates") / secondaryScore("nanos") * 1e9;
    }

    private double fitSeconds() {
      return secondaryScore("fitNanos") / secondaryScore("fits") / 1e9;
    }

    private double predictMicros() {
      return secondaryScore("predictNanos") / secondaryScore("predictions") / 1e3;
    }
  }

  /** Extracts a value from a run. */
  @FunctionalInterface
  private interface RunMetric {
    double value(Run run);
  }

  /** The benchmarks of a learner and its peer, with their runs. */
  private record Pair(
      String learner,
      String peer,
      int rows,
      int features,
      String learnerBenchmark,
      String peerBenchmark,
      List<Run> learnerRuns,
      List<Run> peerRuns) {

    private static Pair updates(String learner, int features) {
      String prefix = LearnerUpdates.class.getName() + "." + learner;
      return new Pair(
          learner,
          "plain loop",
          0,
          features,
          prefix,
          prefix + "Plain",
          new ArrayList<>(),
          new ArrayList<>());
    }

    private static Pair named(String learner) {
      String prefix = NamedUpdates.class.getName();
      return new Pair(
          learner,
          Peers.onlinePeerName(learner),
          0,
          DEFAULT_FEATURES,
          prefix + ".learner",
          prefix + ".peer",
          new ArrayList<>(),
          new ArrayList<>());
    }

    private static Pair fits(Peers.BatchPeer pair) {
      String prefix = LearnerFits.class.getName();
      return new Pair(
          pair.learner(),
          pair.peer(),
          SLOW_PEERS.contains(pair.learner()) ? FEWER_ROWS : FITTED_ROWS,
          DEFAULT_FEATURES,
          prefix + ".learner",
          prefix + ".peer",
          new ArrayList<>(),
          new ArrayList<>());
    }

    private void measure(boolean learnerFirst) throws RunnerException {
      if (learnerFirst) {
        learnerRuns.add(run(learnerBenchmark));
      }
      peerRuns.add(run(peerBenchmark));
      if (!learnerFirst) {
        learnerRuns.add(run(learnerBenchmark));
      }
    }

    private Run run(String benchmark) throws RunnerException {
      ChainedOptionsBuilder options =
          new OptionsBuilder()
              .include("^" + benchmark.replace(".", "\\.") + "$")
              .param("features", String.valueOf(features))
              .param("learner", learner)
              .param("peer", peer)
              .param("rows", String.valueOf(rows))
              .addProfiler(GCProfiler.class)
              .verbosity(VerboseMode.SILENT);
      return new Run(new Runner(options.build()).runSingle());
    }

    /** Returns the time of the learner / that of the peer: the median and range of the rounds. */
    private String ratio(RunMetric seconds) {
      List<Double> ratios = new ArrayList<>();
      for (int i = 0; i < learnerRuns.size(); i++) {
        ratios.add(seconds.value(learnerRuns.get(i)) / seconds.value(peerRuns.get(i)));
      }
      return String.format(
          Locale.ROOT,
          "%.2f (%.2f–%.2f)",
          median(ratios),
          Collections.min(ratios),
          Collections.max(ratios));
    }

    private String updatesRow() {
      RunMetric bytes = run -> run.secondaryScore("gc.alloc.rate.norm");
      return String.join(
          " | ",
          "| " + learner,
          String.valueOf(features),
          format(learnerRuns, run -> run.updatesPerSecond() / 1e6),
          peer,
          format(peerRuns, run -> run.updatesPerSecond() / 1e6),
          ratio(run -> 1 / run.updatesPerSecond()),
          String.format(Locale.ROOT, "%.0f", medianOf(learnerRuns, bytes)),
          learnerRuns.size() + " |");
    }

    private String fitsRow() {
      return String.join(
          " | ",
          "| " + learner,
          String.format(Locale.ROOT, "%,d", rows).replace(',', ' '),
          format(learnerRuns, Run::fitSeconds),
          format(learnerRuns, Run::predictMicros),
          peer,
          format(peerRuns, Run::fitSeconds),
          format(peerRuns, Run::predictMicros),
          ratio(Run::fitSeconds),
          ratio(Run::predictMicros),
          learnerRuns.size() + " |");
    }
  }

  private static double medianOf(List<Run> runs, RunMetric metric) {
    return median(runs.stream().map(metric::value).toList());
  }

  /** Formats the median with three significant digits. */
  private static String format(List<Run> runs, RunMetric metric) {
    double value = medianOf(runs, metric);
    int decimals = value >= 100 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : value >= 0.1 ? 3 : 4;
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int half = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(half)
        : (sorted.get(half - 1) + sorted.get(half)) / 2;
  }

  private static String machine(double load) {
    return String.format(
        Locale.ROOT,
        "%s, %s %s, %d processors, load %.1f before and %.1f after, JDK %s.",
        LocalDate.now(ZoneOffset.UTC),
        System.getProperty("os.name"),
        System.getProperty("os.arch"),
        Runtime.getRuntime().availableProcessors(),
        load,
        load(),
        Runtime.version());
  }

  private static double load() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }

  /**
   * Measures, and prints the tables after each round: {@code LearnerTable [ROUNDS [LEARNER...]]}.
   * Default: 3 rounds, all learners. Progress is printed to standard error.
   */
  public static void main(String[] args) throws RunnerException {
    int rounds = args.length == 0 ? 3 : Integer.parseInt(args[0]);
    if (rounds < 1) {
      throw new IllegalArgumentException("ROUNDS must be 1 or above, not " + rounds);
    }
    List<String> selected =
        args.length < 2 ? learners() : Arrays.asList(args).subList(1, args.length);
    final double load = load();
    List<Pair> online = new ArrayList<>();
    for (String learner : ANY_FEATURES) {
      for (int features : FEATURES) {
        online.add(Pair.updates(learner, features));
      }
    }
    DEFAULT_FEATURES_ONLY.forEach(learner -> online.add(Pair.named(learner)));
    online.removeIf(pair -> !selected.contains(pair.learner));
    List<Pair> batch =
        Peers.batch().stream()
            .filter(pair -> selected.contains(pair.learner()))
            .map(Pair::fits)
            .toList();
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    for (int round = 1; round <= rounds; round++) {
      // alternate the order, in case the second run benefits from the first
      measure(online, round);
      measure(batch, round);
      out.println(machine(load));
      print(online, batch, out);
    }
  }

  private static void print(List<Pair> online, List<Pair> batch, PrintStream out) {
    out.println("\n## Online learners\n");
    out.println(
        "| learner | features | M updates/s | peer | M updates/s | ratio | bytes per update"
            + " | rounds |\n| --- | --- | --- | --- | --- | --- | --- | --- |");
    online.forEach(pair -> out.println(pair.updatesRow()));
    out.println("\n## Batch learners\n");
    out.println(
        "| learner | rows | fit, s | predict, µs | peer | fit, s | predict, µs | ratio of fits"
            + " | ratio of predictions | rounds |\n"
            + "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
    batch.forEach(pair -> out.println(pair.fitsRow()));
    out.println();
  }

  private static void measure(Collection<Pair> pairs, int round) throws RunnerException {
    for (Pair pair : pairs) {
      System.err.printf("round %d: %s, %d features%n", round, pair.learner, pair.features);
      pair.measure(round % 2 == 1);
    }
  }
}
