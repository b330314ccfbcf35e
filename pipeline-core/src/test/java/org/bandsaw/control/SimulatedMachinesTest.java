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
 * Ten thousand machines that differ in what rows cost, how much is held, and how far readings
 * scatter: up to a fifth, up and down. Each goes through phases of steady pressure: it begins; on
 * half of them rows become a hundred times larger (where one still fits) or smaller; then three
 * times memory is taken away for 5 to 34 chunks and given back for 60.
 *
 * <p>What must hold in each phase, on each machine:
 *
 * <ul>
 *   <li><b>Settled</b>: from the eleventh chunk on all sizes lie within one band: the largest is at
 *       most a third more than the smallest, or one row more.
 *   <li><b>No oscillation of period 2</b>, from the first chunk on: never three moves in a row, up,
 *       down, up or down, up, down, each farther than the band. This is more than to forbid A, B,
 *       A, B.
 *   <li><b>Fast</b>, but in phases in which memory is taken away: from the eleventh chunk on rows
 *       per time, with the time of attempts thrown away, are at least four fifths of what chunks of
 *       the best size would give, or of one row fewer. The best size is the most rows that fit when
 *       readings scatter upwards as far as they can.
 * </ul>
 *
 * <p>Two properties of machines, not of what came out, say where that cannot be: in phases in which
 * not even one row fits no size is right, so nothing is judged there; and where so little room is
 * left for rows that the scatter of what does not depend on rows (or the fiftieth of it that the
 * controller keeps clear) is more than a quarter of that room, readings say nothing about rows to
 * within the band. Both happen only while memory is taken away, and on two machines from the
 * beginning; how often is counted.
 */
class SimulatedMachinesTest {

  private static final int MACHINES = 10_000;
  private static final double BAND = 4.0 / 3;

  /** What is going on. */
  private enum Phase {
    BEGINNING,
    ROWS_JUMPED,
    MEMORY_TAKEN,
    MEMORY_GIVEN_BACK
  }

  /** Phases judged, and the machines, by seed, that did not hold what they must. */
  private static final class Verdicts {
    int judged;
    int nothingFits;
    int blurred;
    final List<Long> unsettled = new ArrayList<>();
    final List<Long> swinging = new ArrayList<>();
    final List<Long> slow = new ArrayList<>();
  }

  private static final Map<Phase, Verdicts> VERDICTS = new EnumMap<>(Phase.class);
  private static long chunks;
  private static long splits;
  private static long lateSplits;

  /** A machine, and a run on it. */
  private static final class Machine {

    final long seed;
    final Random random;
    final long budget;
    final ChunkPolicy policy;
    final double held;
    final double heldPerRow;
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
      held = budget * 0.6 * random.nextDouble();
      fixedBytes = random.nextBoolean() ? 0 : (budget - held) * 0.3 * random.nextDouble();
      noise = 0.2 * random.nextDouble();
      bytesPerRow = between(10, 1 << 20);
      heldPerRow = random.nextBoolean() ? 0 : bytesPerRow * between(0.1, 5);
      fixedTime = between(1, 10_000);
      controller = ChunkController.of(new MemoryBudget(budget), policy);
      state = controller.initial();
    }

    /** Any order of magnitude is as likely as any other. */
    double between(double low, double high) {
      return low * StrictMath.pow(high / low, random.nextDouble());
    }

    /** Bytes for rows when readings scatter upwards as far as they can. */
    double room() {
      return budget - held - pressure - fixedBytes * (1 + noise);
    }

    /** The most rows that fit then. */
    int best() {
      return (int) Math.min(policy.maxRows(), room() / (heldPerRow + bytesPerRow * (1 + noise)));
    }

    boolean isBlurred() {
      return Math.max(0.02, noise) * fixedBytes > 0.25 * room();
    }

    /** Rows in the time of one row, when a chunk takes as long as fixedTime rows on top. */
    double throughput(double rows) {
      return rows / (fixedTime + rows);
    }

