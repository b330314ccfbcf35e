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

  private ComputePacer.State start() {
    return quarterOfFour.initial(at(1_000, 500));
  }

  @Test
  void doesNotPauseWithoutDebt() {
    // a quarter of four processors is 1 ms each ms: 80 ms added, 80 ms used
    ComputePacer.Step step = quarterOfFour.decide(start(), at(1_080, 580), 1_000);

    assertThat(step.isReady()).isTrue();
    assertThat(step.next().creditNanos()).isZero();
  }

  @Test
  void waitsUntilTheDebtIsPaid() {
    // 40 ms added and 140 ms used: a debt of 100 ms, which takes 100 ms at 1 ms each ms
    ComputePacer.Step step = quarterOfFour.decide(start(), at(1_040, 640), 1_000);

    assertThat(step.isReady()).isFalse();
    assertThat(step.pause()).isEqualTo(Duration.ofMillis(100));

    ComputePacer.Step afterPause = quarterOfFour.decide(step.next(), at(1_140, 640), 0);

    assertThat(afterPause.isReady()).isTrue();
  }

  @Test
  void waitsLongerIfOtherThreadsWorkMeanwhile() {
    ComputePacer.Step step = quarterOfFour.decide(start(), at(1_040, 640), 1_000);
    // the compiler used 30 ms while the run waited
    ComputePacer.Step afterPause = quarterOfFour.decide(step.next(), at(1_140, 670), 0);

    assertThat(afterPause.pause()).isEqualTo(Duration.ofMillis(30));
    assertThat(afterPause.next().maxRows()).isEqualTo(step.next().maxRows());
  }

  @Test
  void defersAShortWait() {
    // a debt of 4 ms is too short to wait for; 6 ms are not
    assertThat(quarterOfFour.decide(start(), at(1_010, 514), 1_000).isReady()).isTrue();
    assertThat(quarterOfFour.decide(start(), at(1_010, 516), 1_000).pause())
        .isEqualTo(Duration.ofMillis(6));
  }

  @Test
  void waitsAtMostAFifthOfASecondAtATime() {
    assertThat(quarterOfFour.decide(start(), at(1_100, 2_600), 1_000).pause())
        .isEqualTo(Duration.ofMillis(200));
  }

  @Test
  void boundsTheCredit() {
    // an idle minute would add 60 s; 0.05 s for each of four processors are kept
    ComputePacer.Step step = quarterOfFour.decide(start(), at(61_000, 500), 0);

    assertThat(step.next().creditNanos()).isEqualTo(0.2 * SECOND);
  }

  @Test
  void dropsDebtBeyondHalfAMinute() {
    // 60 s of processor time at once: after 30 idle seconds the run continues
    ComputePacer.State state = quarterOfFour.decide(start(), at(1_000, 60_500), 1_000).next();

    assertThat(quarterOfFour.decide(state, at(30_900, 60_500), 0).isReady()).isFalse();
    assertThat(quarterOfFour.decide(state, at(31_000, 60_500), 0).isReady()).isTrue();
  }

  @Test
  void boundsTheRowsOfAChunkByTheirCost() {
    assertThat(start().maxRows()).isEqualTo(50); // the cost of a row is unknown
    // 1 000 rows took 400 ms, so 250 take the 100 ms allowed for a chunk
    ComputePacer.State expensive = quarterOfFour.decide(start(), at(1_100, 900), 1_000).next();
    assertThat(expensive.maxRows()).isEqualTo(250);

    // at most twice the rows of the last chunk, even if they cost nothing
    ComputePacer.State working = new ComputePacer.State(at(2_000, 900), 0, true, 250, 0, 0);
    assertThat(quarterOfFour.decide(working, at(2_000, 900), 250).next().maxRows()).isEqualTo(500);
    // a source that returns few rows does not shrink the bound
    assertThat(quarterOfFour.decide(working, at(2_000, 900), 3).next().maxRows()).isEqualTo(250);
    // and a chunk has at least one row
    assertThat(quarterOfFour.decide(working, at(2_000, 1_900), 1).next().maxRows()).isEqualTo(1);
  }

  @Test
  void ignoresAClockThatGoesBack() {
    ComputePacer.State state = quarterOfFour.decide(start(), at(900, 400), 1_000).next();

    assertThat(state.creditNanos()).isZero();
  }

  @Test
  void rejectsAReadingWithoutProcessors() {
    assertThatThrownBy(() -> new ComputeReading(0, 0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("processors must be at least 1, not 0");
  }

  /**
   * A machine with a paced run. The cost of rows scatters; the collector and the compiler use
   * processor time during work and during pauses; the processor clock ticks every 10 ms, and pauses
   * last longer than requested.
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
    private int pauses;

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

    /** Advances the time, with this number of busy processors. */
    private void advance(double seconds, double busyProcessors) {
      wall += seconds;
      cpu += seconds * busyProcessors;
      if (wall > nextBurst) {
        cpu += BURSTS * processors * random.nextDouble();
        nextBurst = wall + 6 + random.nextDouble();
      }
      trace.add(new double[] {wall, cpu});
    }

    void run(double seconds) {
      ComputePacer pacer = ComputePacer.of(ComputeBudget.ofShare(share));
      ComputePacer.State state = pacer.initial(reading());
      double requested = 1_000;
      long rows = 0;
      while (wall < seconds) {
        ComputePacer.Step step = pacer.decide(state, reading(), rows);
        state = step.next();
        rows = 0;
        if (step.isReady()) {
          rows = (long) Math.min(requested, state.maxRows());
          requested = Math.min(65_536, 2 * requested);
          double cost = rows * rowNanos / SECOND * (0.6 + 0.8 * random.nextDouble());
          advance(cost / threads, threads);
        } else {
          pauses++;
          advance(step.pause().toNanos() / 1e9 + 0.004 * random.nextDouble(), 0);
        }
      }
    }

    /** The minimum and maximum share of all processors in any 5 s after a warm-up of 5 s. */
    double[] shares() {
      double min = Double.MAX_VALUE;
      double max = 0;
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
        min = Math.min(min, used / 5 / processors);
        max = Math.max(max, used / 5 / processors);
      }
      return new double[] {min, max};
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
  void aRunThatNeedsLessThanItsShareNeverPauses(@ForAll long seed) {
    // one busy thread where two are allowed
    Machine machine = new Machine(seed, 4, 1, 5_000, 0.5);
    machine.nextBurst = Double.MAX_VALUE;

    machine.run(20);

    assertThat(machine.pauses).isZero();
  }
}
