package org.bandsaw.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.bandsaw.budget.BudgetOutcome;
import org.bandsaw.budget.MemoryBudget;
import org.bandsaw.probe.ContainerReading;
import org.bandsaw.probe.ResourceReading;
import org.junit.jupiter.api.Test;

class MemoryMeterTest {

  private static final long MEBIBYTE = 1L << 20;

  private final MemoryMeter meter = new MemoryMeter(MemoryBudget.ofMebibytes(100));

  private static long mebibytes(double n) {
    return (long) (n * MEBIBYTE);
  }

  private static ResourceReading live(long heap, long direct) {
    OptionalLong none = OptionalLong.empty();
    return new ResourceReading(
        heap,
        1_000 * MEBIBYTE,
        none,
        heap < 0 ? none : OptionalLong.of(heap),
        OptionalLong.of(direct),
        none,
        none,
        none,
        2,
        none,
        none,
        none,
        ContainerReading.none());
  }

  @Test
  void isWithinWithoutReadings() {
    assertThat(meter.usage().outcome()).isInstanceOf(BudgetOutcome.Within.class);
    assertThat(meter.usage().accountedPeakBytes()).isZero();
    assertThat(meter.usage().observedPeakMebibytes().isKnown()).isFalse();
    assertThat(meter.usage().directPeakMebibytes().isKnown()).isFalse();
  }

  @Test
  void reportsTheAccountedPeak() {
    meter.committed(mebibytes(40));
    meter.committed(mebibytes(90.5));
    meter.committed(mebibytes(3));

    assertThat(meter.usage().accountedPeakMebibytes()).isEqualTo(90.5);
    assertThat(meter.usage().lines())
        .containsExactly(
            "within budget: peak 90.5 MiB of 100 MiB",
            "accounted peak 90.5 MiB, observed heap peak n/a (fewer than four collections of old"
                + " objects were observed)");
  }

  @Test
  void isExceededByAnAcceptedOverrun() {
    meter.overrun(mebibytes(125));
    meter.committed(mebibytes(50));

    assertThat(meter.usage().outcome())
        .isInstanceOfSatisfying(
            BudgetOutcome.Exceeded.class,
            exceeded -> {
              assertThat(exceeded.excessShare()).isEqualTo(0.25);
              assertThat(exceeded.evidence()).contains("125.0 MiB", "accepted once", "100 MiB");
            });
  }

  @Test
  void toleratesADiscardedAttemptWithATenthTooMuch() {
    meter.discarded(mebibytes(109));
    assertThat(meter.usage().outcome()).isInstanceOf(BudgetOutcome.Within.class);
    assertThat(meter.usage().accountedPeakMebibytes()).isEqualTo(109);

    meter.discarded(mebibytes(111));
    assertThat(meter.usage().outcome())
        .isInstanceOfSatisfying(
            BudgetOutcome.Degraded.class,
            degraded -> assertThat(degraded.reason()).contains("111.0 MiB", "rolled back"));
  }

  /** Records four collections that leave about the same bytes, one reading each. */
  private void collected(double heap, double direct, double accounted) {
    for (int i = 0; i < 4; i++) {
      meter.record(live(mebibytes(heap) + i, mebibytes(direct)), mebibytes(accounted));
    }
  }

  @Test
  void observesTheHeapWithoutForeignBytes() {
    meter.committed(mebibytes(80));
    meter.record(live(mebibytes(300), 0), mebibytes(10)); // a collection before the run
    // 500 MiB are foreign; 60 of the 560 belong to the run, which accounts for 55
    collected(510, 1, 10);
    collected(560, 4, 55);
    collected(520, 2, 15);

    assertThat(meter.usage().observedPeakMebibytes().value()).isEqualTo(60);
    assertThat(meter.usage().directPeakMebibytes().value()).isEqualTo(4);
    assertThat(meter.usage().outcome()).isInstanceOf(BudgetOutcome.Within.class);
  }

  @Test
  void usesTheMinimumOfFourCollectionsSinceSomeLeaveGarbage() {
    meter.record(live(mebibytes(19), 0), mebibytes(10));
    collected(20, 0, 10);
    meter.record(live(mebibytes(400), 0), mebibytes(10));
    meter.record(live(mebibytes(300), 0), mebibytes(10));
    meter.record(live(mebibytes(350), 0), mebibytes(10));
    meter.record(live(mebibytes(25), 0), mebibytes(10));

    // 20 - 10 are foreign; the minimum of four consecutive collections is at most 25
    assertThat(meter.usage().observedPeakMebibytes().value()).isBetween(10.0, 15.0);
  }

  @Test
  void ignoresRepeatedReadingsOfTheSameCollection() {
    for (int i = 0; i < 10; i++) {
      meter.record(live(mebibytes(50), 0), mebibytes(10));
    }

    assertThat(meter.usage().observedPeakMebibytes().isKnown()).isFalse();
  }

  @Test
  void isDegradedIfTheHeapGrowsByMoreThanIsAccountedFor() {
    meter.committed(mebibytes(80));
    meter.record(live(mebibytes(29), 0), mebibytes(10));
    collected(30, 0, 10); // 20 are foreign
    collected(131, 0, 80);

    // 131 - 20 = 111 are more than 1.10 x 100
    assertThat(meter.usage().outcome())
        .isInstanceOfSatisfying(
            BudgetOutcome.Degraded.class,
            degraded -> assertThat(degraded.reason()).contains("grew by 111.0 MiB", "80.0 MiB"));
  }

  @Test
  void isDegradedByPausesAndStoppedReadAhead() {
    meter.readAheadStopped();
    assertThat(meter.usage().outcome().describe()).contains("read-ahead was stopped once");

    meter.paused();
    meter.paused();
    assertThat(meter.usage().outcome().describe()).contains("paused 2 times for memory");
  }
}
