package org.bandsaw.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
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
  void isWithinAsLongAsNothingWasSeen() {
    assertThat(meter.use().outcome()).isInstanceOf(BudgetOutcome.Within.class);
    assertThat(meter.use().accountedPeakBytes()).isZero();
    assertThat(meter.use().observedPeakMebibytes().isKnown()).isFalse();
    assertThat(meter.use().directPeakMebibytes().isKnown()).isFalse();
  }

  @Test
  void saysTheMostThatWasAccountedFor() {
    meter.kept(mebibytes(40));
    meter.kept(mebibytes(90.5));
    meter.kept(mebibytes(3));

    assertThat(meter.use().accountedPeakMebibytes()).isEqualTo(90.5);
    assertThat(meter.use().describe())
        .isEqualTo(
            "within budget: 90.5 MiB of 100 MiB at most; 90.5 MiB accounted for at most, observed"
                + " in the heap n/a (no collection of old objects was seen)");
  }

  @Test
  void isExceededByWhatWasAccepted() {
    meter.overrun(mebibytes(125));
    meter.kept(mebibytes(50));

    assertThat(meter.use().outcome())
        .isInstanceOfSatisfying(
            BudgetOutcome.Exceeded.class,
            exceeded -> {
              assertThat(exceeded.by()).isEqualTo(0.25);
              assertThat(exceeded.why()).contains("125.0 MiB", "1 pieces", "100 MiB");
            });
  }

  @Test
  void bearsWithAnAttemptThatTookATenthTooMuchAndWasThrownAway() {
    meter.thrownAway(mebibytes(109));
    assertThat(meter.use().outcome()).isInstanceOf(BudgetOutcome.Within.class);
    assertThat(meter.use().accountedPeakMebibytes()).isEqualTo(109);

    meter.thrownAway(mebibytes(111));
    assertThat(meter.use().outcome())
        .isInstanceOfSatisfying(
            BudgetOutcome.Degraded.class,
            degraded -> assertThat(degraded.why()).contains("111.0 MiB", "thrown away"));
  }

  @Test
  void countsWhatTheHeapShowsWithoutWhatWasThereBefore() {
    // 500 MiB belong to somebody else; of the 560 there are 60 the run's, which accounts for 55.
    meter.kept(mebibytes(80));
    meter.see(live(mebibytes(510), mebibytes(1)), mebibytes(10));
    meter.see(live(mebibytes(560), mebibytes(4)), mebibytes(55));
    meter.see(live(mebibytes(520), mebibytes(2)), mebibytes(15));

    assertThat(meter.use().observedPeakMebibytes().value()).isEqualTo(60);
    assertThat(meter.use().directPeakMebibytes().value()).isEqualTo(4);
    assertThat(meter.use().outcome()).isInstanceOf(BudgetOutcome.Within.class);
  }

  @Test
  void takesALookAgainAtTheSameCollectionForNothingNew() {
    meter.see(live(mebibytes(50), 0), mebibytes(10));
    // the account has grown since that collection, so it does not tell what is somebody else's
    meter.see(live(mebibytes(50), 0), mebibytes(45));
    assertThat(meter.use().observedPeakMebibytes().value()).isEqualTo(10);

    // collected between two looks, at which 45 and 20 were accounted for: 60 - 20 are foreign
    meter.see(live(mebibytes(60), 0), mebibytes(20));
    assertThat(meter.use().observedPeakMebibytes().value()).isEqualTo(20);
  }

  @Test
  void isDegradedWhenTheHeapGrowsByWhatNobodyAccountsFor() {
    meter.kept(mebibytes(80));
    meter.see(live(mebibytes(30), 0), mebibytes(10)); // 20 are somebody else's
    meter.see(live(mebibytes(131), 0), mebibytes(80));

    // 131 - 20 = 111 are more than 1.10 x 100
    assertThat(meter.use().outcome())
        .isInstanceOfSatisfying(
            BudgetOutcome.Degraded.class,
            degraded -> assertThat(degraded.why()).contains("grew by 111.0 MiB", "80.0 MiB"));
  }

  @Test
  void isDegradedByPausesAndByReadingAheadGivenUp() {
    meter.fewerInFlight();
    assertThat(meter.use().outcome().describe()).contains("reading ahead was given up 1 times");

    meter.paused();
    meter.paused();
    assertThat(meter.use().outcome().describe()).contains("paused 2 times for memory");
  }
}
