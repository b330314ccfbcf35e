package org.bandsaw.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.bandsaw.probe.ContainerReading;
import org.bandsaw.probe.ResourceProbe;
import org.bandsaw.probe.ResourceReading;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {

  private static final long MIB = 1L << 20;
  private static final long GIB = 1L << 30;

  private static ResourceProbe machine(OptionalLong bytes, OptionalLong limit) {
    return new ResourceProbe() {
      @Override
      public ResourceReading read() {
        OptionalLong none = OptionalLong.empty();
        return new ResourceReading(
            0,
            GIB,
            none,
            none,
            none,
            none,
            none,
            none,
            2,
            none,
            none,
            bytes,
            new ContainerReading(none, limit, OptionalDouble.empty()));
      }

      @Override
      public OptionalLong threadAllocatedBytes() {
        return OptionalLong.empty();
      }
    };
  }

  @Test
  void isAtLeastOneMebibyte() {
    assertThat(MemoryBudget.ofMebibytes(3).bytes()).isEqualTo(3 * MIB);
    assertThatThrownBy(() -> MemoryBudget.ofMebibytes(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a memory budget must be at least 1 MiB, not 0 bytes");
  }

  @Test
  void canBeAShareOfTheHeap() {
    assertThat(MemoryBudget.ofShareOfHeap(1).bytes())
        .isEqualTo(Math.max(MIB, Runtime.getRuntime().maxMemory()));
    assertThat(MemoryBudget.ofShareOfHeap(1e-12).bytes()).isEqualTo(MIB);
  }

  @Test
  void printsItself() {
    assertThat(MemoryBudget.ofMebibytes(256)).hasToString("256 MiB");
    assertThat(new MemoryBudget(MIB + 1)).hasToString("1048577 bytes");
  }

  @Test
  void canBeAShareOfTheMachineOrItsContainer() {
    OptionalLong four = OptionalLong.of(4 * GIB);
    OptionalLong two = OptionalLong.of(2 * GIB);

    assertThat(MemoryBudget.ofShareOfMachine(0.25, machine(four, OptionalLong.empty())).bytes())
        .isEqualTo(GIB);
    assertThat(MemoryBudget.ofShareOfMachine(0.25, machine(four, two)).bytes()).isEqualTo(GIB / 2);
    assertThat(MemoryBudget.ofShareOfMachine(0.25, machine(OptionalLong.empty(), two)).bytes())
        .isEqualTo(GIB / 2);
    assertThat(MemoryBudget.ofShareOfMachine(1e-9, machine(four, two)).bytes()).isEqualTo(1L << 20);
  }

  @Test
  void rejectsAShareOfAnUnknownAmount() {
    assertThatThrownBy(
            () ->
                MemoryBudget.ofShareOfMachine(
                    0.25, machine(OptionalLong.empty(), OptionalLong.empty())))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("does not report how much memory it has")
        .hasMessageContaining("Use MemoryBudget.ofMebibytes or MemoryBudget.ofShareOfHeap");
  }

  @Test
  void rejectsInvalidShares() {
    for (double share : new double[] {0, -0.1, 1.01, Double.NaN}) {
      assertThatThrownBy(() -> MemoryBudget.ofShareOfMachine(share))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("a share must be above 0 and at most 1, not " + share);
      assertThatThrownBy(() -> MemoryBudget.ofShareOfHeap(share))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void readsTheMemoryOfThisMachine() {
    OptionalLong bytes = ResourceProbe.system().totalMemoryBytes();
    assumeTrue(bytes.isPresent());

    assertThat(MemoryBudget.ofShareOfMachine(0.5).bytes()).isEqualTo(bytes.getAsLong() / 2);
  }
}
