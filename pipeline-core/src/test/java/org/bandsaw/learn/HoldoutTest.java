package org.bandsaw.learn;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HoldoutTest {

  @ParameterizedTest
  @CsvSource({"0.8,5,1", "0.8,100,20", "0.2,5,4", "0.2,10,8", "0.1,10,9", "0.3,10,7", "0.5,3,1"})
  void trainsOnTheDocumentedNumberOfRows(double share, int rows, int training) {
    assertThat(Holdout.share(share).trainingRows(rows)).isEqualTo(training);
  }

  /** Compares with integer arithmetic: a share of k/1000 leaves ⌊(1000 − k) · n / 1000⌋ rows. */
  @Property
  void trainsOnTheExactNumberOfRowsForAnyShare(
      @ForAll @IntRange(min = 1, max = 999) int thousandths,
      @ForAll @IntRange(max = 5_000_000) int rows) {
    long expected = (1_000L - thousandths) * rows / 1_000;
    double share =
        Double.parseDouble("0." + String.format(java.util.Locale.ROOT, "%03d", thousandths));

    assertThat(Holdout.share(share).trainingRows(rows)).isEqualTo((int) expected);
  }
}
