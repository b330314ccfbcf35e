package org.bandsaw.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.bandsaw.budget.BudgetOutcome;
import org.bandsaw.budget.EnergyBudget;
import org.bandsaw.probe.EnergyReading;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class EnergyBudgetMonitorTest {

  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000 * MILLI;

  private static EnergyReading measured(double joules) {
    return new EnergyReading.Measured(joules, List.of("package-0"), 0);
  }

  @Nested
  class InJoules {

    private final EnergyBudgetMonitor monitor =
        new EnergyBudgetMonitor(EnergyBudget.ofJoules(100), 0);

    @Test
    void warnsOnce() {
      assertThat(monitor.record(1, measured(100))).isEmpty();
      assertThat(monitor.record(2, measured(101))).hasValue(101);
      assertThat(monitor.record(200 * SECOND, measured(300))).isEmpty();
      assertThat(monitor.outcome())
          .isEqualTo(
              new BudgetOutcome.Exceeded(2, "300.0 J measured in total; the budget is 100.0 J"));
    }

    @Test
    void isWithin() {
      assertThat(monitor.record(1, measured(99.96))).isEmpty();
      assertThat(monitor.outcome())
          .isEqualTo(new BudgetOutcome.Within("100.0 J measured in total; the budget is 100.0 J"));
    }

    @Test
    void describesAnEstimateAsSuch() {
      assertThat(monitor.record(1, new EnergyReading.Estimated(40, "a guess", 5))).isEmpty();
      assertThat(monitor.outcome())
          .isEqualTo(new BudgetOutcome.Within("40.0 J estimated in total; the budget is 100.0 J"));
    }

    @Test
    void isDegradedByDiscardedSamples() {
      assertThat(monitor.record(1, new EnergyReading.Measured(40, List.of("package-0"), 3)))
          .isEmpty();
      assertThat(monitor.outcome())
          .isEqualTo(
              new BudgetOutcome.Degraded(
                  "40.0 J measured in total; the budget is 100.0 J, without the energy of 3 discarded"
                      + " samples, which is unknown"));
    }

    @Test
    void isUnverifiedIfEnergyIsUnavailable() {
      assertThat(monitor.outcome()).isEqualTo(new BudgetOutcome.Unverified("no energy was read"));
      assertThat(monitor.record(1, new EnergyReading.Unavailable("no counters", Optional.empty())))
          .isEmpty();
      assertThat(monitor.outcome()).isEqualTo(new BudgetOutcome.Unverified("no counters"));
    }
  }

  @Nested
  class InWatts {

    private final EnergyBudgetMonitor monitor =
        new EnergyBudgetMonitor(EnergyBudget.ofWatts(100), 0);
    private final List<Double> warnings = new ArrayList<>();

    /** Records readings every 0.05 s at this power; returns the joules at the end. */
    private double run(double from, double to, double joules, double watts) {
      double used = joules;
      for (long at = Math.round(from * 20) + 1; at <= Math.round(to * 20); at++) {
        used += watts / 20;
        OptionalDouble warning = monitor.record(at * 50 * MILLI, measured(used));
        warning.ifPresent(warnings::add);
      }
      return used;
    }

    @Test
    void isWithinBelowTheBound() {
      run(0, 30, 0, 90);

      assertThat(warnings).isEmpty();
      assertThat(monitor.outcome())
          .isEqualTo(
              new BudgetOutcome.Within(
                  "90.0 W measured on average in any 10 s at most; the budget is 100.0 W"));
    }

    @Test
    void toleratesABurstWithinTheAverageOfTenSeconds() {
      // 2 s of 200 W among 70 W: (2 · 200 + 8 · 70) / 10 = 96 W
      double joules = run(0, 20, 0, 70);
      joules = run(20, 22, joules, 200);
      run(22, 40, joules, 70);

      assertThat(warnings).isEmpty();
      assertThat(monitor.outcome())
          .isEqualTo(
              new BudgetOutcome.Within(
                  "96.0 W measured on average in any 10 s at most; the budget is 100.0 W"));
    }

    @Test
    void warnsAboutAnAverageAboveTheBound() {
      // 200 W from second 20, 70 W before: the average is 105 W when 70 + 13 s = 105, s = 2.7
      double joules = run(0, 20, 0, 70);
      run(20, 30, joules, 200);

      assertThat(warnings).hasSize(1);
      assertThat(warnings.get(0)).isBetween(105.0, 107.0);
      assertThat(monitor.outcome())
          .isInstanceOfSatisfying(
              BudgetOutcome.Exceeded.class,
              exceeded -> {
                assertThat(exceeded.excessShare()).isCloseTo(1, offset(1e-9));
                assertThat(exceeded.evidence())
                    .isEqualTo(
                        "200.0 W measured on average in any 10 s at most; the budget is 100.0 W");
              });
    }

    @Test
    void warnsAtMostOnceAMinute() {
      run(0, 135, 0, 200);

      // at 10 s, 70 s and 130 s
      assertThat(warnings).hasSize(3);
    }

    @Test
    void aShortRunIsOneWindow() {
      run(0, 2, 0, 130);

      assertThat(warnings).isEmpty();
      assertThat(monitor.outcome())
          .isInstanceOfSatisfying(
              BudgetOutcome.Exceeded.class,
              exceeded ->
                  assertThat(exceeded.evidence())
                      .isEqualTo("130.0 W measured on average; the budget is 100.0 W"));
    }

    @Test
    void twoDistantReadingsAreAWindow() {
      monitor.record(100 * SECOND, measured(9_000));

      assertThat(monitor.outcome()).isInstanceOf(BudgetOutcome.Within.class);
      assertThat(monitor.record(120 * SECOND, measured(12_000))).hasValue(150); // 3 000 J in 20 s
    }

    @Test
    void isUnverifiedBeforeTimePasses() {
      assertThat(monitor.record(0, measured(1))).isEmpty();
      assertThat(monitor.outcome())
          .isEqualTo(new BudgetOutcome.Unverified("no time passed, so there is no power"));
    }
  }
}
