package org.bandsaw.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.bandsaw.probe.EnergyReading;
import org.bandsaw.testkit.ManualTicker;

class PowercapCounterTest {

  private static final Path ZONE = Path.of("intel-rapl:0");

  /** A time and the power of a domain in it. */
  record PowerDraw(long millis, long milliwatts) {

    long microjoules() {
      return millis * milliwatts;
    }
  }

  /** A domain in memory. */
  private static final class Machine implements PowercapFiles {
    final ManualTicker time = ManualTicker.start();
    final Map<String, String> texts = new HashMap<>(Map.of("name", "package-0"));
    final PowercapMeter meter;

    Machine(long range, String energy) {
      texts.put("energy_uj", energy);
      PowercapDomain domain = new PowercapDomain("package-0", ZONE, "package-0", range, 2_000);
      meter = new PowercapMeter(List.of(domain), this, time, (interval, task) -> () -> {});
    }

    @Override
    public List<String> list(Path directory) {
      return List.of();
    }

    @Override
    public String readText(Path file) throws IOException {
      String text = texts.get(String.valueOf(file.getFileName()));
      if (text == null) {
        throw new NoSuchFileException(file.toString());
      }
      return text;
    }

    EnergyReading after(long millis, String energy) {
      time.advance(Duration.ofMillis(millis));
      if (energy.isEmpty()) {
        texts.remove("energy_uj");
      } else {
        texts.put("energy_uj", energy);
      }
      return meter.read();
    }
  }

  private static Arbitrary<List<PowerDraw>> draws(long longestMillis) {
    return Combinators.combine(
            Arbitraries.longs().between(1, longestMillis),
            Arbitraries.longs().between(1, 2_000_000))
        .as(PowerDraw::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(200);
  }

  @Provide
  Arbitrary<List<PowerDraw>> shortDraws() {
    return draws(15_000); // 30 kJ at most, less than half of the smallest range
  }

  @Provide
  Arbitrary<List<PowerDraw>> anyDraws() {
    return draws(400_000);
  }

  @Provide
  Arbitrary<Long> ranges() {
    return Arbitraries.longs().between(65_000_000_000L, 300_000_000_000L);
  }

  @Property(tries = 500)
  void addsUpExactlyIfACounterWrapsAroundAtMostOnceBetweenSamples(
      @ForAll("ranges") long range,
      @ForAll("shortDraws") List<PowerDraw> draws,
      @ForAll("ranges") long first) {
    long energy = first % range;
    Machine machine = new Machine(range, Long.toString(energy));
    long used = 0;
    for (PowerDraw draw : draws) {
      used += draw.microjoules();
      energy = (energy + draw.microjoules()) % range;

      assertThat(machine.after(draw.millis(), Long.toString(energy)))
          .isEqualTo(
              new EnergyReading.Measured(
                  BigDecimal.valueOf(used, 6).doubleValue(), List.of("package-0"), 0));
    }
  }

  @Property(tries = 500)
  void neverCountsMoreThanWasUsedAndCountsAllIfNothingIsDiscarded(
      @ForAll("ranges") long range, @ForAll("anyDraws") List<PowerDraw> draws) {
    long energy = 0;
    Machine machine = new Machine(range, "0");
    long used = 0;
    for (PowerDraw draw : draws) {
      used += draw.microjoules();
      energy = (energy + draw.microjoules()) % range;
      EnergyReading reading = machine.after(draw.millis(), Long.toString(energy));

      if (reading instanceof EnergyReading.Measured measured) {
        assertThat(measured.joules()).isPositive().isLessThanOrEqualTo(used / 1e6);
        if (measured.discardedSamples() == 0) {
          assertThat(measured.joules()).isEqualTo(used / 1e6);
        }
      }
    }
  }

  /** Arbitrary contents of a counter file. */
  @Provide
  Arbitrary<List<String>> arbitraryContents() {
    return Arbitraries.oneOf(
            Arbitraries.longs().map(String::valueOf),
            Arbitraries.longs().between(0, 1_000_000_000_000L).map(String::valueOf),
            Arbitraries.longs().between(0, 100_000_000L).map(String::valueOf),
            Arbitraries.of("", "x", "NaN", "1e9", "-1", "9223372036854775807"))
        .list()
        .ofMaxSize(100);
  }

  @Property(tries = 500)
  void neverDecreasesOrExceedsTheMaximumPower(
      @ForAll("arbitraryContents") List<String> texts,
      @ForAll("ranges") long range,
      @ForAll boolean rangeIsKnown) {
    Machine machine = new Machine(rangeIsKnown ? range : PowercapDomain.UNKNOWN_RANGE, "0");
    double before = 0;
    long samples = 0;
    for (String text : texts) {
      EnergyReading reading = machine.after(500, text);
      samples++;
      if (reading instanceof EnergyReading.Measured measured) {
        // 2 000 W, with one second of slack per sample
        assertThat(measured.joules())
            .isGreaterThanOrEqualTo(before)
            .isLessThanOrEqualTo(samples * 2_000 * 1.5);
        assertThat(measured.discardedSamples()).isLessThanOrEqualTo(samples);
        before = measured.joules();
      } else {
        assertThat(before).isZero();
        assertThat(Objects.requireNonNull(reading)).isInstanceOf(EnergyReading.Unavailable.class);
      }
    }
  }
}
