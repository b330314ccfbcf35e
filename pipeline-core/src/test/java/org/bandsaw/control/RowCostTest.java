package org.bandsaw.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RowCostTest {

  private static RowCost readings(RowCost from, int rows, double... costs) {
    RowCost cost = from;
    for (double each : costs) {
      cost = cost.withReading(rows, each);
    }
    return cost;
  }

  @Test
  void theFirstReadingDefinesTheLine() {
    RowCost cost = RowCost.unknown().withReading(100, 5_000);

    assertThat(cost.fixed()).isZero();
    assertThat(cost.perRow()).isEqualTo(50);
    assertThat(cost.estimate(10)).isEqualTo(500);
    assertThat(cost.readings()).isEqualTo(1);
    // Standard deviation of the fixed part: half of 5 000; of the line at 100 rows: 8 %, or 400.
    assertThat(cost.covariance().fixedVariance()).isEqualTo(2_500.0 * 2_500);
    assertThat(cost.covariance().varianceAt(100)).isCloseTo(400.0 * 400, within(1e-6));
  }

  /**
   * At 100 rows the standard deviation of the line is 8, and that of a reading is 8: both weigh the
   * same, 110. Then the variance of the line is 64 / 2; half of (0.2² × 0.5 - 0.08²) / 2 is added
   * to the variance of 0.08², so a reading scatters by 0.099 × 110 and weighs 32 / (32 + 10.9²) =
   * 0.21: 110 - 30 × 0.21.
   */
  @Test
  void readingsOfOneSizeAreAveraged() {
    RowCost two = readings(RowCost.unknown(), 100, 100, 120);

    assertThat(two.estimate(100)).isCloseTo(110, within(0.1));
    assertThat(two.withReading(100, 80).estimate(100)).isCloseTo(103.6, within(0.3));
  }

  @Test
  void scatterIsLearned() {
    RowCost steady = RowCost.unknown();
    RowCost noisy = RowCost.unknown();
    for (int i = 0; i < 200; i++) {
      steady = steady.withReading(100, 1_000);
      noisy = noisy.withReading(100, i % 2 == 0 ? 1_150 : 850);
    }

    assertThat(steady.spread()).isEqualTo(0.02);
    assertThat(steady.estimate(100)).isCloseTo(1_000, within(1e-6));
    // every reading is 0.15 off
    assertThat(noisy.relativeStdDev()).isCloseTo(0.15, within(0.02));
    assertThat(noisy.spread()).isEqualTo(2 * noisy.relativeStdDev());
    assertThat(noisy.estimate(100)).isCloseTo(1_000, within(30.0));
  }

  @Test
  void aLargeChangeRestartsTheLine() {
    RowCost cost = readings(RowCost.unknown(), 100, 100, 100);

    assertThat(cost.withReading(100, 10_000).estimate(100)).isEqualTo(10_000);
    assertThat(cost.withReading(100, 10_000).withReading(100, 100).estimate(100)).isEqualTo(100);
    assertThat(cost.withReading(100, 10_000).readings()).isEqualTo(1);
  }

  /** A single reading 30 % lower may be scatter; several are not. */
  @Test
  void aLastingSmallChangeRestartsTheLineWithinAFewReadings() {
    RowCost cost = RowCost.unknown();
    for (int i = 0; i < 40; i++) {
      cost = cost.withReading(100, i % 2 == 0 ? 1_080 : 920);
    }

    RowCost once = cost.withReading(100, 700);
    RowCost lasting = readings(cost, 100, 700, 700, 700, 700);

    assertThat(once.estimate(100)).isBetween(950.0, 1_000.0);
    assertThat(lasting.estimate(100)).isCloseTo(700, within(10.0));
  }

  @Test
  void differentSizesSeparateTheFixedPart() {
    // 1 000 + 10 × rows
    RowCost cost = RowCost.unknown();
    for (int rows = 50; rows <= 1_600; rows *= 2) {
      cost = cost.withReading(rows, 1_000 + 10.0 * rows);
    }

    assertThat(cost.fixed()).isCloseTo(1_000, within(50.0));
    assertThat(cost.perRow()).isCloseTo(10, within(0.1));
    assertThat(cost.maxRows()).isEqualTo(1_600);
    // many small chunks do not change the estimate of large ones
    for (int i = 0; i < 50; i++) {
      cost = cost.withReading(10, 1_100);
    }
    assertThat(cost.estimate(1_600)).isCloseTo(17_000, within(200.0));
    assertThat(cost.maxRows()).isEqualTo(1_600);
  }

  @Test
  void neitherPartIsNegative() {
    RowCost falling =
        RowCost.unknown().withReading(100, 1_000).withReading(110, 900).withReading(120, 850);

    assertThat(falling.fixed()).isNotNegative();
    assertThat(falling.perRow()).isNotNegative();
  }

  @Test
  void acceptsRowsThatCostNothing() {
    RowCost cost = RowCost.unknown().withReading(10, 0).withReading(10, 0).withReading(20, 0);

    assertThat(cost.estimate(1_000)).isZero();
    assertThat(cost.withReading(20, 100).estimate(20)).isEqualTo(100);
  }
}
