package org.bandsaw.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.bandsaw.testkit.FakeProbe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResourceProbeTest {

  private final ResourceProbe probe = ResourceProbe.system();

  @Test
  void readsTheHeap() {
    ResourceReading reading = probe.read();

    assertThat(reading.heapUsedBytes()).isPositive().isLessThanOrEqualTo(reading.heapMaxBytes());
    assertThat(reading.heapMaxBytes()).isEqualTo(Runtime.getRuntime().maxMemory());
  }

  @Test
  void readsPhysicalMemoryFromProcfs() {
    assumeTrue(Files.isReadable(Path.of("/proc/self/status")));
    ResourceReading reading = probe.read();

    // a JVM uses more than a mebibyte, and the peak is not below the current value
    assertThat(reading.residentBytes().orElseThrow()).isGreaterThan(1L << 20);
    assertThat(reading.peakResidentBytes().orElseThrow())
        .isGreaterThanOrEqualTo(reading.residentBytes().orElseThrow());
  }

  @Test
  void countsAllocationsOfThisThread() {
    assumeTrue(probe.threadAllocatedBytes().isPresent());
    long before = probe.threadAllocatedBytes().orElseThrow();
    byte[] room = new byte[1 << 20];
    room[7] = 1;
    long after = probe.threadAllocatedBytes().orElseThrow();

    assertThat(after - before).isGreaterThanOrEqualTo(room.length);
    assertThat(probe.read().threadAllocatedBytes().orElseThrow()).isGreaterThanOrEqualTo(after);
  }

  @Test
  void countsAllocationsOfOtherThreadsUntilTheyEnd() throws InterruptedException {
    assumeTrue(probe.threadAllocatedBytes().isPresent());
    byte[][] rooms = new byte[2][];
    CountDownLatch filled = new CountDownLatch(2);
    CountDownLatch end = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      int place = i;
      Thread thread =
          new Thread(
              () -> {
                rooms[place] = new byte[1 << 20];
                filled.countDown();
                try {
                  end.await();
                } catch (InterruptedException ends) {
                  Thread.currentThread().interrupt();
                }
              });
      threads.add(thread);
      thread.start();
    }
    filled.await();

    long first = probe.allocatedBytes(threads.subList(0, 1)).orElseThrow();
    long both = probe.allocatedBytes(threads).orElseThrow();
    end.countDown();
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(first).isBetween(1L << 20, 2L << 20);
    assertThat(both).isBetween(2L << 20, 4L << 20);
    assertThat(probe.allocatedBytes(threads)).hasValue(0);
    assertThat(probe.allocatedBytes(List.of())).hasValue(0);
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
  void countsProcessorTimeOfAllThreads() throws InterruptedException {
    assumeTrue(probe.processCpuNanos().isPresent());
    long before = probe.processCpuNanos().orElseThrow();
    Thread other =
        new Thread(
            () -> {
              while (probe.processCpuNanos().orElseThrow() < before + 20_000_000) {
                Thread.onSpinWait();
              }
            });
    other.start();
    other.join();

    assertThat(probe.processCpuNanos().orElseThrow()).isGreaterThanOrEqualTo(before + 20_000_000);
    assertThat(probe.read().processCpuNanos().orElseThrow())
        .isGreaterThanOrEqualTo(before + 20_000_000);
    assertThat(probe.read().processors())
        .isEqualTo(probe.processors())
        .isEqualTo(Runtime.getRuntime().availableProcessors());
  }

  @Test
  void readsTheBytesLeftByTheLastCollection() {
    byte[] kept = new byte[3 << 20];
    System.gc();
    ResourceReading reading = probe.read();
    assumeTrue(reading.heapAfterCollectionBytes().isPresent());

    assertThat(reading.heapAfterCollectionBytes().orElseThrow())
        .isGreaterThanOrEqualTo(kept.length)
        .isLessThanOrEqualTo(reading.heapMaxBytes());
  }

  @Test
  void countsDirectBuffers() {
    long before = probe.read().directBytes().orElseThrow();
    ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);

    assertThat(probe.read().directBytes().orElseThrow())
        .isGreaterThanOrEqualTo(before + buffer.capacity());
  }

  @Test
  void readsTheMemoryOfTheMachine() {
    assumeTrue(Files.isReadable(Path.of("/proc/meminfo")));

    assertThat(probe.totalMemoryBytes().orElseThrow()).isGreaterThan(1L << 20);
    assertThat(probe.read().machineMemoryBytes().orElseThrow())
        .isGreaterThanOrEqualTo(probe.totalMemoryBytes().orElseThrow());
    assertThat(probe.peakResidentBytes().orElseThrow()).isGreaterThan(1L << 20);
  }

  @Test
  void defaultsAreEmpty() {
    ResourceProbe minimal = FakeProbe.idle();

    assertThat(minimal.processCpuNanos()).isEmpty();
    assertThat(minimal.peakResidentBytes()).isEmpty();
    assertThat(minimal.totalMemoryBytes()).isEmpty();
    assertThat(minimal.processors()).isPositive();
    assertThat(minimal.read().container()).isEqualTo(ContainerReading.none());
    assertThat(minimal.read().heapAfterCollectionBytes()).isEmpty();
  }

  @Test
  void theSystemTickerAdvances() throws InterruptedException {
    Ticker ticker = Ticker.system();
    long before = ticker.nanoTime();
    Sleeper.system().sleep(Duration.ofNanos(1_000_001));

    assertThat(ticker.nanoTime() - before).isGreaterThanOrEqualTo(1_000_001);
    assertThat(Duration.between(ticker.now(), Instant.now()).abs())
        .isLessThan(Duration.ofMinutes(1));
  }

  @Test
  void aFullReadingTakesProcessorTimeFromProcfs(@TempDir Path root) throws IOException {
    Path stat = Files.createDirectories(root.resolve("proc/self")).resolve("stat");
    // pid, name, state, 10 numbers, then ticks of a hundredth in user and in system mode: 250 + 31
    Files.writeString(stat, "7 (my (odd) name) R 1 1 1 0 -1 4 5 6 7 8 250 31 0 0 20\n");
    assertThat(new JvmProbe(root).read().processCpuNanos()).hasValue(2_810_000_000L);

    Files.writeString(stat, "7 (java) R 1 1 1 0 -1 4 5 6 7 8 many 31 0 0 20\n");
    assertThat(new JvmProbe(root).read().processCpuNanos().isPresent())
        .isEqualTo(probe.processCpuNanos().isPresent());
    Files.writeString(stat, "7 (java) R");
    assertThat(new JvmProbe(root).read().processCpuNanos().isPresent())
        .isEqualTo(probe.processCpuNanos().isPresent());
  }
}
