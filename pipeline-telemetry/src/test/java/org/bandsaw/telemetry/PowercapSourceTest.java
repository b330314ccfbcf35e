package org.bandsaw.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.bandsaw.probe.EnergyMeter;
import org.bandsaw.probe.EnergyReading;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PowercapSourceTest {

  private static final double RANGE = FakePowercap.RANGE / 1e6;
  private static final Duration SECOND = Duration.ofSeconds(1);

  @TempDir private Path root;

  private FakePowercap machine;

  @BeforeEach
  void createMachineWithoutCounters() {
    machine = new FakePowercap(root);
  }

  private static EnergyReading measured(double joules, String... domains) {
    return new EnergyReading.Measured(joules, List.of(domains), 0);
  }

  private static EnergyReading discarded(double joules, long samples, String... domains) {
    return new EnergyReading.Measured(joules, List.of(domains), samples);
  }

  private void unavailable(String reason, Optional<String> command) {
    try (EnergyMeter meter = machine.open()) {
      assertThat(meter.read()).isEqualTo(new EnergyReading.Unavailable(reason, command));
    }
    assertThat(machine.isSampling()).isFalse();
  }

  /** Opens a meter, increases counters by some joules in a second, and reads it. */
  private EnergyReading used(Object... zonesAndJoules) {
    try (EnergyMeter meter = machine.open()) {
      machine.stall(SECOND);
      for (int i = 0; i < zonesAndJoules.length; i += 2) {
        String zone = (String) zonesAndJoules[i];
        double joules = ((Number) zonesAndJoules[i + 1]).doubleValue();
        try {
          long before = PowercapDomain.readMicrojoules(machine, machine.file(zone, "energy_uj"));
          machine.setCounter(zone, before / 1e6 + joules);
        } catch (IOException problem) {
          throw new AssertionError(problem);
        }
      }
      return meter.read();
    }
  }

  @Nested
  class DomainSelection {

    @Test
    void selectsASinglePackage() {
      machine.zone("intel-rapl:0", "package-0", 1_000);

      assertThat(used("intel-rapl:0", 12.345678)).isEqualTo(measured(12.345678, "package-0"));
    }

    @Test
    void ignoresCoresAndGraphicsOfAnIntelLaptop() {
      machine
          .zone("intel-rapl:0", "package-0", 1_000)
          .zone("intel-rapl:0:0", "core", 500)
          .zone("intel-rapl:0:1", "uncore", 100);

      assertThat(used("intel-rapl:0", 12, "intel-rapl:0:0", 7, "intel-rapl:0:1", 2))
          .isEqualTo(measured(12, "package-0"));
    }

    @Test
    void addsUpTwoPackagesAndTheirMemory() {
      machine
          .zone("intel-rapl:0", "package-0", 1_000)
          .zone("intel-rapl:0:0", "dram", 10, 65_712_999_613L)
          .zone("intel-rapl:1", "package-1", 2_000)
          .zone("intel-rapl:1:0", "dram", 20, 65_712_999_613L);

      assertThat(
              used(
                  "intel-rapl:0",
                  100,
                  "intel-rapl:0:0",
                  10,
                  "intel-rapl:1",
                  90,
                  "intel-rapl:1:0",
                  9))
          .isEqualTo(measured(209, "package-0", "package-0/dram", "package-1", "package-1/dram"));
    }

    @Test
    void ignoresCoresOfAnAmdProcessor() {
      machine
          .zone("intel-rapl:0", "package-0", 1_000, 65_532_610_987L)
          .zone("intel-rapl:0:0", "core", 400, 65_532_610_987L);

      assertThat(used("intel-rapl:0", 65, "intel-rapl:0:0", 30))
          .isEqualTo(measured(65, "package-0"));
    }

    @Test
    void addsUpDies() {
      machine
          .zone("intel-rapl:0", "package-0-die-0", 1_000)
          .zone("intel-rapl:1", "package-0-die-1", 1_000);

      assertThat(used("intel-rapl:0", 50, "intel-rapl:1", 40))
          .isEqualTo(measured(90, "package-0-die-0", "package-0-die-1"));
    }

    @Test
    void countsADuplicatePackageOnce() {
      machine
          .zone("intel-rapl:0", "package-0", 1_000)
          .zone("intel-rapl-mmio:0", "package-0", 1_000)
          .zone("intel-rapl-mmio:0:0", "dram", 50);

      assertThat(used("intel-rapl:0", 12, "intel-rapl-mmio:0", 12, "intel-rapl-mmio:0:0", 3))
          .isEqualTo(measured(12, "package-0"));
    }

    @Test
    void selectsAnMmioPackageWithoutADuplicate() {
      machine.zone("intel-rapl-mmio:0", "package-0", 1_000);

      assertThat(used("intel-rapl-mmio:0", 12)).isEqualTo(measured(12, "package-0"));
    }

    @Test
    void selectsThePlatformAlone() {
      machine
          .zone("intel-rapl:0", "package-0", 1_000)
          .zone("intel-rapl:0:2", "dram", 10)
          .zone("intel-rapl:1", "psys", 5_000);

      assertThat(used("intel-rapl:0", 12, "intel-rapl:0:2", 3, "intel-rapl:1", 40))
          .isEqualTo(measured(40, "psys"));
    }

    @Test
    void ignoresAPlatformThatIsNotConnected() {
      machine
          .zone("intel-rapl:0", "package-0", 1_000)
          .zone("intel-rapl:0:2", "dram", 10)
          .zone("intel-rapl:1", "psys", 0);

      assertThat(used("intel-rapl:0", 12, "intel-rapl:0:2", 3))
          .isEqualTo(measured(15, "package-0", "package-0/dram"));
    }

    @Test
    void selectsTheConnectedPlatform() {
      machine
          .zone("intel-rapl:0", "package-0", 1_000)
          .zone("intel-rapl:1", "psys", 0)
          .zone("intel-rapl:2", "package-1", 1_000)
          .zone("intel-rapl:3", "psys-1", 7_000);

      assertThat(used("intel-rapl:0", 12, "intel-rapl:2", 13, "intel-rapl:3", 400))
          .isEqualTo(measured(400, "psys-1"));
    }

    @Test
    void ignoresMemoryWithoutACounter() {
      machine.zone("intel-rapl:0", "package-0", 1_000).zone("intel-rapl:0:0", "dram", 10);
      machine.remove(machine.file("intel-rapl:0:0", "energy_uj"));

      assertThat(used("intel-rapl:0", 12)).isEqualTo(measured(12, "package-0"));
    }

    @Test
    void omitsMemoryWhoseCounterNeverChanges() {
      machine.zone("intel-rapl:0", "package-0", 1_000).zone("intel-rapl:0:0", "dram", 0);

      assertThat(used("intel-rapl:0", 12)).isEqualTo(measured(12, "package-0"));
    }

    @Test
    void ordersPackagesByNumber() {
      for (int i = 0; i < 12; i++) {
        machine.zone("intel-rapl:" + i, "package-" + i, 100);
      }

      assertThat(used("intel-rapl:2", 1, "intel-rapl:10", 2))
          .isEqualTo(measured(3, "package-2", "package-10"));
    }

    @Test
    void distinguishesPackagesWithTheSameName() {
      machine
          .zone("intel-rapl:0", "package-0", 1_000)
          .zone("intel-rapl:1", "package-0", 1_000)
          .zone("intel-rapl:1:0", "dram", 10);

      assertThat(used("intel-rapl:0", 5, "intel-rapl:1", 6, "intel-rapl:1:0", 1))
          .isEqualTo(
              measured(
                  12, "package-0", "package-0 (intel-rapl:1)", "package-0 (intel-rapl:1)/dram"));
    }

    @Test
    void followsLinks() throws IOException {
      Path devices = root.resolve("sys/devices/virtual/powercap/intel-rapl");
      machine.write(devices.resolve("intel-rapl:0/name"), "package-0\n");
      machine.write(devices.resolve("intel-rapl:0/max_energy_range_uj"), "262143328850\n");
      machine.write(devices.resolve("intel-rapl:0/energy_uj"), "5000000\n");
      Files.createDirectories(machine.tree());
      Files.createSymbolicLink(machine.tree().resolve("intel-rapl"), devices);
      Files.createSymbolicLink(
          machine.tree().resolve("intel-rapl:0"), devices.resolve("intel-rapl:0"));

      assertThat(used("intel-rapl:0", 2.5)).isEqualTo(measured(2.5, "package-0"));
    }
  }

  @Nested
  class CounterOverflow {

    @Test
    void addsTheRange() {
      machine.zone("intel-rapl:0", "package-0", RANGE - 10);
      try (EnergyMeter meter = machine.open()) {
        machine.stall(SECOND).setCounter("intel-rapl:0", 25);

        assertThat(meter.read()).isEqualTo(measured(35, "package-0"));
      }
    }

    @Test
    void isNoticedBetweenReadings() {
      // 262 143 J last 131 s at 2 000 W: a sample each 32.8 s
      machine.zone("intel-rapl:0", "package-0", 0);
      try (EnergyMeter meter = machine.open()) {
        assertThat(machine.interval()).isEqualTo(Duration.ofNanos(32_767_916_000L));
        long microjoules = 0;
        for (int i = 0; i < 40; i++) {
          // 13 000 J in 32.8 s; 520 000 J in all are one range and 257 857 J
          microjoules += 13_000_000_000L;
          long counter = microjoules % FakePowercap.RANGE;
          machine
              .stall(machine.interval())
              .setCounter("intel-rapl:0", counter + "\n")
              .runSampling();
        }

        assertThat(meter.read()).isEqualTo(measured(520_000, "package-0"));
      }
    }

    @Test
    void discardsAnAmbiguousSample() {
      // in 200 s at 2 000 W 402 000 J are possible: 100 J, or 100 J and one range
      machine.zone("intel-rapl:0", "package-0", 1_000);
      try (EnergyMeter meter = machine.open()) {
        machine.stall(SECOND).setCounter("intel-rapl:0", 1_050);
        assertThat(meter.read()).isEqualTo(measured(50, "package-0"));
        machine.stall(Duration.ofSeconds(200)).setCounter("intel-rapl:0", 1_150);
        assertThat(meter.read()).isEqualTo(discarded(50, 1, "package-0"));
        // the next sample counts from there
        machine.stall(SECOND).setCounter("intel-rapl:0", 1_151);
        assertThat(meter.read()).isEqualTo(discarded(51, 1, "package-0"));
      }
    }

    @Test
    void countsAfterALongTimeIfOnlyOneAmountIsPossible() {
      // the same 200 s: 150 000 J are possible, one range more, 412 143 J, is not
      machine.zone("intel-rapl:0", "package-0", 1_000);
      try (EnergyMeter meter = machine.open()) {
        machine.stall(Duration.ofSeconds(200)).setCounter("intel-rapl:0", 151_000);

        assertThat(meter.read()).isEqualTo(measured(150_000, "package-0"));
      }
    }

    @Test
    void countsIfTheReaderIsPreemptedBetweenCounterAndClock() {
      // 40 000 J were used after the first sample read the counter, not in the millisecond after it
      machine.zone("intel-rapl:0", "package-0", 1_000);
      try (EnergyMeter meter = machine.open()) {
        machine.stall(SECOND).setCounter("intel-rapl:0", 1_050);
        machine.interruptNextReader(Duration.ofSeconds(100));
        assertThat(meter.read()).isEqualTo(measured(50, "package-0"));
        machine.stall(Duration.ofMillis(1)).setCounter("intel-rapl:0", 41_050);

        assertThat(meter.read()).isEqualTo(measured(40_050, "package-0"));
      }
    }

    @Test
    void discardsAnImpossibleAmount() {
      // a driver that restarts at 0 looks like 262 142 J in a second
      machine.zone("intel-rapl:0", "package-0", 1_000);
      try (EnergyMeter meter = machine.open()) {
        machine.stall(SECOND).setCounter("intel-rapl:0", 1_050);
        assertThat(meter.read()).isEqualTo(measured(50, "package-0"));
        machine.stall(SECOND).setCounter("intel-rapl:0", 0);
        assertThat(meter.read()).isEqualTo(discarded(50, 1, "package-0"));
      }
    }

    @Test
    void discardsAFallingCounterWithoutARange() {
      machine.zone("intel-rapl:0", "package-0", 1_000);
      machine.remove(machine.file("intel-rapl:0", "max_energy_range_uj"));
      try (EnergyMeter meter = machine.open()) {
        // 65 536 J last 32.768 s
        assertThat(machine.interval()).isEqualTo(Duration.ofMillis(8_192));
        machine.stall(SECOND).setCounter("intel-rapl:0", 1_020);
        assertThat(meter.read()).isEqualTo(measured(20, "package-0"));
        machine.stall(SECOND).setCounter("intel-rapl:0", 3);
        assertThat(meter.read()).isEqualTo(discarded(20, 1, "package-0"));
        machine.stall(SECOND).setCounter("intel-rapl:0", 10);
        assertThat(meter.read()).isEqualTo(discarded(27, 1, "package-0"));
      }
    }

    @Test
    void isNotAssumedForAnInvalidRange() {
      machine.zone("intel-rapl:0", "package-0", 1_000, 0);
      try (EnergyMeter meter = machine.open()) {
        machine.stall(SECOND).setCounter("intel-rapl:0", 999);

        assertThat(meter.read()).isInstanceOf(EnergyReading.Unavailable.class);
      }
    }
  }

  @Nested
  class UnusableCounter {

    @Test
    void hasNotChangedYet() {
      machine.zone("intel-rapl:0", "package-0", 1_000).zone("intel-rapl:0:0", "dram", 7);
      try (EnergyMeter meter = machine.open()) {
        machine.stall(Duration.ofMillis(250));

        assertThat(meter.read())
            .isEqualTo(
                new EnergyReading.Unavailable(
                    "the counters of package-0, package-0/dram gave no energy in 0.250 s: they did"
                        + " not change",
                    Optional.empty()));
      }
    }

    @Test
    void stopsChanging() {
      machine.zone("intel-rapl:0", "package-0", 1_000);
      try (EnergyMeter meter = machine.open()) {
        machine.stall(SECOND).setCounter("intel-rapl:0", 1_010);
        assertThat(meter.read()).isEqualTo(measured(10, "package-0"));
        machine.stall(Duration.ofMillis(999));
        assertThat(meter.read()).isEqualTo(measured(10, "package-0"));
        machine.stall(Duration.ofMillis(1));
        assertThat(meter.read()).isEqualTo(discarded(10, 1, "package-0"));
        machine.stall(Duration.ofMillis(1));
        assertThat(meter.read()).isEqualTo(discarded(10, 2, "package-0"));
      }
    }

    @Test
    void disappearsDuringARun() {
      machine.zone("intel-rapl:0", "package-0", 1_000).zone("intel-rapl:1", "package-1", 1_000);
      try (EnergyMeter meter = machine.open()) {
        machine.stall(SECOND).setCounter("intel-rapl:0", 1_010).setCounter("intel-rapl:1", 1_020);
        assertThat(meter.read()).isEqualTo(measured(30, "package-0", "package-1"));
        machine.stall(SECOND).setCounter("intel-rapl:0", 1_020);
        machine.remove(machine.tree().resolve("intel-rapl:1"));

        assertThat(meter.read()).isEqualTo(discarded(40, 1, "package-0", "package-1"));
      }
    }

    @Test
    void disappearsAndReappears() {
      machine.zone("intel-rapl:0", "package-0", 1_000);
      try (EnergyMeter meter = machine.open()) {
        machine.stall(SECOND).setCounter("intel-rapl:0", 1_010);
        assertThat(meter.read()).isEqualTo(measured(10, "package-0"));
        machine.remove(machine.tree().resolve("intel-rapl:0")).stall(SECOND);
        assertThat(meter.read()).isEqualTo(discarded(10, 1, "package-0"));
        // counting restarts at the new value; the energy in between is unknown
        machine.zone("intel-rapl:0", "package-0", 1_030).stall(SECOND);
        assertThat(meter.read()).isEqualTo(discarded(10, 2, "package-0"));
        machine.setCounter("intel-rapl:0", 1_035).stall(SECOND);
        assertThat(meter.read()).isEqualTo(discarded(15, 2, "package-0"));
      }
    }

    @Test
    void isNotReplacedByAnotherDomain() {
      machine.zone("intel-rapl:0", "package-0", 1_000);
      try (EnergyMeter meter = machine.open()) {
        machine.stall(SECOND).setCounter("intel-rapl:0", 1_010);
        assertThat(meter.read()).isEqualTo(measured(10, "package-0"));
        machine.remove(machine.tree().resolve("intel-rapl:0")).stall(SECOND);
        assertThat(meter.read()).isEqualTo(discarded(10, 1, "package-0"));
        machine.zone("intel-rapl:0", "psys", 1_011);
        machine.stall(SECOND);
        assertThat(meter.read()).isEqualTo(discarded(10, 2, "package-0"));
        machine.setCounter("intel-rapl:0", 1_020).stall(SECOND);
        assertThat(meter.read()).isEqualTo(discarded(10, 3, "package-0"));
      }
    }

    @Test
    void isDeniedDuringARun() {
      machine.zone("intel-rapl:0", "package-0", 1_000);
      try (EnergyMeter meter = machine.open()) {
        machine.stall(SECOND).setCounter("intel-rapl:0", 1_010);
        assertThat(meter.read()).isEqualTo(measured(10, "package-0"));
        machine.deny("intel-rapl:0").stall(SECOND);
        assertThat(meter.read()).isEqualTo(discarded(10, 1, "package-0"));
        machine.grant("intel-rapl:0").stall(SECOND);
        assertThat(meter.read()).isEqualTo(discarded(10, 2, "package-0"));
      }
    }

    @Test
    void hasInvalidContentDuringARun() {
      machine.zone("intel-rapl:0", "package-0", 1_000);
      try (EnergyMeter meter = machine.open()) {
        machine.stall(SECOND).setCounter("intel-rapl:0", 1_010);
        assertThat(meter.read()).isEqualTo(measured(10, "package-0"));
        machine.stall(SECOND).setCounter("intel-rapl:0", "-5\n");
        assertThat(meter.read()).isEqualTo(discarded(10, 1, "package-0"));
        machine.stall(SECOND).setCounter("intel-rapl:0", "");
        assertThat(meter.read()).isEqualTo(discarded(10, 2, "package-0"));
      }
    }

    @Test
    void disappearsBeforeItChanged() {
      machine.zone("intel-rapl:0", "package-0", 1_000);
      try (EnergyMeter meter = machine.open()) {
        machine.remove(machine.tree().resolve("intel-rapl:0")).stall(SECOND);

        assertThat(meter.read())
            .isEqualTo(
                new EnergyReading.Unavailable(
                    "the counters of package-0 gave no energy in 1.000 s: 1 samples were discarded",
                    Optional.empty()));
      }
    }
  }

  @Nested
  class Obstacles {

    @Test
    void countersReadableByRootOnly() {
      machine
          .zone("intel-rapl:0", "package-0", 1_000)
          .zone("intel-rapl:0:0", "dram", 10)
          .deny("intel-rapl:0")
          .deny("intel-rapl:0:0");
      Path one = machine.file("intel-rapl:0", "energy_uj");
      Path other = machine.file("intel-rapl:0:0", "energy_uj");

      unavailable(
          "no permission to read " + one + " and " + other,
          Optional.of("sudo chmod a+r " + one + " " + other));
    }

    @Test
    void onePackageIsDenied() {
      machine
          .zone("intel-rapl:0", "package-0", 1_000)
          .zone("intel-rapl:1", "package-1", 1_000)
          .deny("intel-rapl:1");
      Path file = machine.file("intel-rapl:1", "energy_uj");

      unavailable("no permission to read " + file, Optional.of("sudo chmod a+r " + file));
    }

    @Test
    void thePlatformIsDenied() {
      machine
          .zone("intel-rapl:0", "package-0", 1_000)
          .zone("intel-rapl:1", "psys", 1_000)
          .deny("intel-rapl:1");
      Path file = machine.file("intel-rapl:1", "energy_uj");

      unavailable("no permission to read " + file, Optional.of("sudo chmod a+r " + file));
    }

    @Test
    void aVirtualMachineWithoutPowercap() {
      machine.processor("vendor_id\t: AuthenticAMD\nflags\t\t: fpu sse hypervisor avx\n");

      unavailable(
          "there is no "
              + machine.tree()
              + ": this is a virtual machine, and its host does not pass on the energy counters",
          Optional.empty());
    }

    @Test
    void aVirtualMachineWithAnEmptyTree() throws IOException {
      machine.processor("vendor_id\t: GenuineIntel\nflags\t\t: fpu hypervisor\n");
      Files.createDirectories(machine.tree());

      unavailable(
          "there is no energy domain in "
              + machine.tree()
              + ": this is a virtual machine, and its host does not pass on the energy counters",
          Optional.empty());
    }

    @Test
    void theDriverIsNotLoaded() throws IOException {
      machine.processor("vendor_id\t: AuthenticAMD\nflags\t\t: fpu sse\n");
      Files.createDirectories(machine.tree().resolve("intel-rapl"));

      unavailable(
          "there is no energy domain in "
              + machine.tree()
              + ": the driver of the energy counters, also used for AMD, is not loaded",
          Optional.of("sudo modprobe intel_rapl_msr"));
    }

    @Test
    void anotherSystem() {
      unavailable(
          "there is no "
              + machine.tree()
              + ": energy counters need Linux on a processor of Intel or AMD",
          Optional.empty());
    }

    @Test
    void aContainerThatHidesTheDomains() throws IOException {
      Files.createDirectories(machine.tree());
      Files.createSymbolicLink(
          machine.tree().resolve("intel-rapl:0"),
          root.resolve("sys/devices/virtual/powercap/intel-rapl/intel-rapl:0"));

      unavailable(
          "the links in "
              + machine.tree()
              + " are broken: a container hides the energy counters. Mount the /sys of the host at"
              + " /host/sys, and use EnergySources.powercap(Path.of(\"/host\"))",
          Optional.of("docker run --volume /sys:/host/sys:ro …"));
    }

    @Test
    void aContainerWithTheHostMounted() {
      Path host = root.resolve("host");
      FakePowercap outside = new FakePowercap(host).zone("intel-rapl:0", "package-0", 1_000);
      try (EnergyMeter meter = outside.open()) {
        outside.stall(SECOND).setCounter("intel-rapl:0", 1_012);

        assertThat(meter.read()).isEqualTo(measured(12, "package-0"));
      }
      assertThat(EnergySources.access(root).isAvailable()).isFalse();
      assertThat(EnergySources.access(host).domains()).containsExactly("package-0");
    }

    @Test
    void noDomainIsAPackageMemoryOrPlatform() {
      machine.zone("dtpm:0", "big-cores", 10).zone("dtpm:1", "gpu", 20);

      unavailable(
          "none of the domains in "
              + machine.tree()
              + " is a package, memory or platform: big-cores, gpu",
          Optional.empty());
    }

    @Test
    void aCounterWithInvalidContent() {
      machine.zone("intel-rapl:0", "package-0", 1_000).setCounter("intel-rapl:0", "plenty\n");

      unavailable(
          machine.file("intel-rapl:0", "energy_uj") + " contains 'plenty'; microjoules are needed",
          Optional.empty());
    }

    @Test
    void aCounterAboveTheMaximum() {
      machine
          .zone("intel-rapl:0", "package-0", 1_000)
          .setCounter("intel-rapl:0", "9223372036854775807");

      unavailable(
          machine.file("intel-rapl:0", "energy_uj")
              + " contains '9223372036854775807'; microjoules are needed",
          Optional.empty());
    }

    @Test
    void aPackageWithoutACounter() {
      machine.zone("intel-rapl:0", "package-0", 1_000);
      machine.remove(machine.file("intel-rapl:0", "energy_uj"));

      unavailable("there is no " + machine.file("intel-rapl:0", "energy_uj"), Optional.empty());
    }
  }

  @Nested
  class Meter {

    @Test
    void countsFromItsOpening() {
      machine.zone("intel-rapl:0", "package-0", 1_000);
      try (EnergyMeter first = machine.open()) {
        machine.stall(SECOND).setCounter("intel-rapl:0", 1_010);
        try (EnergyMeter second = machine.open()) {
          machine.stall(SECOND).setCounter("intel-rapl:0", 1_025);

          assertThat(first.read()).isEqualTo(measured(25, "package-0"));
          assertThat(second.read()).isEqualTo(measured(15, "package-0"));
        }
      }
    }

    @Test
    void samplesAtLeastOnceAMinuteAndAtMostOnceASecond() {
      machine.zone("intel-rapl:0", "package-0", 1_000, 1_000_000_000_000_000L);
      machine.open().close();
      assertThat(machine.interval()).isEqualTo(Duration.ofMinutes(1));

      machine.zone("intel-rapl:0", "package-0", 1, 2_000_000);
      machine.open().close();
      assertThat(machine.interval()).isEqualTo(SECOND);
    }

    @Test
    void doesNotCountAfterItIsClosed() {
      machine.zone("intel-rapl:0", "package-0", 1_000);
      EnergyMeter meter = machine.open();
      machine.stall(SECOND).setCounter("intel-rapl:0", 1_010);
      assertThat(meter.read()).isEqualTo(measured(10, "package-0"));
      assertThat(machine.isSampling()).isTrue();
      meter.close();
      machine.stall(SECOND).setCounter("intel-rapl:0", 1_020);

      assertThat(machine.isSampling()).isFalse();
      assertThat(meter.read()).isEqualTo(measured(10, "package-0"));
      meter.close();
    }

    @Test
    void readsOnAnInterruptedThread() {
      machine.zone("intel-rapl:0", "package-0", 1_000);
      try (EnergyMeter meter = machine.open()) {
        machine.stall(SECOND).setCounter("intel-rapl:0", 1_010);
        Thread.currentThread().interrupt();
        EnergyReading reading = meter.read();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(reading).isEqualTo(measured(10, "package-0"));
      }
    }
  }
}
