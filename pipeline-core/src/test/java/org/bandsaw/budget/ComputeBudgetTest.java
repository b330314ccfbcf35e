package org.bandsaw.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ComputeBudgetTest {

  @ParameterizedTest
  @ValueSource(doubles = {0, -0.5, 1.01, Double.NaN})
  void isAShareAboveZeroAndAtMostOne(double share) {
    assertThatThrownBy(() -> ComputeBudget.ofShare(share))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a share of the processors must be above 0 and at most 1, not " + share);
  }

  @Test
  void printsItself() {
    assertThat(ComputeBudget.ofShare(0.25)).hasToString("25 % of the processors");
    assertThat(ComputeBudget.ofShare(0.125)).hasToString("12.50 % of the processors");
  }
}
