package org.bandsaw.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SystemCpuTimeTest {

  @TempDir private Path root;

  private ResourceProbe machineWithStat(String stat) throws IOException {
    Files.createDirectories(root.resolve("proc"));
    Files.writeString(root.resolve("proc/stat"), stat);
    return new JvmProbe(root);
  }

  @Test
  void countsTheBusyTimeOfAllProcessors() throws IOException {
    // 100 user + 20 nice + 30 system + 6 interrupts + 7 soft interrupts = 163 hundredths of a
    // second; idle, iowait and steal are not busy, and guest time is part of user time
    assertThat(
            machineWithStat("cpu  100 20 30 4000 500 6 7 80 90 10\ncpu0 1 1 1 1 1 1 1\n")
                .machineCpuNanos())
        .hasValue(1_630_000_000L);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "cpu 1 2 3", "intr 1 2 3 4 5 6 7 8", "cpu a b c d e f g", "cpu 0 0 0 9 0 0 0"})
  void isEmptyIfMalformed(String stat) throws IOException {
    assertThat(machineWithStat(stat).machineCpuNanos()).isEmpty();
  }

  @Test
  void isEmptyWithoutProcfs() {
    assertThat(new JvmProbe(root).machineCpuNanos()).isEmpty();
  }

  @Test
  void advancesOnThisMachine() {
    ResourceProbe probe = ResourceProbe.system();
    assumeTrue(probe.machineCpuNanos().isPresent());
    long before = probe.machineCpuNanos().orElseThrow();
    long own = probe.processCpuNanos().orElseThrow();
    while (probe.processCpuNanos().orElseThrow() < own + 50_000_000) {
      Thread.onSpinWait();
    }

    // a tolerance of two hundredths: the clocks tick at different times
    assertThat(probe.machineCpuNanos().orElseThrow()).isGreaterThanOrEqualTo(before + 30_000_000);
  }
}
