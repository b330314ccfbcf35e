package org.bandsaw.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Checks from outside that a compute budget holds. A child process runs a pipeline with an endless
 * source, and its processor time is read from the kernel every 0.1 s. In every window of 5 s, after
 * a warm-up of 10 s, its share of all processors must be at most 0.05 above the budget. It must
 * also be at most 0.05 below the budget if the same run without a budget, on this machine at this
 * time, uses at least 0.05 more than the budget. A run that uses 0.2 more without a budget shows
 * that the budget binds; one thread on two processors cannot exceed a share of 0.4 by that much, so
 * one child process is limited to one processor.
 *
 * <p>Not part of the normal tests, because it takes minutes and an otherwise idle machine: {@code
 * mvn -Pproof -pl pipeline-core test}. Each window is written as a line of {@code
 * target/proof/compute-budget.jsonl}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ComputeBudgetProof {

  private static final Path LINES = Path.of("target", "proof", "compute-budget.jsonl");
  private static final int WARM_UP_SECONDS = 10;
  private static final int WINDOW_SECONDS = 5;
  private static final int SECONDS = Integer.getInteger("proof.seconds", 30);
  private static final double TICKS_PER_SECOND = 100; // USER_HZ of Linux
  private static final double TOLERANCE = 0.05;
  private static final double HEADROOM = 0.05;
  private static final double BINDING = 0.2;

  private final Map<String, Double> unbudgeted = new HashMap<>();

  private record Sample(double second, double cpuSeconds) {}

  @BeforeAll
  void needsProcfs() throws IOException {
    assumeTrue(Files.isReadable(Path.of("/proc/self/stat")));
    Files.createDirectories(LINES.getParent());
    Files.deleteIfExists(LINES);
  }

  @ParameterizedTest
  @CsvSource({
    "0.1, 1, 1",
    "0.25, 1, 1",
    "0.4, 1, 1",
    "0.1, 1, 2",
    "0.25, 1, 2",
    "0.4, 1, 2",
    "0.75, 2, 2"
  })
  void theShareOfProcessorTimeStaysInBounds(double share, int threads, int processors)
      throws IOException, InterruptedException {
    assumeTrue(Runtime.getRuntime().availableProcessors() >= processors);
    String machine = threads + " of " + processors;
    if (!unbudgeted.containsKey(machine)) {
      unbudgeted.put(machine, shares(0, threads, processors).getMin());
    }
    double free = unbudgeted.getOrDefault(machine, 0.0);
    DoubleSummaryStatistics shares = shares(share, threads, processors);

    boolean enoughWork = free >= share + HEADROOM;
    System.out.printf(
        Locale.ROOT,
        "share %.2f, %d threads, %d processors: %.3f to %.3f in %d windows; without a budget at"
            + " least %.3f%s%n",
        share,
        threads,
        processors,
        shares.getMin(),
        shares.getMax(),
        shares.getCount(),
        free,
        !enoughWork
            ? ", too little to judge the lower bound"
            : free >= share + BINDING ? ", so it binds" : "");
    assertThat(shares.getMax()).isLessThanOrEqualTo(share + TOLERANCE);
    if (enoughWork) {
      assertThat(shares.getMin()).isGreaterThanOrEqualTo(share - TOLERANCE);
    }
  }

  private static DoubleSummaryStatistics shares(double share, int threads, int processors)
      throws IOException, InterruptedException {
    List<Sample> samples = samples(share, threads, processors);
    DoubleSummaryStatistics shares = new DoubleSummaryStatistics();
    List<String> lines = new ArrayList<>();
    int end = 0;
    for (Sample begin : samples) {
      while (end < samples.size() && samples.get(end).second < begin.second + WINDOW_SECONDS) {
        end++;
      }
      if (begin.second < WARM_UP_SECONDS) {
        continue;
      }
      if (end == samples.size()) {
        break;
      }
      Sample last = samples.get(end);
      double used = (last.cpuSeconds - begin.cpuSeconds) / (last.second - begin.second);
      shares.accept(used / processors);
      lines.add(
          String.format(
              Locale.ROOT,
              "{\"share\":%s,\"threads\":%d,\"processors\":%d,\"from_s\":%.3f,\"to_s\":%.3f,"
                  + "\"used_share\":%.4f}",
              share > 0 ? String.valueOf(share) : "null",
              threads,
              processors,
              begin.second,
              last.second,
              used / processors));
    }
    Files.write(LINES, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    assertThat(lines).as("windows").isNotEmpty();
    return shares;
  }

  private static List<Sample> samples(double share, int threads, int processors)
      throws IOException, InterruptedException {
    Path printed = Files.createTempFile("bandsaw-proof", ".txt");
    Process run =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:ActiveProcessorCount=" + processors,
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                EndlessTrips.class.getName(),
                String.valueOf(share),
                String.valueOf(threads),
                String.valueOf(SECONDS))
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile())
            .start();
    try {
      List<Sample> samples = new ArrayList<>();
      Path stat = Path.of("/proc", String.valueOf(run.pid()), "stat");
      long start = System.nanoTime();
      while (!run.waitFor(100, TimeUnit.MILLISECONDS)) {
        String text = Files.readString(stat);
        double second = (System.nanoTime() - start) / 1e9;
        // field 3 is the first one after the name in brackets; user and system time are 14 and 15
        String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ", -1);
        if (fields[0].equals("Z")) {
          continue;
        }
        long ticks = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
        samples.add(new Sample(second, ticks / TICKS_PER_SECOND));
      }
      assertThat(run.exitValue()).as(Files.readString(printed, StandardCharsets.UTF_8)).isZero();
      // without the last second, in which the run ends
      samples.removeIf(sample -> sample.second > SECONDS - 1);
      return samples;
    } finally {
      run.destroyForcibly().waitFor();
      Files.deleteIfExists(printed);
    }
  }
}