    /** Runs one chunk; answers how many rows it had. */
    int chunk(boolean late) {
      state = controller.beginChunk(state);
      int whole = state.nextRows();
      chunks++;
      long before = (long) (held + pressure + heldPerRow * whole);
      Deque<Integer> waiting = new ArrayDeque<>();
      waiting.add(whole);
      while (!waiting.isEmpty()) {
        int rows = waiting.pop();
        double scatter = 1 + noise * (2 * random.nextDouble() - 1);
        long allocated = (long) ((fixedBytes + rows * bytesPerRow) * scatter);
        Step step = controller.decide(state, new ChunkReading(rows, allocated, before, before));
        state = step.next();
        time += fixedTime + rows;
        if (step.decision() instanceof Decision.Split split) {
          splits++;
          lateSplits += late ? 1 : 0;
          waiting.push(rows - split.firstRows());
          waiting.push(split.firstRows());
        }
      }
      return whole;
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
      Verdicts verdicts = VERDICTS.computeIfAbsent(phase, any -> new Verdicts());
      if (best() < 1) {
        verdicts.nothingFits++;
        return;
      }
      if (isBlurred()) {
        verdicts.blurred++;
        return;
      }
      verdicts.judged++;
      if (swings(sizes)) {
        verdicts.swinging.add(seed);
      }
      if (count > 10) {
        List<Integer> late = sizes.subList(10, count);
        if (isFar(Collections.min(late), Collections.max(late))) {
          verdicts.unsettled.add(seed);
        }
        double least = Math.min(0.8 * throughput(best()), throughput(best() - 1));
        if (rows / time < least * (1 - 1e-9)) {
          verdicts.slow.add(seed);
        }
      }
    }
  }

  private static boolean isFar(int some, int others) {
    int more = Math.max(some, others);
    int fewer = Math.min(some, others);
    return more > BAND * fewer && more - fewer > 1;
  }

  private static boolean swings(List<Integer> sizes) {
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
          machine.bytesPerRow = before; // rows that can never fit jump another time
        } else {
          machine.phase(Phase.ROWS_JUMPED, 60);
        }
      }
      for (int i = 0; i < 3; i++) {
        double free = machine.budget - machine.held;
        machine.pressure = free * (0.2 + 0.7 * machine.random.nextDouble());
        machine.phase(Phase.MEMORY_TAKEN, 5 + machine.random.nextInt(30));
        machine.pressure = 0;
        machine.phase(Phase.MEMORY_GIVEN_BACK, 60);
      }
    }
  }

  @AfterAll
  static void say() {
    VERDICTS.forEach(
        (phase, v) ->
            System.out.printf(
                "%s: %d judged, %d unsettled, %d swinging, %d slow; not judged: %d without room for"
                    + " a row, %d blurred%n",
                phase,
                v.judged,
                v.unsettled.size(),
                v.swinging.size(),
                v.slow.size(),
                v.nothingFits,
                v.blurred));
    System.out.printf(
        "%d splits in %d chunks, %d of them after the tenth of a phase%n",
        splits, chunks, lateSplits);
  }

  private static Verdicts of(Phase phase) {
    return Objects.requireNonNull(VERDICTS.get(phase), "no machine came to " + phase);
  }

  @Test
  void settleWithinTenChunks() {
    for (Phase phase : Phase.values()) {
      assertThat(of(phase).unsettled).as("%s", phase).isEmpty();
    }
  }

  @Test
  void neverSwingBetweenTwoSizes() {
    for (Phase phase : Phase.values()) {
      assertThat(of(phase).swinging).as("%s", phase).isEmpty();
    }
  }

  @Test
  void reachFourFifthsOfTheBestThroughputWithinTenChunks() {
    assertThat(of(Phase.BEGINNING).slow).isEmpty();
    assertThat(of(Phase.ROWS_JUMPED).slow).isEmpty();
    assertThat(of(Phase.MEMORY_GIVEN_BACK).slow).isEmpty();
  }

  @Test
  void areAllJudgedUnlessMemoryIsTakenAway() {
    assertThat(of(Phase.BEGINNING).judged).isGreaterThan(9_990);
    assertThat(of(Phase.BEGINNING).blurred).isZero();
    assertThat(of(Phase.ROWS_JUMPED).blurred).isZero();
    assertThat(of(Phase.MEMORY_GIVEN_BACK).blurred).isZero();
    assertThat(of(Phase.MEMORY_TAKEN).judged).isGreaterThan(25_000);
  }

  /** Once settled, chunks fit: fewer than one attempt in ten thousand is thrown away. */
  @Test
  void seldomSplitOnceSettled() {
    assertThat((double) lateSplits / chunks).isLessThan(1e-4);
  }
}
