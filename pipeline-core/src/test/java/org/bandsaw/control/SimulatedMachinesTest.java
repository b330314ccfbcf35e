package org.bandsaw.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Ten thousand machines that differ in what rows cost, how much is held, and how far readings
 * scatter; on half of them rows become a hundred times larger or smaller half-way, and on all of
 * them memory is taken away and given back three times.
 */
class SimulatedMachinesTest {

  private static final int MACHINES = 10_000;

  private static int counted;
  private static int neverChanged;
  private static int changedOften;
  private static int swinging;
  private static int fastWhenCalm;
  private static int jumps;
  private static int fastAfterJump;
  private static int releases;
  private static int fastAfterRelease;

  /** A machine, and a run on it. */
  private static final class Machine {

    final Random random;
    final long budget;
    final ChunkPolicy policy;
    final double held;
    final double heldPerRow;
    final double fixedBytes;
    final double noise;
    final double fixedTime;
    final List<Integer> sizes = new ArrayList<>();
    final ChunkController controller;
    double bytesPerRow;
    double pressure;
    ControllerState state;

    Machine(long seed) {
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

    /** The most rows that fit when readings scatter upwards as far as they can. */
    int best() {
      double room = budget - held - pressure - fixedBytes * (1 + noise);
      return (int) Math.min(policy.maxRows(), room / (heldPerRow + bytesPerRow * (1 + noise)));
    }

    /** Rows in the time of one row, when a chunk takes as long as fixedTime rows on top. */
    double throughput(double rows) {
      return rows / (fixedTime + rows);
    }

    void chunks(int count) {
      for (int i = 0; i < count; i++) {
        chunk();
      }
    }

    private void chunk() {
      state = controller.newChunk(state);
      int whole = state.nextRows();
      sizes.add(whole);
      long before = (long) (held + pressure + heldPerRow * whole);
      Deque<Integer> waiting = new ArrayDeque<>();
      waiting.add(whole);
      while (!waiting.isEmpty()) {
        int rows = waiting.pop();
        double scatter = 1 + noise * (2 * random.nextDouble() - 1);
        long allocated = (long) ((fixedBytes + rows * bytesPerRow) * scatter);
        Step step = controller.decide(state, new ChunkReading(rows, allocated, before, before));
        state = step.next();
        if (step.decision() instanceof Decision.Split split) {
          waiting.push(rows - split.firstRows());
          waiting.push(split.firstRows());
        }
      }
    }

    /** Whether the last chunks reached four fifths of the best throughput. */
    boolean isFast() {
      double sum = 0;
      for (int size : sizes.subList(sizes.size() - 10, sizes.size())) {
        sum += size;
      }
      return throughput(sum / 10) >= 0.8 * throughput(best());
    }
  }

  @BeforeAll
  static void run() {
    for (int seed = 0; seed < MACHINES; seed++) {
      Machine machine = new Machine(seed);
      if (machine.best() < 10) {
        continue; // sizes of a few rows come in steps too large for shares to mean anything
      }
      counted++;
      machine.chunks(60);
      int changes = changes(machine.sizes.subList(10, 60));
      neverChanged += changes == 0 ? 1 : 0;
      changedOften += changes > 3 ? 1 : 0;
      fastWhenCalm += machine.isFast() ? 1 : 0;
      if (machine.random.nextBoolean()) {
        double before = machine.bytesPerRow;
        machine.bytesPerRow *= machine.random.nextBoolean() ? 100 : 0.01;
        if (machine.best() < 10) {
          machine.bytesPerRow = before;
        } else {
          jumps++;
          machine.chunks(40);
          fastAfterJump += machine.isFast() ? 1 : 0;
        }
      }
      for (int i = 0; i < 3; i++) {
        double free = machine.budget - machine.held;
        machine.pressure = free * (0.2 + 0.7 * machine.random.nextDouble());
        machine.chunks(5 + machine.random.nextInt(30));
        machine.pressure = 0;
        machine.chunks(30);
        releases++;
        fastAfterRelease += machine.isFast() ? 1 : 0;
      }
      swinging += swings(machine.sizes) ? 1 : 0;
    }
  }

  private static int changes(List<Integer> sizes) {
    int changes = 0;
    for (int i = 1; i < sizes.size(); i++) {
      changes += sizes.get(i).equals(sizes.get(i - 1)) ? 0 : 1;
    }
    return changes;
  }

  /** Up and down without a rest, for longer than settling may take: ten chunks. */
  private static boolean swings(List<Integer> sizes) {
    int turns = 0;
    for (int i = 2; i < sizes.size() && turns < 8; i++) {
      int last = Integer.compare(sizes.get(i), sizes.get(i - 1));
      int before = Integer.compare(sizes.get(i - 1), sizes.get(i - 2));
      turns = last * before < 0 ? turns + 1 : 0;
    }
    return turns >= 8;
  }

  @AfterAll
  static void say() {
    System.out.printf(
        "%d machines: %d settled for good within 10 chunks, %d changed more than 3 times in the 50"
            + " that followed, %d swing; four fifths of the best throughput: %d when calm, %d of %d"
            + " after rows jumped, %d of %d after memory was given back%n",
        counted,
        neverChanged,
        changedOften,
        swinging,
        fastWhenCalm,
        fastAfterJump,
        jumps,
        fastAfterRelease,
        releases);
  }

  private static double share(int of, int all) {
    return (double) of / all;
  }

  @Test
  void thereAreEnoughOfThem() {
    assertThat(counted).isGreaterThan(9_500);
    assertThat(jumps).isGreaterThan(4_000);
  }

  /** A reading that scatters further than any before it may move a size once more. */
  @Test
  void settleWithinTenChunks() {
    assertThat(share(neverChanged, counted)).isGreaterThan(0.94);
    assertThat(share(changedOften, counted)).isLessThan(0.001);
  }

  @Test
  void neverSwingBetweenTwoSizes() {
    assertThat(swinging).isZero();
  }

  @Test
  void reachFourFifthsOfTheBestThroughput() {
    assertThat(share(fastWhenCalm, counted)).isGreaterThan(0.99);
  }

  @Test
  void comeBackAfterRowsHaveJumped() {
    assertThat(share(fastAfterJump, jumps)).isGreaterThan(0.99);
  }

  @Test
  void comeBackAfterMemoryWasGivenBack() {
    assertThat(share(fastAfterRelease, releases)).isGreaterThan(0.98);
  }
}
