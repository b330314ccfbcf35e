package org.bandsaw.bench.jmh;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Measures {@link LearnerUpdates} and prints the rows of the table in {@code docs/learners.md}.
 * Each learner and its plain loop run one after the other, each in a virtual machine of its own,
 * and so on round after round, so that noise hits all alike; a ratio is one of neighbours. Seconds
 * are those of the processor, for the machine may have other work.
 */
public final class LearnerTable {

  private static final String[] LEARNERS = {"sgd", "logistic", "rls"};
  private static final int[] FEATURES = {10, 20, 100};

  private LearnerTable() {}

  /** One benchmark in one virtual machine; seconds are those of the processor. */
  private record Run(double updatesPerSecond, double bytesPerUpdate) {}

  /** A learner and its plain loop, round after round. */
  private record Pair(String learner, int features, List<Run> ours, List<Run> plain) {

    private String row() {
      List<Double> ratios = new ArrayList<>();
      double bytes = 0;
      for (int i = 0; i < ours.size(); i++) {
        ratios.add(plain.get(i).updatesPerSecond / ours.get(i).updatesPerSecond);
        bytes = Math.max(bytes, ours.get(i).bytesPerUpdate);
      }
      return String.format(
          Locale.ROOT,
          "| %s | %d | %s | plain loop | %s | %.2f (%.2f–%.2f) | %.0f | %d |",
          learner,
          features,
          millions(ours),
          millions(plain),
          median(ratios),
          Collections.min(ratios),
          Collections.max(ratios),
          bytes,
          ratios.size());
    }

    private static String millions(List<Run> runs) {
      double rate = median(runs.stream().map(Run::updatesPerSecond).toList()) / 1e6;
      return String.format(Locale.ROOT, rate < 1 ? "%.3f" : "%.2f", rate);
    }
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int half = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(half)
        : (sorted.get(half - 1) + sorted.get(half)) / 2;
  }

  /**
   * Measures and prints: {@code LearnerTable [ROUNDS]}, 3 rounds if not said, of two minutes each.
   */
  public static void main(String[] args) throws RunnerException {
    int rounds = args.length == 0 ? 3 : Integer.parseInt(args[0]);
    if (rounds < 1) {
      throw new IllegalArgumentException("at least 1 round is needed, not " + rounds);
    }
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    List<Pair> pairs = new ArrayList<>();
    for (String learner : LEARNERS) {
      for (int features : FEATURES) {
        pairs.add(new Pair(learner, features, new ArrayList<>(), new ArrayList<>()));
      }
    }
    for (int round = 1; round <= rounds; round++) {
      for (Pair pair : pairs) {
        // who comes first changes, in case the second finds the machine warmer
        if (round % 2 == 0) {
          pair.plain.add(measured(pair.learner + "Plain", pair.features));
        }
        pair.ours.add(measured(pair.learner, pair.features));
        if (round % 2 == 1) {
          pair.plain.add(measured(pair.learner + "Plain", pair.features));
        }
      }
      out.printf(Locale.ROOT, "round %d of %d%n", round, rounds);
    }
    pairs.forEach(pair -> out.println(pair.row()));
  }

  private static Run measured(String method, int features) throws RunnerException {
    Options options =
        new OptionsBuilder()
            .include(
                "^" + LearnerUpdates.class.getName().replace(".", "\\.") + "\\." + method + "$")
            .param("features", String.valueOf(features))
            .addProfiler(GCProfiler.class)
            .verbosity(VerboseMode.SILENT)
            .build();
    RunResult result = new Runner(options).runSingle();
    return new Run(
        beside(result, "updates") / beside(result, "nanos") * 1e9,
        beside(result, "gc.alloc.rate.norm"));
  }

  private static double beside(RunResult result, String name) {
    return result.getSecondaryResults().get(name).getScore();
  }
}
