package org.bandsaw.telemetry.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A real process that keeps a processor busy, watched from inside and from outside. */
@EnabledOnOs(OS.LINUX)
class BusyLoopProof {

  private static final int SECONDS = 10;

  @Test
  void theShareIsWhatTheSystemCountsWithinThreeInAHundred(@TempDir Path folder)
      throws IOException, InterruptedException {
    Path printed = folder.resolve("printed.txt");
    Process child =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    BusyLoop.class.getName(),
                    "" + SECONDS))
            .redirectOutput(printed.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    Duration outside = Duration.ZERO;
    while (child.isAlive()) {
      outside = child.info().totalCpuDuration().orElse(outside);
      Thread.onSpinWait();
      if (child.waitFor(20, java.util.concurrent.TimeUnit.MILLISECONDS)) {
        break;
      }
    }
    assertThat(child.exitValue()).isZero();
    String[] told = Files.readString(printed, StandardCharsets.UTF_8).strip().split(" ", -1);
    double process = Double.parseDouble(told[0]);
    double thread = Double.parseDouble(told[1]);
    double seconds = Double.parseDouble(told[2]);
    double inside = process * Runtime.getRuntime().availableProcessors() * seconds;

    // what the child used before its session began, and behind it, is in the outside figure too
    double start = 0.5;
    assertThat(inside)
        .isBetween(0.97 * (outside.toNanos() / 1e9 - start), 1.03 * outside.toNanos() / 1e9);
    assertThat(thread * seconds).isCloseTo(inside, within(0.03 * inside));
    assertThat(seconds).isCloseTo(SECONDS, within(0.5));
  }
}
