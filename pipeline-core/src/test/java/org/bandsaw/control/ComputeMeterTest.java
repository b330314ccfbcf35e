package org.bandsaw.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.function.DoubleUnaryOperator;
import org.bandsaw.budget.BudgetOutcome;
import org.bandsaw.budget.ComputeBudget;
import org.junit.jupiter.api.Test;

class ComputeMeterTest {

  private static final long MILLI = 1_000_000;
  private static final int PROCESSORS = 4;

  private static ComputeReading at(double second, double cpuSeconds) {
    return new ComputeReading(
        Math.round(second * 1_000) * MILLI, Math.round(cpuSeconds * 1_000) * MILLI, PROCESSORS);
  }

  /** The outcome of readings every 0.02 s; processor time is a function of time. */
  private static BudgetOutcome outcome(double share, double seconds, DoubleUnaryOperator cpu) {
    ComputeMeter meter = new ComputeMeter(ComputeBudget.ofShare(share), at(0, 0));
    for (int i = 1; i * 0.02 <= seconds; i++) {
      meter.record(at(i * 0.02, cpu.applyAsDouble(i * 0.02)));
    }
    return meter.outcome();
  }

  @Test
  void toleratesAFewHundredthsMore() {
    // 1.16 of 4 processors are 0.29
    assertThat(outcome(0.25, 30, second -> 1.16 * second))
        .isEqualTo(
            new BudgetOutcome.Within(
                "0.290 of the processors were used at most in any 5 s; the budget is 0.250"));
  }

  @Test
  void isExceededByABurstAfterWarmUp() {
    // 1 of 4 processors, and at second 20 a burst of 2 s: (5 + 2) / (5 × 4) = 0.35, which is 40 %
    // more than 0.25
    assertThat(outcome(0.25, 30, second -> second + (second >= 20 ? 2 : 0)))
        .isInstanceOfSatisfying(
            BudgetOutcome.Exceeded.class,
            exceeded -> {
              assertThat(exceeded.excessShare()).isCloseTo(0.4, offset(0.01));
              assertThat(exceeded.evidence())
                  .matches(
                      "0\\.3[45]\\d of the processors were used in a window of 5 s; the budget is 0\\.250");
            });
  }

  @Test
  void isDegradedByABurstDuringWarmUp() {
    assertThat(outcome(0.25, 30, second -> second + (second >= 3 ? 2 : 0)))
        .isInstanceOfSatisfying(
            BudgetOutcome.Degraded.class,
            degraded ->
                assertThat(degraded.reason()).contains("in a window of 5 s during warm-up"));
  }

  @Test
  void aShortRunCountsAsPartOfAWindow() {
    // 1 s of all four processors is a fifth of 5 s
    assertThat(outcome(0.16, 1, second -> 4 * second)).isInstanceOf(BudgetOutcome.Within.class);
    assertThat(outcome(0.14, 1, second -> 4 * second)).isInstanceOf(BudgetOutcome.Degraded.class);
  }

  @Test
  void twoDistantReadingsAreAWindow() {
    ComputeMeter meter = new ComputeMeter(ComputeBudget.ofShare(0.25), at(0, 0));
    meter.record(at(12, 12));
    meter.record(at(22, 32));

    // (32 - 12) / (10 × 4) = 0.5
    assertThat(meter.outcome())
        .isInstanceOfSatisfying(
            BudgetOutcome.Exceeded.class,
            exceeded -> assertThat(exceeded.excessShare()).isEqualTo(1.0));
  }
}
