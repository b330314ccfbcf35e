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
 * tables of {@code docs/learners.md}. Each learner and what it stands beside run one after the
 * other, each in a virtual machine of its own, and so on round after round, so that noise hits all
 * alike; a ratio is one of neighbours. Seconds are those of the processor, for the machine may have
 * other work.
 */
public final class LearnerTable {

  private static final List<String> OF_ANY_SIZE = List.of("sgd", "logistic", "rls");
  private static final int[] FEATURES = {10, 20, 100};
  private static final int DEFAULT_FEATURES = 20;
  private static final List<String> OF_ONE_SIZE =
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

  /** To these, Smile's forests and boosted trees take minutes to fit 100 000 rows. */
  private static final List<String> OF_MANY_TREES = List.of("forest", "boosting");

  private static final int FITTED_ROWS_OF_MANY_TREES = 10_000;

  private LearnerTable() {}

  /** Names of the learners that get a row. */
  static List<String> learners() {
    List<String> all = new ArrayList<>(OF_ANY_SIZE);
    all.addAll(OF_ONE_SIZE);
    Peers.batch().stream().map(Peers.BatchPeer::learner).distinct().forEach(all::add);
    return all;
  }

  /** One benchmark in one virtual machine. */
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

  /** What a figure is, of one run. */
  @FunctionalInterface
  private interface RunMetric {
    double value(Run run);
  }

  /** A learner and what it stands beside, as benchmarks, and their runs, round after round. */
  private record Pair(
      String learner,
      String peer,
      int rows,
      int features,
      String ourBenchmark,
      String theirBenchmark,
      List<Run> ours,
      List<Run> theirs) {

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
          Peers.onlinePeers(learner),
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
          OF_MANY_TREES.contains(pair.learner()) ? FITTED_ROWS_OF_MANY_TREES : FITTED_ROWS,
          DEFAULT_FEATURES,
          prefix + ".learner",
          prefix + ".peer",
          new ArrayList<>(),
          new ArrayList<>());
    }

    private void measure(boolean oursFirst) throws RunnerException {
      if (oursFirst) {
        ours.add(run(ourBenchmark));
      }
      theirs.add(run(theirBenchmark));
      if (!oursFirst) {
        ours.add(run(ourBenchmark));
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

    /** How many times as long the learner takes, as the median of the rounds and their range. */
    private String ratio(RunMetric seconds) {
      List<Double> ratios = new ArrayList<>();
      for (int i = 0; i < ours.size(); i++) {
        ratios.add(seconds.value(ours.get(i)) / seconds.value(theirs.get(i)));
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
          figure(ours, run -> run.updatesPerSecond() / 1e6),
          peer,
          figure(theirs, run -> run.updatesPerSecond() / 1e6),
          ratio(run -> 1 / run.updatesPerSecond()),
          String.format(Locale.ROOT, "%.0f", medianOf(ours, bytes)),
          ours.size() + " |");
    }

    private String fitsRow() {
      return String.join(
          " | ",
          "| " + learner,
          String.format(Locale.ROOT, "%,d", rows).replace(',', ' '),
          figure(ours, Run::fitSeconds),
          figure(ours, Run::predictMicros),
          peer,
          figure(theirs, Run::fitSeconds),
          figure(theirs, Run::predictMicros),
          ratio(Run::fitSeconds),
          ratio(Run::predictMicros),
          ours.size() + " |");
    }
  }

  private static double medianOf(List<Run> runs, RunMetric figure) {
    return median(runs.stream().map(figure::value).toList());
  }

  /** Three digits that count. */
  private static String figure(List<Run> runs, RunMetric figure) {
    double value = medianOf(runs, figure);
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
   * Measures, and prints the tables after each round: {@code LearnerTable [ROUNDS [LEARNER...]]}, 3
   * rounds and all learners if not said. What is being measured is told on the error output.
   */
  public static void main(String[] args) throws RunnerException {
    int rounds = args.length == 0 ? 3 : Integer.parseInt(args[0]);
    if (rounds < 1) {
      throw new IllegalArgumentException("at least 1 round is needed, not " + rounds);
    }
    List<String> wanted =
        args.length < 2 ? learners() : Arrays.asList(args).subList(1, args.length);
    final double load = load();
    List<Pair> online = new ArrayList<>();
    for (String learner : OF_ANY_SIZE) {
      for (int features : FEATURES) {
        online.add(Pair.updates(learner, features));
      }
    }
    OF_ONE_SIZE.forEach(learner -> online.add(Pair.named(learner)));
    online.removeIf(pair -> !wanted.contains(pair.learner));
    List<Pair> batch =
        Peers.batch().stream()
            .filter(pair -> wanted.contains(pair.learner()))
            .map(Pair::fits)
            .toList();
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    for (int round = 1; round <= rounds; round++) {
      // who comes first changes, in case the second finds the machine warmer
      measure(online, round);
      measure(batch, round);
      out.println(machine(load));
      print(online, batch, out);
    }
  }

  private static void print(List<Pair> online, List<Pair> batch, PrintStream out) {
    out.println("\n## Learners row by row\n");
    out.println(
        "| learner | features | M updates/s | peer | M updates/s | ratio | bytes per update"
            + " | rounds |\n| --- | --- | --- | --- | --- | --- | --- | --- |");
    online.forEach(pair -> out.println(pair.updatesRow()));
    out.println("\n## Learners from all rows at once\n");
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
