package org.bandsaw.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.bandsaw.budget.ChunkPolicy;
import org.bandsaw.budget.MemoryBudget;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Ten thousand simulated machines. They differ in the cost of rows, the retained bytes, and the
 * scatter of readings: up to a fifth in both directions. Each machine goes through phases of
 * constant memory pressure: the beginning; on half of the machines the cost of a row changes to a
 * hundred times (if one row still fits) or a hundredth; then three times memory is taken away for 5
 * to 34 chunks and given back for 60.
 *
 * <p>In each phase, on each machine:
 *
 * <ul>
 *   <li><b>Settled</b>: from the eleventh chunk all sizes are within one band: the largest exceeds
 *       the smallest by at most a third, or by one row.
 *   <li><b>No oscillation of period 2</b>, from the first chunk: never three consecutive moves up,
 *       down, up or down, up, down, each larger than the band. This is stricter than to forbid the
 *       sizes A, B, A, B.
 *   <li><b>Fast</b>, except in phases in which memory is taken away: from the eleventh chunk the
 *       rows per time, including the time of discarded attempts, are at least four fifths of those
 *       of chunks of the best size, or those of one row fewer. The best size is the most rows that
 *       fit when readings scatter upwards as far as they can.
 * </ul>
 *
 * <p>Two properties of machines, not of results, define where this is impossible. If not even one
 * row fits, no size is right, and the phase is not judged. If the scatter of the fixed cost (or the
 * fiftieth of it that the controller reserves) exceeds a quarter of the room for rows, readings do
 * not determine rows to within the band. Both occur only while memory is taken away, and on two
 * machines from the beginning; the tests check how often.
 */
class SimulatedMachinesTest {

  private static final int MACHINES = 10_000;
  private static final double BAND = 4.0 / 3;

  private enum Phase {
    BEGINNING,
    ROWS_JUMPED,
    MEMORY_TAKEN,
    MEMORY_GIVEN_BACK
  }

  /** The number of judged phases, and the seeds of machines that violate a requirement. */
  private static final class Verdicts {
    int judged;
    int nothingFits;
    int blurred;
    final List<Long> unsettled = new ArrayList<>();
    final List<Long> oscillating = new ArrayList<>();
    final List<Long> slow = new ArrayList<>();
  }

  private static final Map<Phase, Verdicts> VERDICTS = new EnumMap<>(Phase.class);
  private static long chunks;
  private static long splits;
  private static long lateSplits;

  /** A machine with a run. */
  private static final class Machine {

    final long seed;
    final Random random;
    final long budget;
    final ChunkPolicy policy;
    final double retained;
    final double retainedPerRow;
    final double fixedBytes;
    final double noise;
    final double fixedTime;
    final ChunkController controller;
    double bytesPerRow;
    double pressure;
    ControllerState state;
    double time;

    Machine(long seed) {
      this.seed = seed;
      random = new Random(seed);
      budget = (long) between(8, 512) << 20;
      policy = ChunkPolicy.adaptive((int) between(100, 5_000));
      retained = budget * 0.6 * random.nextDouble();
      fixedBytes = random.nextBoolean() ? 0 : (budget - retained) * 0.3 * random.nextDouble();
      noise = 0.2 * random.nextDouble();
      bytesPerRow = between(10, 1 << 20);
      retainedPerRow = random.nextBoolean() ? 0 : bytesPerRow * between(0.1, 5);
      fixedTime = between(1, 10_000);
      controller = ChunkController.of(new MemoryBudget(budget), policy);
      state = controller.initial();
    }

    /** Returns a random number; its logarithm is uniformly distributed. */
    double between(double low, double high) {
      return low * StrictMath.pow(high / low, random.nextDouble());
    }

    /** Returns the bytes for rows when readings scatter upwards as far as they can. */
    double room() {
      return budget - retained - pressure - fixedBytes * (1 + noise);
    }

    /** Returns the most rows that fit then. */
    int best() {
      return (int)
          Math.min(policy.maxRows(), room() / (retainedPerRow + bytesPerRow * (1 + noise)));
    }

    boolean isBlurred() {
      return Math.max(0.02, noise) * fixedBytes > 0.25 * room();
    }

    /**
     * Returns rows per time, in units of one row; a chunk takes fixedTime in addition to its rows.
     */
    double throughput(double rows) {
      return rows / (fixedTime + rows);
    }

    /** Runs one chunk and returns its rows. */
    int chunk(boolean late) {
      state = controller.beginChunk(state);
      int chunkRows = state.nextRows();
      chunks++;
      long before = (long) (retained + pressure + retainedPerRow * chunkRows);
      Deque<Integer> pending = new ArrayDeque<>();
      pending.add(chunkRows);
      while (!pending.isEmpty()) {
        int rows = pending.pop();
        double scatter = 1 + noise * (2 * random.nextDouble() - 1);
        long allocated = (long) ((fixedBytes + rows * bytesPerRow) * scatter);
        Step step = controller.decide(state, new ChunkReading(rows, allocated, before, before));
        state = step.next();
        time += fixedTime + rows;
        if (step.decision() instanceof Decision.Split split) {
          splits++;
          lateSplits += late ? 1 : 0;
          pending.push(rows - split.firstRows());
          pending.push(split.firstRows());
        }
      }
      return chunkRows;
    }

