package org.bandsaw.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.bandsaw.probe.ResourceProbe;
import org.bandsaw.testkit.ManualTicker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The real process with a manual clock. */
@EnabledOnOs(OS.LINUX)
class ResidentMemoryTest {

  private static final double TOLERANCE =
      16 << 20; // for memory touched by other threads in the meantime

  private static final Path ROLLUP = Path.of("/proc/self/smaps_rollup");

  /** Reads another file than the probe does. */
  private static double anonymousAndFilePages() throws IOException {
    assumeTrue(Files.isReadable(ROLLUP), "this kernel does not have smaps_rollup");
    for (String line : Files.readAllLines(ROLLUP)) {
      if (line.startsWith("Rss:")) {
        return 1024 * Double.parseDouble(line.replaceAll("[^0-9]", ""));
      }
    }
    throw new IOException("no Rss in /proc/self/smaps_rollup");
  }

  @Test
  void residentMemoryEqualsProcfs() throws IOException {
    ManualTicker time = ManualTicker.start();
    Telemetry telemetry = Telemetry.standard().hostDelay(Duration.ofDays(1));
    try (TelemetrySession session =
        TelemetrySession.start(telemetry, ResourceProbe.system(), time)) {
      double before = anonymousAndFilePages();
      double resident = session.snapshot().value(Metric.RESIDENT_MEMORY).value();
      double after = anonymousAndFilePages();

      assertThat(resident)
          .isBetween(Math.min(before, after) - TOLERANCE, Math.max(before, after) + TOLERANCE);
    }
  }

  @Test
  void residentAndDirectMemoryGrowWhenMemoryIsTouched() {
    ManualTicker time = ManualTicker.start();
    Telemetry telemetry = Telemetry.standard().hostDelay(Duration.ofDays(1));
    try (TelemetrySession session =
        TelemetrySession.start(telemetry, ResourceProbe.system(), time)) {
      Snapshot before = session.snapshot();
      java.nio.ByteBuffer touched = java.nio.ByteBuffer.allocateDirect(64 << 20);
      for (int i = 0; i < touched.capacity(); i += 4096) {
        touched.put(i, (byte) 1);
      }
      Comparison both = TelemetrySession.compare(before, session.snapshot());

      assertThat(both.value(Metric.DIRECT_MEMORY).value()).isGreaterThanOrEqualTo(64 << 20);
      assertThat(both.value(Metric.RESIDENT_MEMORY).value()).isGreaterThan(48 << 20);
      assertThat(touched.get(0)).isEqualTo((byte) 1);
    }
  }
}
