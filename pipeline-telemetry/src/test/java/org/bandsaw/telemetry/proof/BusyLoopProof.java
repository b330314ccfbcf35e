package org.bandsaw.telemetry.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Real processes that keep a processor busy, watched from inside and from outside. */
@EnabledOnOs(OS.LINUX)
class BusyLoopProof {

  private static final int SHORT_SECONDS = 2;
  private static final int LONG_SECONDS = 12;

  /** Seconds of processor time of a process: as its session says, and as the system says. */
  private record CpuSeconds(double process, double thread, double outside) {}

  private static CpuSeconds watch(int seconds, Path folder)
      throws IOException, InterruptedException {
    Path printed = folder.resolve(seconds + ".txt");
    Process child =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    BusyLoop.class.getName(),
                    "" + seconds))
            .redirectOutput(printed.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    Duration outside = Duration.ZERO;
    do {
      outside = child.info().totalCpuDuration().orElse(outside);
    } while (!child.waitFor(20, TimeUnit.MILLISECONDS));
    assertThat(child.exitValue()).isZero();
    String[] told = Files.readString(printed, StandardCharsets.UTF_8).strip().split(" ", -1);
    double watched = Double.parseDouble(told[2]);
    double processors = Runtime.getRuntime().availableProcessors() * watched;
    return new CpuSeconds(
        Double.parseDouble(told[0]) * processors,
        Double.parseDouble(told[1]) * watched,
        outside.toNanos() / 1e9);
  }

  @Test
  void theShareIsWhatTheSystemCountsWithinThreeInAHundred(@TempDir Path folder)
      throws IOException, InterruptedException {
    CpuSeconds less = watch(SHORT_SECONDS, folder);
    CpuSeconds more = watch(LONG_SECONDS, folder);
    // the difference leaves out what both used before their session began
    double outside = more.outside - less.outside;

    assertThat(outside).isPositive();
    assertThat(more.process - less.process).isCloseTo(outside, within(0.03 * outside));
    assertThat(more.thread - less.thread).isCloseTo(outside, within(0.03 * outside));
  }
}
