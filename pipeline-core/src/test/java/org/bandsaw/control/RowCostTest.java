package org.bandsaw.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RowCostTest {

  @Test
  void theFirstReadingIsBelieved() {
    RowCost cost = RowCost.unknown().and(100, 5_000);

    assertThat(cost).isEqualTo(new RowCost(0, 50, 0.05, 1, 100));
    assertThat(cost.of(10)).isEqualTo(500);
  }

  @Test
  void readingsOfOneSizeAreAveragedAndTheirSpreadIsKept() {
    RowCost cost = RowCost.unknown().and(100, 100).and(100, 120).and(100, 80);

    // (100 + 120) / 2 = 110, then 110 - 30 / 3 = 100; 120 was 10 / 110 above, forgotten by 0.98
    assertThat(cost.perRow()).isCloseTo(1.0, within(1e-12));
    assertThat(cost.spread()).isCloseTo(0.98 * 10 / 110, within(1e-12));
    assertThat(cost.readings()).isEqualTo(3);
  }

  @Test
  void rowsThatHaveChangedAreBelievedAtOnce() {
    RowCost cost = RowCost.unknown().and(100, 100).and(100, 100);

    assertThat(cost.and(100, 10_000).perRow()).isEqualTo(100);
    assertThat(cost.and(100, 10_000).and(100, 100).perRow()).isEqualTo(1);
  }

  @Test
  void sizesThatGrowShowWhatDoesNotDependOnThem() {
    // 1 000 + 10 × rows
    RowCost cost = RowCost.unknown().and(100, 2_000).and(200, 3_000).and(400, 5_000);

    // 200 rows: expected 4 000, so 3 500; 1 000 do not depend on them, half of it is believed
    // 400 rows: expected 6 500, so 5 750; a line from 3 500 to 5 000 leaves 2 000, (500 + 2 000) /
    // 2
    assertThat(cost.fixed()).isEqualTo(1_250);
    assertThat(cost.of(400)).isEqualTo(5_750);
    // what is averaged forgets the mistakes of the way
    for (int i = 0; i < 20; i++) {
      cost = cost.and(400, 5_000);
    }
    assertThat(cost.of(400)).isCloseTo(5_000, within(100.0));
  }

  @Test
  void nothingMayCostNothing() {
    RowCost cost = RowCost.unknown().and(10, 0).and(10, 0).and(20, 0);

    assertThat(cost.of(1_000)).isZero();
    assertThat(cost.spread()).isEqualTo(0.05);
  }
}
