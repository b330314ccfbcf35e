package org.bandsaw.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.bandsaw.budget.ComputeBudget;
import org.junit.jupiter.api.Test;

class ComputePacerTest {

  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000 * MILLI;

  private final ComputePacer quarterOfFour = ComputePacer.of(ComputeBudget.ofShare(0.25));

  private static ComputeReading at(long wallMillis, long cpuMillis) {
    return new ComputeReading(wallMillis * MILLI, cpuMillis * MILLI, 4);
  }

  private ComputePacerState start() {
    return quarterOfFour.initial(at(1_000, 500));
  }

  @Test
  void goesOnWhileTheAccountIsNotOverdrawn() {
    // a quarter of four processors pays 1 ms each ms: 80 ms were paid in, 80 used
    ComputePacerStep step = quarterOfFour.decide(start(), at(1_080, 580), 1_000);

    assertThat(step.isReady()).isTrue();
    assertThat(step.next().creditNanos()).isZero();
  }

  @Test
  void waitsUntilTheAccountIsEven() {
    // 40 ms were paid in and 140 used: 100 ms are owed, which takes 100 ms at 1 ms each ms
    ComputePacerStep step = quarterOfFour.decide(start(), at(1_040, 640), 1_000);

    assertThat(step.isReady()).isFalse();
    assertThat(step.pause()).isEqualTo(Duration.ofMillis(100));

    ComputePacerStep rested = quarterOfFour.decide(step.next(), at(1_140, 640), 0);

    assertThat(rested.isReady()).isTrue();
  }

  @Test
  void waitsOnWhenOthersThreadsWorkedMeanwhile() {
    ComputePacerStep step = quarterOfFour.decide(start(), at(1_040, 640), 1_000);
    // the compiler used 30 ms while the run waited
    ComputePacerStep rested = quarterOfFour.decide(step.next(), at(1_140, 670), 0);

    assertThat(rested.pause()).isEqualTo(Duration.ofMillis(30));
    assertThat(rested.next().maxRows()).isEqualTo(step.next().maxRows());
  }

  @Test
  void putsOffAShortWait() {
    // 4 ms are owed: not worth it; 6 ms are
    assertThat(quarterOfFour.decide(start(), at(1_010, 514), 1_000).isReady()).isTrue();
    assertThat(quarterOfFour.decide(start(), at(1_010, 516), 1_000).pause())
        .isEqualTo(Duration.ofMillis(6));
  }

  @Test
  void asksAgainEachFifthOfASecond() {
    assertThat(quarterOfFour.decide(start(), at(1_100, 2_600), 1_000).pause())
        .isEqualTo(Duration.ofMillis(200));
  }

  @Test
  void savesOnlyALittle() {
    // a minute without work would pay 60 s; 0.05 s for each of four processors are kept
    ComputePacerStep step = quarterOfFour.decide(start(), at(61_000, 500), 0);

    assertThat(step.next().creditNanos()).isEqualTo(0.2 * SECOND);
  }

  @Test
  void forgetsWhatTakesLongerThanHalfAMinute() {
    // 60 s of processor time at once: after 30 s without work the run goes on
    ComputePacerState state = quarterOfFour.decide(start(), at(1_000, 60_500), 1_000).next();

    assertThat(quarterOfFour.decide(state, at(30_900, 60_500), 0).isReady()).isFalse();
    assertThat(quarterOfFour.decide(state, at(31_000, 60_500), 0).isReady()).isTrue();
  }

  @Test
  void boundsTheRowsOfAChunkByWhatRowsCost() {
    assertThat(start().maxRows()).isEqualTo(50); // of rows that may cost anything
    // 1 000 rows took 400 ms, so 250 take the 100 ms that a chunk may
    ComputePacerState dear = quarterOfFour.decide(start(), at(1_100, 900), 1_000).next();
    assertThat(dear.maxRows()).isEqualTo(250);

    // twice as many as were tried at the most, whatever the clock says
    ComputePacerState working = new ComputePacerState(at(2_000, 900), 0, true, 250, 0, 0);
    assertThat(quarterOfFour.decide(working, at(2_000, 900), 250).next().maxRows()).isEqualTo(500);
    // a source with few rows to give does not shrink the bound
    assertThat(quarterOfFour.decide(working, at(2_000, 900), 3).next().maxRows()).isEqualTo(250);
    // and a chunk has a row, whatever it costs
    assertThat(quarterOfFour.decide(working, at(2_000, 1_900), 1).next().maxRows()).isEqualTo(1);
  }

  @Test
  void doesNotTakeAClockThatGoesBackForWork() {
    ComputePacerState state = quarterOfFour.decide(start(), at(900, 400), 1_000).next();

    assertThat(state.creditNanos()).isZero();
  }

