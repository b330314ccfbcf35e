package org.bandsaw.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import org.bandsaw.control.CombinedBackpressure;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackpressureTest {

  private static final Duration WORKED = Duration.ofMillis(90);

  private static LoadReading load(
      double seconds, double memory, double bytesPerSecond, double rows) {
    return new LoadReading(
        Duration.ofMillis((long) (seconds * 1_000)),
        WORKED,
        OptionalDouble.empty(),
        OptionalDouble.of(memory),
        OptionalDouble.empty(),
        OptionalDouble.of(bytesPerSecond),
        OptionalDouble.of(rows));
  }

  private static Throttle rows(int rows) {
    return new Throttle(rows, Duration.ZERO, Duration.ZERO);
  }

  @Nested
  class OfShares {

    /** Above 0.9: × 0.8; below 0.5: × 1.2; from 100 to 10 000. */
    @ParameterizedTest
    @CsvSource({
      "1000, 0.91,  800",
      "1000, 0.90, 1000",
      "1000, 0.50, 1000",
      "1000, 0.49, 1200",
      " 110, 0.95,  100",
      " 100, 2.00,  100",
      "9000, 0.10, 10000"
    })
    void followThePublishedRule(int before, double share, int after) {
      assertThat(Backpressure.memory().next(rows(before), load(1, share, 0, 0)).maxRows())
          .isEqualTo(after);
    }

    @Test
    void aRateWaitsUntilItIsNineTenthsOfItsLimit() {
      Backpressure disk = Backpressure.diskRate(1_000);

      // twice the limit for 90 ms: 180 bytes in 200 ms are 900 per second
      assertThat(disk.next(disk.initial(), load(1, 0, 2_000, 0)).pause())
          .isEqualTo(Duration.ofMillis(110));
      assertThat(disk.next(disk.initial(), load(1, 0, 900, 0)).pause()).isZero();
    }

    @Test
    void aLevelWaitsAsLongAsWasWorked() {
      Backpressure memory = Backpressure.memory();

      assertThat(memory.next(memory.initial(), load(1, 0.95, 0, 0)).pause()).isEqualTo(WORKED);
      assertThat(memory.next(memory.initial(), load(1, 0.9, 0, 0)).pause()).isZero();
    }

    @Test
    void whatIsNotMeasuredChangesNothing() {
      Throttle before = rows(500);

      assertThat(Backpressure.queueDepth().next(before, load(1, 1, 1, 1))).isEqualTo(before);
      assertThat(Backpressure.processor(0.5).next(before, load(1, 1, 1, 1))).isEqualTo(before);
    }
  }

  @Nested
  class OfThroughput {

    /** Below 100 rows per second: × 0.5; above 1 000: × 1.5; from 50 to 50 000. */
    @ParameterizedTest
    @CsvSource({
      " 1000,   99,   500",
      " 1000,  100,  1000",
      " 1000, 1000,  1000",
      " 1000, 1001,  1500",
      "   60,    1,    50",
      "40000, 5000, 50000"
    })
    void followsThePublishedRule(int before, double rate, int after) {
      assertThat(Backpressure.throughput().next(rows(before), load(5, 0, 0, rate)).maxRows())
          .isEqualTo(after);
    }

    @Test
    void changesRowsAtMostEveryFiveSeconds() {
      Backpressure throughput = Backpressure.throughput();
      Throttle halved = throughput.next(throughput.initial(), load(5, 0, 0, 10));
      assertThat(halved.maxRows()).isEqualTo(25_000);

      assertThat(throughput.next(halved, load(9.9, 0, 0, 10)).maxRows()).isEqualTo(25_000);
      assertThat(throughput.next(halved, load(10, 0, 0, 10)).maxRows()).isEqualTo(12_500);
    }
  }

  @Nested
  class Together {

    private final CombinedBackpressure pressure =
        CombinedBackpressure.of(List.of(Backpressure.memory(), Backpressure.diskRate(1_000)));

    @Test
    void theStrictestWins() {
      // memory: 8 000 rows after 90 ms; disk: three times its 900: after 180 ms
      CombinedBackpressure next = pressure.next(load(1, 0.95, 2_700, 0));
      assertThat(next.maxRows()).isEqualTo(8_000);
      assertThat(next.pause()).isEqualTo(Duration.ofMillis(180));

      // memory is calm and would have 9 600 rows; disk 6 400
      next = next.next(load(2, 0.1, 2_700, 0));
      assertThat(next.maxRows()).isEqualTo(6_400);
    }

    @Test
    void transitionsAreCounted() {
      CombinedBackpressure next = pressure.next(load(1, 0.95, 500, 0));
      assertThat(next.latestTransitions())
          .extracting(CombinedBackpressure.Transition::strategy, change -> change.after().maxRows())
          .containsExactly(tuple("memory", 8_000));

      next = next.next(load(2, 0.6, 500, 0));
      // it ceased to pause; then nothing changes
      assertThat(next.transitionCount()).isEqualTo(2);
      next = next.next(load(3, 0.6, 500, 0));
      assertThat(next.latestTransitions()).isEmpty();
      assertThat(next.transitionCount()).isEqualTo(2);
    }

    @Test
    void noStrategyAllowsEverything() {
      CombinedBackpressure none = CombinedBackpressure.of(List.of()).next(load(1, 9, 9, 9));

      assertThat(none.maxRows()).isEqualTo(Integer.MAX_VALUE);
      assertThat(none.pause()).isZero();
    }
  }

  @Test
  void limitsThatAreNoneAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Backpressure.processor(1.5))
        .withMessage("a share of a processor is above 0 and at most 1, not 1.5");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Backpressure.networkRate(0))
        .withMessage("a network rate is above 0 bytes per second, not 0.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Throttle(0, Duration.ZERO, Duration.ZERO));
  }
}
