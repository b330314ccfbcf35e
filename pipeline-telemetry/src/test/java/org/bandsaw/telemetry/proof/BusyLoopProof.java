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

/** Real processes that keep a processor busy, measured from inside and from outside. */
@EnabledOnOs(OS.LINUX)
class BusyLoopProof {

  private static final int SHORT_SECONDS = 2;
  private static final int LONG_SECONDS = 12;

  /** Processor time of a process in seconds, as measured by its session and by the system. */
  private record CpuSeconds(double process, double thread, double outside) {}

  private static CpuSeconds measure(int runSeconds, Path folder)
      throws IOException, InterruptedException {
    Path printed = folder.resolve(runSeconds + ".txt");
    Process child =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    BusyLoop.class.getName(),
                    "" + runSeconds))
            .redirectOutput(printed.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    Duration outside = Duration.ZERO;
    do {
      outside = child.info().totalCpuDuration().orElse(outside);
    } while (!child.waitFor(20, TimeUnit.MILLISECONDS));
    assertThat(child.exitValue()).isZero();
    String[] values = Files.readString(printed, StandardCharsets.UTF_8).strip().split(" ", -1);
    double seconds = Double.parseDouble(values[2]);
    double processors = Runtime.getRuntime().availableProcessors() * seconds;
    return new CpuSeconds(
        Double.parseDouble(values[0]) * processors,
        Double.parseDouble(values[1]) * seconds,
        outside.toNanos() / 1e9);
  }

  @Test
  void theShareEqualsThatOfTheSystemWithinThreePercent(@TempDir Path folder)
      throws IOException, InterruptedException {
    CpuSeconds shorter = measure(SHORT_SECONDS, folder);
    CpuSeconds longer = measure(LONG_SECONDS, folder);
    // the difference excludes the time before the sessions started
    double outside = longer.outside - shorter.outside;

    assertThat(outside).isPositive();
    assertThat(longer.process - shorter.process).isCloseTo(outside, within(0.03 * outside));
    assertThat(longer.thread - shorter.thread).isCloseTo(outside, within(0.03 * outside));
  }
}
