package org.bandsaw.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnergyBudgetTest {

  @Test
  void warnsByDefault() {
    assertThat(EnergyBudget.ofJoules(5).action()).isEqualTo(EnergyBudget.Action.WARN);
    assertThat(EnergyBudget.ofWatts(5).action()).isEqualTo(EnergyBudget.Action.WARN);
    assertThat(EnergyBudget.ofWatts(5).pause().action()).isEqualTo(EnergyBudget.Action.PAUSE);
    assertThat(EnergyBudget.ofWatts(5).pause().warn()).isEqualTo(EnergyBudget.ofWatts(5));
  }

  @Test
  void aBudgetInJoulesCannotPause() {
    assertThatThrownBy(() -> EnergyBudget.ofJoules(5).pause())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("energy that was used stays used")
        .hasMessageContaining("EnergyBudget.ofWatts");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void mustBeAboveZeroAndFinite(double amount) {
    assertThatThrownBy(() -> EnergyBudget.ofJoules(amount))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("an energy budget in joules must be above 0 and finite, not " + amount);
    assertThatThrownBy(() -> EnergyBudget.ofWatts(amount))
        .hasMessage("an energy budget in watts must be above 0 and finite, not " + amount);
  }

  @Test
  void printsItself() {
    assertThat(EnergyBudget.ofJoules(1_500)).hasToString("1500.0 J");
    assertThat(EnergyBudget.ofWatts(80).pause()).hasToString("80.0 W on average");
  }
}
