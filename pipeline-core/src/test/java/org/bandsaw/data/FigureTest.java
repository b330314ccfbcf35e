package org.bandsaw.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FigureTest {

  private final Figure known = Figure.known(4.21);
  private final Figure unknown = Figure.unknown("1 row; needs 2");

  @Test
  void printsFourDecimalsOrTheGivenNumber() {
    assertThat(String.format("%s", known)).isEqualTo("4.2100");
    assertThat(String.format("%.6s", known)).isEqualTo("4.210000");
    assertThat(String.format("%.0s", known)).isEqualTo("4");
    assertThat(known).hasToString("4.2100");
    assertThat(known.text(1)).isEqualTo("4.2");
  }

  @Test
  void printsTheReasonIfThereIsNoValue() {
    assertThat(String.format("RMSE %s.", unknown)).isEqualTo("RMSE n/a (1 row; needs 2).");
    assertThat(String.format("%.2s", unknown)).isEqualTo("n/a (1 row; needs 2)");
    assertThat(unknown).hasToString("n/a (1 row; needs 2)");
  }

  @Test
  void padsToAWidth() {
    assertThat(String.format("[%10s]", known)).isEqualTo("[    4.2100]");
    assertThat(String.format("[%-10.2s]", known)).isEqualTo("[4.21      ]");
    assertThat(String.format("[%22s]", unknown)).isEqualTo("[  n/a (1 row; needs 2)]");
    assertThat(String.format("[%2s]", known)).isEqualTo("[4.2100]");
  }

  @Test
  void returnsItsValueOrThrowsWithTheReason() {
    assertThat(known.isKnown()).isTrue();
    assertThat(known.value()).isEqualTo(4.21);
    assertThat(known.orElse(7)).isEqualTo(4.21);
    assertThat(unknown.isKnown()).isFalse();
    assertThat(unknown.orElse(7)).isEqualTo(7);
    assertThatIllegalStateException()
        .isThrownBy(unknown::value)
        .withMessage("there is no value: 1 row; needs 2");
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void refusesAValueThatIsNotFinite(double value) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Figure.known(value))
        .withMessage("not a figure: " + value);
    assertThatIllegalArgumentException().isThrownBy(() -> new Figure.Known(value));
  }
}
