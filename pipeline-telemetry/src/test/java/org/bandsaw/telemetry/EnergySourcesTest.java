package org.bandsaw.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.bandsaw.probe.EnergyMeter;
import org.bandsaw.probe.EnergyReading;
import org.bandsaw.probe.ResourceProbe;
import org.bandsaw.probe.Ticker;
import org.bandsaw.testkit.FakeProbe;
import org.bandsaw.testkit.ManualTicker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnergySourcesTest {

  private final ManualTicker time = ManualTicker.start();

  @TempDir private Path root;

  @Test
  void estimatesFromThePowerOfTheMachine() {
    EnergyMeter meter = EnergySources.watts(15).open(time, FakeProbe.idle());
    time.advance(Duration.ofMillis(2_500));

    EnergyReading reading = new EnergyReading.Estimated(37.5, "2.500 s elapsed × 15.0 W", 15);
    assertThat(meter.read()).isEqualTo(reading);
    meter.close();
    time.advance(Duration.ofSeconds(9));
    assertThat(meter.read()).isEqualTo(reading);
  }

  @Test
  void estimatesFromThePowerOfBusyProcessors() {
    // half of a processor
    FakeProbe probe = FakeProbe.withCpuTime(2, () -> time.nanoTime() / 2);
    time.advance(Duration.ofSeconds(7));
    EnergyMeter meter = EnergySources.wattsPerBusyProcessor(6.5).open(time, probe);
    time.advance(Duration.ofSeconds(4));

    EnergyReading reading =
        new EnergyReading.Estimated(
            13, "2.000 s of processor time of this process × 6.5 W per busy processor", 6.5);
    assertThat(meter.read()).isEqualTo(reading);
    meter.close();
    time.advance(Duration.ofSeconds(9));
    assertThat(meter.read()).isEqualTo(reading);
  }

  @Test
  void isUnavailableWithoutProcessorTime() {
    try (EnergyMeter meter =
        EnergySources.wattsPerBusyProcessor(6.5).open(time, FakeProbe.idle())) {
      assertThat(meter.read())
          .isEqualTo(
              new EnergyReading.Unavailable(
                  "the processor time of this process is not available on this system",
                  Optional.empty()));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void refusesAPowerThatIsNotFiniteAndAboveZero(double watts) {
    assertThatThrownBy(() -> EnergySources.watts(watts))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("watts must be a finite number above 0, not " + watts);
    assertThatThrownBy(() -> EnergySources.wattsPerBusyProcessor(watts))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void measuresIfPossible() {
    FakePowercap machine = new FakePowercap(root).zone("intel-rapl:0", "package-0", 1_000);
    try (EnergyMeter meter =
        EnergySources.powercapOr(root, EnergySources.watts(15)).open(time, FakeProbe.idle())) {
      time.advance(Duration.ofSeconds(1));
      machine.setCounter("intel-rapl:0", 1_012);

      assertThat(meter.read()).isEqualTo(new EnergyReading.Measured(12, List.of("package-0"), 0));
    }
  }

  @Test
  void estimatesIfMeasuringIsImpossibleAndAPowerIsStated() {
    try (EnergyMeter meter =
        EnergySources.powercapOr(root, EnergySources.watts(15)).open(time, FakeProbe.idle())) {
      time.advance(Duration.ofSeconds(1));

      assertThat(meter.read()).isInstanceOf(EnergyReading.Estimated.class);
    }
    try (EnergyMeter meter = EnergySources.powercap(root).open(time, FakeProbe.idle())) {
      time.advance(Duration.ofSeconds(1));

      assertThat(meter.read()).isInstanceOf(EnergyReading.Unavailable.class);
    }
  }

  @Test
  void reportsWhetherEnergyCanBeMeasured() {
    EnergyAccess none = EnergySources.access(root);
    assertThat(none.isAvailable()).isFalse();
    assertThat(none).hasToString("n/a: " + none.obstacle().orElseThrow().reason());

    new FakePowercap(root)
        .zone("intel-rapl:0", "package-0", 1_000)
        .zone("intel-rapl:0:0", "dram", 10);
    assertThat(EnergySources.access(root))
        .isEqualTo(new EnergyAccess(List.of("package-0", "package-0/dram"), Optional.empty()))
        .hasToString("measured: package-0, package-0/dram");
  }

  @Test
  void readsEnergyOfThisMachineOrTheReasonWhyNot() {
    EnergyAccess here = EnergySources.access();
    try (EnergyMeter meter =
        EnergySources.powercap().open(Ticker.system(), ResourceProbe.system())) {
      EnergyReading reading = meter.read();

      assertThat(reading).isNotInstanceOf(EnergyReading.Estimated.class);
      here.obstacle().ifPresent(why -> assertThat(reading).isEqualTo(why));
    }
  }

  @Test
  void aFileThatExistsButCannotBeOpenedIsDenied() throws IOException {
    FakePowercap machine = new FakePowercap(root).zone("intel-rapl:0", "package-0", 1_000);
    Path file = machine.file("intel-rapl:0", "energy_uj");
    Files.delete(file);
    Files.createDirectory(file); // cannot be opened as a file, not even by root

    assertThat(EnergySources.access(root).obstacle().orElseThrow().grantCommand())
        .hasValue("sudo chmod a+r " + file);
  }

  @Test
  void distinguishesDeniedFilesFromMissingFiles() throws IOException {
    FakePowercap machine = new FakePowercap(root).zone("intel-rapl:0", "package-0", 1_000);
    Path file = machine.file("intel-rapl:0", "energy_uj");
    assumeTrue(Files.getFileStore(file).supportsFileAttributeView("posix"));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
    assumeFalse(Files.isReadable(file)); // root can still read it

    assertThat(EnergySources.access(root).obstacle().orElseThrow().grantCommand())
        .hasValue("sudo chmod a+r " + file);
  }

  @Test
  void theSamplingThreadEndsWhenStopped() throws InterruptedException {
    CompletableFuture<Thread> sampling = new CompletableFuture<>();
    CountDownLatch twice = new CountDownLatch(2);
    Runnable stop =
        SamplingScheduler.system()
            .schedule(
                Duration.ofMillis(1),
                () -> {
                  sampling.complete(Thread.currentThread());
                  twice.countDown();
                });

    assertThat(twice.await(1, TimeUnit.MINUTES)).isTrue();
    Thread thread = sampling.join();
    assertThat(thread.isDaemon()).isTrue();
    assertThat(thread.getName()).isEqualTo("bandsaw-energy");
    stop.run();
    thread.join(Duration.ofMinutes(1).toMillis());
    assertThat(thread.isAlive()).isFalse();
  }
}
