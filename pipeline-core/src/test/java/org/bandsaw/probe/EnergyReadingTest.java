package org.bandsaw.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.bandsaw.data.Figure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnergyReadingTest {

  private static EnergyReading.Measured measured(double joules, long discarded) {
    return new EnergyReading.Measured(joules, List.of("package-0", "package-0/dram"), discarded);
  }

  private static EnergyReading.Estimated estimated(double joules) {
    return new EnergyReading.Estimated(joules, "2.0 s × 15.0 W", 15);
  }

  private static EnergyReading.Unavailable unavailable(String reason) {
    return new EnergyReading.Unavailable(reason, Optional.empty());
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1e-9, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void isNeverNegativeNaNOrInfinite(double joules) {
    assertThatThrownBy(() -> measured(joules, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> estimated(joules))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("joules must be at least 0 and finite, not " + joules);
    assertThatThrownBy(() -> new EnergyReading.Estimated(1, "guessed", joules))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("watts must be at least 0 and finite, not " + joules);
  }

  @Test
  void aMeasurementHasDomains() {
    assertThatThrownBy(() -> new EnergyReading.Measured(1, List.of(), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least one domain");
    assertThatThrownBy(() -> new EnergyReading.Measured(1, List.of("package-0"), -1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void describesHowItWasObtained() {
    assertThat(measured(12.5, 0).describe())
        .isEqualTo("12.500 J measured (package-0, package-0/dram)");
    assertThat(measured(12.5, 2).describe())
        .isEqualTo(
            "12.500 J measured (package-0, package-0/dram), without the energy of 2 discarded"
                + " samples");
    assertThat(estimated(30).describe())
        .isEqualTo("30.000 J estimated, not measured (2.0 s × 15.0 W)");
    assertThat(unavailable("no counter").describe()).isEqualTo("n/a: no counter");
    assertThat(
            new EnergyReading.Unavailable("energy_uj is not readable", Optional.of("sudo x"))
                .describe())
        .isEqualTo("n/a: energy_uj is not readable; to grant access: sudo x");
  }

  @Test
  void hasAFigureOrAReason() {
    assertThat(measured(2, 1).figure()).isEqualTo(Figure.known(2));
    assertThat(estimated(3).figure()).isEqualTo(Figure.known(3));
    assertThat(unavailable("no counter").figure()).isEqualTo(Figure.unknown("no counter"));
  }

  @Test
  void returnsTheDifferenceOfTwoReadings() {
    assertThat(measured(5, 3).since(measured(2, 1))).isEqualTo(measured(3, 2));
    assertThat(estimated(5).since(estimated(2))).isEqualTo(estimated(3));
  }

  @Test
  void anUnavailableEarlierReadingCountsAsZero() {
    assertThat(measured(5, 1).since(unavailable("unchanged"))).isEqualTo(measured(5, 1));
    assertThat(unavailable("gone").since(measured(5, 1))).isEqualTo(unavailable("gone"));
  }

  @Test
  void aMeasurementAndAnEstimateHaveNoDifference() {
    assertThat(measured(5, 0).since(estimated(2)))
        .isEqualTo(unavailable("one of two readings was measured and the other estimated"));
    assertThat(estimated(5).since(measured(2, 0))).isInstanceOf(EnergyReading.Unavailable.class);
  }

  @Test
  void aDecreasedMeterIsUnavailable() {
    assertThat(measured(1, 0).since(measured(2, 0)))
        .isEqualTo(unavailable("the meter decreased from 2.000000 J to 1.000000 J"));
    assertThat(estimated(1).since(estimated(2))).isInstanceOf(EnergyReading.Unavailable.class);
  }
}
