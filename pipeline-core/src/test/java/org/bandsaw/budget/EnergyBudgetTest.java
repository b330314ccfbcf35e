package org.bandsaw.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.bandsaw.control.EnergyPacer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnergyBudgetTest {

  @Test
  void warnsUnlessItIsToldToPause() {
    assertThat(EnergyBudget.ofJoules(5).action()).isEqualTo(EnergyBudget.Action.WARN);
    assertThat(EnergyBudget.ofWatts(5).action()).isEqualTo(EnergyBudget.Action.WARN);
    assertThat(EnergyBudget.ofWatts(5).pause().action()).isEqualTo(EnergyBudget.Action.PAUSE);
    assertThat(EnergyBudget.ofWatts(5).pause().warn()).isEqualTo(EnergyBudget.ofWatts(5));
  }

  @Test
  void joulesCannotBeKeptByPausing() {
    assertThatThrownBy(() -> EnergyBudget.ofJoules(5).pause())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("what was used stays used")
        .hasMessageContaining("EnergyBudget.ofWatts");
    assertThatThrownBy(() -> EnergyPacer.of(EnergyBudget.ofJoules(5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("only a budget in watts can be paced, not 5.0 J");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void isANumberAboveZero(double amount) {
    assertThatThrownBy(() -> EnergyBudget.ofJoules(amount))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("an energy budget is a number of joules above 0, not " + amount);
    assertThatThrownBy(() -> EnergyBudget.ofWatts(amount))
        .hasMessage("an energy budget is a number of watts above 0, not " + amount);
  }

  @Test
  void printsItself() {
    assertThat(EnergyBudget.ofJoules(1_500)).hasToString("1500.0 J");
    assertThat(EnergyBudget.ofWatts(80).pause()).hasToString("80.0 W on average");
  }
}
