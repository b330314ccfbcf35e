package org.bandsaw.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.OptionalLong;
import org.bandsaw.probe.ContainerReading;
import org.bandsaw.probe.ResourceProbe;
import org.bandsaw.probe.ResourceReading;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {

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
            new ContainerReading(none, limit, java.util.OptionalDouble.empty()));
      }

      @Override
      public OptionalLong threadAllocatedBytes() {
        return OptionalLong.empty();
      }
    };
  }

  @Test
  void isAShareOfTheMachineOrOfItsContainer() {
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
  void refusesAShareOfWhatIsUnknown() {
    assertThatThrownBy(
            () ->
                MemoryBudget.ofShareOfMachine(
                    0.25, machine(OptionalLong.empty(), OptionalLong.empty())))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("does not say how much memory it has")
        .hasMessageContaining("Give the budget in mebibytes");
  }

  @Test
  void refusesSharesThatAreNone() {
    for (double share : new double[] {0, -0.1, 1.01, Double.NaN}) {
      assertThatThrownBy(() -> MemoryBudget.ofShareOfMachine(share))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("a share is above 0 and at most 1, not " + share);
    }
  }

  @Test
  void takesAShareOfThisMachine() {
    OptionalLong bytes = ResourceProbe.system().totalMemoryBytes();
    assumeTrue(bytes.isPresent());

    assertThat(MemoryBudget.ofShareOfMachine(0.5).bytes()).isEqualTo(bytes.getAsLong() / 2);
  }
}