  @Test
  void refusesBudgetsAndMachinesThatAreNone() {
    for (double share : new double[] {0, -0.5, 1.01, Double.NaN}) {
      assertThatThrownBy(() -> ComputeBudget.ofShare(share))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("a share of the machine's processors is above 0 and at most 1, not " + share);
    }
    assertThatThrownBy(() -> new ComputeReading(0, 0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a machine has at least 1 processor, not 0");
    assertThat(ComputeBudget.ofShare(0.25)).hasToString("25 % of the processors");
    assertThat(ComputeBudget.ofShare(0.125)).hasToString("12.50 % of the processors");
  }

  /**
   * A machine with a paced run on it. Rows cost what they cost, more or less; the collector and the
   * compiler take their time while the run works and while it rests; the clock of processor time
   * ticks each 10 ms, and nobody wakes up on time.
   */
  private static final class Machine {

    private static final double BURSTS = 0.08; // s for each processor, once in 6 s

    private final Random random;
    private final int processors;
    private final double threads;
    private final double rowNanos;
    private final double share;
    private final List<double[]> trace = new ArrayList<>(); // wall and processor time, s
    private double wall;
    private double cpu;
    private double nextBurst;
    private int rests;

    Machine(long seed, int processors, double threads, double rowNanos, double share) {
      this.random = new Random(seed);
      this.processors = processors;
      this.threads = threads;
      this.rowNanos = rowNanos;
      this.share = share;
    }

    private ComputeReading reading() {
      long ticks = (long) (cpu / 0.01);
      return new ComputeReading((long) (wall * SECOND), ticks * 10 * MILLI, processors);
    }

    /** Lets time pass in which so many processors work. */
    private void pass(double seconds, double working) {
      wall += seconds;
      cpu += seconds * working;
      if (wall > nextBurst) {
        cpu += BURSTS * processors * random.nextDouble();
        nextBurst = wall + 6 + random.nextDouble();
      }
      trace.add(new double[] {wall, cpu});
    }

    void run(double seconds) {
      ComputePacer pacer = ComputePacer.of(ComputeBudget.ofShare(share));
      ComputePacerState state = pacer.initial(reading());
      double wanted = 1_000;
      long rows = 0;
      while (wall < seconds) {
        ComputePacerStep step = pacer.decide(state, reading(), rows);
        state = step.next();
        rows = 0;
        if (step.isReady()) {
          rows = (long) Math.min(wanted, state.maxRows());
          wanted = Math.min(65_536, 2 * wanted);
          double cost = rows * rowNanos / SECOND * (0.6 + 0.8 * random.nextDouble());
          pass(cost / threads, threads);
        } else {
          rests++;
          pass(step.pause().toNanos() / 1e9 + 0.004 * random.nextDouble(), 0);
        }
      }
    }

    /** The least and the largest share of all processors in any 5 s after a warm-up of 5 s. */
    double[] shares() {
      double least = Double.MAX_VALUE;
      double most = 0;
      int end = 0;
      for (double[] begin : trace) {
        if (begin[0] < 5) {
          continue;
        }
        while (end < trace.size() && trace.get(end)[0] < begin[0] + 5) {
          end++;
        }
        if (end == trace.size()) {
          break;
        }
        double[] after = trace.get(end);
        double[] before = trace.get(end - 1);
        double part = (begin[0] + 5 - before[0]) / (after[0] - before[0]);
        double used = before[1] + part * (after[1] - before[1]) - begin[1];
        least = Math.min(least, used / 5 / processors);
        most = Math.max(most, used / 5 / processors);
      }
      return new double[] {least, most};
    }
  }

  @Property(tries = 500)
  void anyMachineStaysWithinAFewHundredthsOfItsShare(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 16) int processors,
      @ForAll @DoubleRange(min = 0.05, max = 0.75) double share,
      @ForAll @DoubleRange(min = 2, max = 6) double logRowNanos) {
    double threads = Math.max(1, Math.ceil((share + 0.2) * processors));
    Machine machine =
        new Machine(seed, processors, threads, StrictMath.pow(10, logRowNanos), share);

    machine.run(40);

    assertThat(machine.shares()[1]).isBetween(share, share + 0.05);
    assertThat(machine.shares()[0]).isBetween(share - 0.05, share);
  }

  @Property(tries = 100)
  void aRunThatNeedsLessThanItsShareIsLeftAlone(@ForAll long seed) {
    // one thread works where two may
    Machine machine = new Machine(seed, 4, 1, 5_000, 0.5);
    machine.nextBurst = Double.MAX_VALUE;

    machine.run(20);

    assertThat(machine.rests).isZero();
  }
}
