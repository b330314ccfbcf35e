package org.bandsaw.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.bandsaw.budget.EnergyBudget;
import org.junit.jupiter.api.Test;

class EnergyPacerTest {

  private static final long SECOND = 1_000_000_000L;

  private final EnergyPacer pacer = EnergyPacer.of(EnergyBudget.ofWatts(100).pause());

  @Test
  void rejectsABudgetInJoules() {
    assertThatThrownBy(() -> EnergyPacer.of(EnergyBudget.ofJoules(5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("only a budget in watts can be paced, not 5.0 J");
  }

  @Test
  void doesNotPauseWithoutDebt() {
    // 1 s adds 100 J, 90 J were used
    EnergyPacer.Step step = pacer.decide(pacer.initial(0), SECOND, 90);

    assertThat(step.isReady()).isTrue();
    assertThat(step.next().creditJoules()).isEqualTo(10);
  }

  @Test
  void waitsUntilTheDebtIsPaid() {
    // 1 s adds 100 J, 112 J were used: 12 J are 0.12 s at 100 W
    EnergyPacer.Step step = pacer.decide(pacer.initial(0), SECOND, 112);

    assertThat(step.pause()).isEqualTo(Duration.ofMillis(120));
    // 0.12 s later the idle machine has used 6 J more: the debt is 12 - 12 + 6
    EnergyPacer.Step again = pacer.decide(step.next(), SECOND + 120_000_000, 118);
    assertThat(again.next().creditJoules()).isCloseTo(-6, offset(1e-9));
    assertThat(again.pause().toMillis()).isBetween(60L, 61L);
  }

  @Test
  void waitsAtMostAFifthOfASecondAtATime() {
    assertThat(pacer.decide(pacer.initial(0), SECOND, 900).pause())
        .isEqualTo(Duration.ofMillis(200));
  }

  @Test
  void defersAShortWait() {
    // 0.4 J are 4 ms
    assertThat(pacer.decide(pacer.initial(0), SECOND, 100.4).isReady()).isTrue();
  }

  @Test
  void boundsTheCredit() {
    assertThat(pacer.decide(pacer.initial(0), 60 * SECOND, 0).next().creditJoules()).isEqualTo(25);
  }

  @Test
  void dropsDebtBeyondTenSeconds() {
    assertThat(pacer.decide(pacer.initial(0), SECOND, 1e6).next().creditJoules()).isEqualTo(-1_000);
  }

  @Test
  void stopsPausingForAMinuteIfThatDoesNotHelp() {
    // a machine that uses 150 W idle and 200 W at work never reduces the debt
    EnergyPacer.State state = pacer.initial(0);
    long now = SECOND;
    double joules = 200;
    long paused = 0;
    EnergyPacer.Step step = pacer.decide(state, now, joules);
    while (!step.isReady()) {
      paused += step.pause().toNanos();
      now += step.pause().toNanos();
      joules += 150 * step.pause().toNanos() / 1e9;
      step = pacer.decide(step.next(), now, joules);
    }
    assertThat(paused).isEqualTo(5 * SECOND);

    long until = now + 60 * SECOND;
    while (now + SECOND < until) {
      now += SECOND;
      joules += 200;
      step = pacer.decide(step.next(), now, joules);
      assertThat(step.isReady()).isTrue();
    }
    assertThat(pacer.decide(step.next(), now + SECOND, joules + 200).isReady()).isFalse();
  }

  @Test
  void keepsPausingWhileItHelps() {
    // 90 W idle: a debt of 100 J shrinks by 10 J each second
    long now = SECOND;
    double joules = 200;
    EnergyPacer.Step step = pacer.decide(pacer.initial(0), now, joules);
    while (!step.isReady()) {
      now += step.pause().toNanos();
      joules += 90 * step.pause().toNanos() / 1e9;
      step = pacer.decide(step.next(), now, joules);
    }
    // until the debt is below 0.5 J, too little to wait for
    assertThat((now - SECOND) / 1e9).isCloseTo(9.95, offset(0.03));
  }

  /**
   * Work of any power in chunks of any length, on a machine whose idle power is below the budget.
   */
  @Property(tries = 200)
  void boundsTheAveragePower(
      @ForAll @DoubleRange(min = 0, max = 400) double working,
      @ForAll @DoubleRange(min = 0, max = 80) double idle,
      @ForAll @DoubleRange(min = 0.01, max = 0.5) double chunkSeconds) {
    EnergyPacer.Step step = new EnergyPacer.Step(Duration.ZERO, pacer.initial(0));
    long now = 0;
    double joules = 0;
    while (now < 60 * SECOND) {
      if (step.isReady()) {
        now += (long) (chunkSeconds * SECOND);
        joules += working * chunkSeconds;
      } else {
        now += step.pause().toNanos();
        joules += idle * step.pause().toNanos() / 1e9;
      }
      step = pacer.decide(step.next(), now, joules);
      // elapsed time, plus the energy of one chunk
      assertThat(joules)
          .isLessThanOrEqualTo(100 * (now / 1e9 + 0.005) + working * chunkSeconds + 1e-6);
    }
  }
}
