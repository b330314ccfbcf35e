package org.bandsaw.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ResourceProbeTest {

  private final ResourceProbe probe = ResourceProbe.system();

  @Test
  void readsTheHeap() {
    ResourceReading reading = probe.read();

    assertThat(reading.heapUsedBytes()).isPositive().isLessThanOrEqualTo(reading.heapMaxBytes());
    assertThat(reading.heapMaxBytes()).isEqualTo(Runtime.getRuntime().maxMemory());
  }

  @Test
  void readsPhysicalMemoryWhereThereIsProcfs() {
    assumeTrue(Files.isReadable(Path.of("/proc/self/status")));
    ResourceReading reading = probe.read();

    // a virtual machine takes more than a mebibyte, and its peak is not below what it takes now
    assertThat(reading.residentBytes().orElseThrow()).isGreaterThan(1L << 20);
    assertThat(reading.peakResidentBytes().orElseThrow())
        .isGreaterThanOrEqualTo(reading.residentBytes().orElseThrow());
  }

  @Test
  void countsWhatThisThreadAllocates() {
    assumeTrue(probe.threadAllocatedBytes().isPresent());
    long before = probe.threadAllocatedBytes().orElseThrow();
    byte[] room = new byte[1 << 20];
    room[7] = 1;
    long after = probe.threadAllocatedBytes().orElseThrow();

    assertThat(after - before).isGreaterThanOrEqualTo(room.length);
    assertThat(probe.read().threadAllocatedBytes().orElseThrow()).isGreaterThanOrEqualTo(after);
  }

  @Test
  void countsProcessorTime() {
    assumeTrue(probe.read().threadCpuNanos().isPresent());
    long before = probe.read().threadCpuNanos().orElseThrow();
    while (probe.read().threadCpuNanos().orElseThrow() == before) {
      Thread.onSpinWait();
    }

    assertThat(probe.read().threadCpuNanos().orElseThrow()).isGreaterThan(before);
  }

  @Test
  void theClockOfTheMachineGoesForward() throws InterruptedException {
    Ticker ticker = Ticker.system();
    long before = ticker.nanoTime();
    Sleeper.system().sleep(Duration.ofNanos(1_000_001));

    assertThat(ticker.nanoTime() - before).isGreaterThanOrEqualTo(1_000_001);
    assertThat(Duration.between(ticker.now(), Instant.now()).abs())
        .isLessThan(Duration.ofMinutes(1));
  }
}