    void phase(Phase phase, int count) {
      List<Integer> sizes = new ArrayList<>();
      for (int i = 0; i < Math.min(10, count); i++) {
        sizes.add(chunk(false));
      }
      time = 0;
      double rows = 0;
      for (int i = 10; i < count; i++) {
        sizes.add(chunk(true));
        rows += sizes.get(i);
      }
      Verdicts verdicts = VERDICTS.computeIfAbsent(phase, key -> new Verdicts());
      if (best() < 1) {
        verdicts.nothingFits++;
        return;
      }
      if (isBlurred()) {
        verdicts.blurred++;
        return;
      }
      verdicts.judged++;
      if (oscillates(sizes)) {
        verdicts.oscillating.add(seed);
      }
      if (count > 10) {
        List<Integer> late = sizes.subList(10, count);
        if (isFar(Collections.min(late), Collections.max(late))) {
          verdicts.unsettled.add(seed);
        }
        double minThroughput = Math.min(0.8 * throughput(best()), throughput(best() - 1));
        if (rows / time < minThroughput * (1 - 1e-9)) {
          verdicts.slow.add(seed);
        }
      }
    }
  }

  private static boolean isFar(int first, int second) {
    int more = Math.max(first, second);
    int fewer = Math.min(first, second);
    return more > BAND * fewer && more - fewer > 1;
  }

  private static boolean oscillates(List<Integer> sizes) {
    int moves = 0;
    int before = 0;
    for (int i = 1; i < sizes.size() && moves < 3; i++) {
      boolean far = isFar(sizes.get(i - 1), sizes.get(i));
      int move = far ? Integer.compare(sizes.get(i), sizes.get(i - 1)) : 0;
      moves = move == 0 ? 0 : move == -before ? moves + 1 : 1;
      before = move;
    }
    return moves >= 3;
  }

  @BeforeAll
  static void run() {
    for (int seed = 0; seed < MACHINES; seed++) {
      Machine machine = new Machine(seed);
      machine.phase(Phase.BEGINNING, 60);
      if (machine.random.nextBoolean()) {
        double before = machine.bytesPerRow;
        machine.bytesPerRow *= machine.random.nextBoolean() ? 100 : 0.01;
        if (machine.best() < 1) {
          machine.bytesPerRow = before; // such rows would never fit: no change in this run
        } else {
          machine.phase(Phase.ROWS_JUMPED, 60);
        }
      }
      for (int i = 0; i < 3; i++) {
        double free = machine.budget - machine.retained;
        machine.pressure = free * (0.2 + 0.7 * machine.random.nextDouble());
        machine.phase(Phase.MEMORY_TAKEN, 5 + machine.random.nextInt(30));
        machine.pressure = 0;
        machine.phase(Phase.MEMORY_GIVEN_BACK, 60);
      }
    }
  }

  @AfterAll
  static void printVerdicts() {
    VERDICTS.forEach(
        (phase, v) ->
            System.out.printf(
                "%s: %d judged, %d unsettled, %d oscillating, %d slow; not judged: %d without room for"
                    + " a row, %d blurred%n",
                phase,
                v.judged,
                v.unsettled.size(),
                v.oscillating.size(),
                v.slow.size(),
                v.nothingFits,
                v.blurred));
    System.out.printf(
        "%d splits in %d chunks, %d of them after the tenth of a phase%n",
        splits, chunks, lateSplits);
  }

  private static Verdicts of(Phase phase) {
    return Objects.requireNonNull(VERDICTS.get(phase), "no machine reached " + phase);
  }

  @Test
  void settleWithinTenChunks() {
    for (Phase phase : Phase.values()) {
      assertThat(of(phase).unsettled).as("%s", phase).isEmpty();
    }
  }

  @Test
  void neverOscillateBetweenTwoSizes() {
    for (Phase phase : Phase.values()) {
      assertThat(of(phase).oscillating).as("%s", phase).isEmpty();
    }
  }

  @Test
  void reachFourFifthsOfTheBestThroughputWithinTenChunks() {
    assertThat(of(Phase.BEGINNING).slow).isEmpty();
    assertThat(of(Phase.ROWS_JUMPED).slow).isEmpty();
    assertThat(of(Phase.MEMORY_GIVEN_BACK).slow).isEmpty();
  }

  @Test
  void areAlmostAllJudged() {
    assertThat(of(Phase.BEGINNING).judged).isGreaterThan(9_990);
    assertThat(of(Phase.BEGINNING).blurred).isZero();
    assertThat(of(Phase.ROWS_JUMPED).blurred).isZero();
    assertThat(of(Phase.MEMORY_GIVEN_BACK).blurred).isZero();
    assertThat(of(Phase.MEMORY_TAKEN).judged).isGreaterThan(25_000);
  }

  /** Once settled, chunks fit: fewer than one attempt in ten thousand is discarded. */
  @Test
  void rarelySplitOnceSettled() {
    assertThat((double) lateSplits / chunks).isLessThan(1e-4);
  }
}
