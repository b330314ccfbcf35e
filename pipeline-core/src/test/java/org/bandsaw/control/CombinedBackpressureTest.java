package org.bandsaw.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import org.bandsaw.budget.Backpressure;
import org.bandsaw.budget.LoadReading;
import org.junit.jupiter.api.Test;

class CombinedBackpressureTest {

  private final CombinedBackpressure pressure =
      CombinedBackpressure.of(List.of(Backpressure.memory(), Backpressure.diskRate(1_000)));

  /** A reading of a source that worked for 90 ms. */
  private static LoadReading load(int seconds, double memoryShare, double bytesPerSecond) {
    return new LoadReading(
        Duration.ofSeconds(seconds),
        Duration.ofMillis(90),
        OptionalDouble.empty(),
        OptionalDouble.of(memoryShare),
        OptionalDouble.empty(),
        OptionalDouble.of(bytesPerSecond),
        OptionalDouble.empty());
  }

  @Test
  void theStrictestApplies() {
    // memory: 8 000 rows after 90 ms; disk: three times its 900: after 180 ms
    CombinedBackpressure next = pressure.next(load(1, 0.95, 2_700));
    assertThat(next.maxRows()).isEqualTo(8_000);
    assertThat(next.pause()).isEqualTo(Duration.ofMillis(180));

    // memory is low and allows 9 600 rows; disk 6 400
    next = next.next(load(2, 0.1, 2_700));
    assertThat(next.maxRows()).isEqualTo(6_400);
  }

  @Test
  void transitionsAreCounted() {
    CombinedBackpressure next = pressure.next(load(1, 0.95, 500));
    assertThat(next.latestTransitions())
        .extracting(CombinedBackpressure.Transition::strategy, change -> change.after().maxRows())
        .containsExactly(tuple("memory", 8_000));

    next = next.next(load(2, 0.6, 500));
    // the pauses end; then nothing changes
    assertThat(next.transitionCount()).isEqualTo(2);
    next = next.next(load(3, 0.6, 500));
    assertThat(next.latestTransitions()).isEmpty();
    assertThat(next.transitionCount()).isEqualTo(2);
  }

  @Test
  void allowsEverythingWithoutAStrategy() {
    CombinedBackpressure none = CombinedBackpressure.of(List.of()).next(load(1, 9, 9));

    assertThat(none.maxRows()).isEqualTo(Integer.MAX_VALUE);
    assertThat(none.pause()).isZero();
  }
}
