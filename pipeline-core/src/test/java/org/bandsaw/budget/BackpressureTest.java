package org.bandsaw.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackpressureTest {

  private static final Duration BUSY = Duration.ofMillis(90);

  private static LoadReading load(
      double seconds, double memory, double bytesPerSecond, double rows) {
    return new LoadReading(
        Duration.ofMillis((long) (seconds * 1_000)),
        BUSY,
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
  class Utilization {

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
    void followsThePublishedRule(int before, double share, int after) {
      assertThat(Backpressure.memory().next(rows(before), load(1, share, 0, 0)).maxRows())
          .isEqualTo(after);
    }

    @Test
    void aRatePausesUntilItIsNineTenthsOfItsLimit() {
      Backpressure disk = Backpressure.diskRate(1_000);

      // twice the limit for 90 ms: 180 bytes in 200 ms are 900 per second
      assertThat(disk.next(disk.initial(), load(1, 0, 2_000, 0)).pause())
          .isEqualTo(Duration.ofMillis(110));
      assertThat(disk.next(disk.initial(), load(1, 0, 900, 0)).pause()).isZero();
    }

    @Test
    void aLevelPausesForTheBusyTime() {
      Backpressure memory = Backpressure.memory();

      assertThat(memory.next(memory.initial(), load(1, 0.95, 0, 0)).pause()).isEqualTo(BUSY);
      assertThat(memory.next(memory.initial(), load(1, 0.9, 0, 0)).pause()).isZero();
    }

    @Test
    void anUnavailableValueChangesNothing() {
      Throttle before = rows(500);

      assertThat(Backpressure.queueDepth().next(before, load(1, 1, 1, 1))).isEqualTo(before);
      assertThat(Backpressure.processor(0.5).next(before, load(1, 1, 1, 1))).isEqualTo(before);
    }
  }

  @Nested
  class Throughput {

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

  @Test
  void rejectsInvalidLimits() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Backpressure.processor(1.5))
        .withMessage("a share of a processor must be above 0 and at most 1, not 1.5");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Backpressure.networkRate(0))
        .withMessage("the limit of a network rate must be above 0 bytes per second, not 0.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Throttle(0, Duration.ZERO, Duration.ZERO));
  }
}
