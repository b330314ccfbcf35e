package org.bandsaw.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import org.bandsaw.budget.ChunkPolicy;
import org.bandsaw.budget.MemoryBudget;
import org.bandsaw.control.Simulation.RecordedChunk;
import org.bandsaw.control.Simulation.SimulatedChunk;
import org.junit.jupiter.api.Test;

class SimulationTest {

  private static final long MIB = 1L << 20;

  private static RecordedChunk recorded(long first, int rows, long bytes, long millis) {
    return new RecordedChunk(first, rows, bytes, 0, 0, Duration.ofMillis(millis));
  }

  @Test
  void separatesTheFixedCostOfAnAttemptFromThatOfItsRows() {
    // 1 MiB and 10 ms, and 0.01 MiB and 0.1 ms for each row
    Simulation simulation =
        Simulation.of(List.of(recorded(0, 100, 2 * MIB, 20), recorded(100, 200, 3 * MIB, 30)));

    Simulation.Outcome outcome =
        simulation.under(MemoryBudget.ofMebibytes(100), ChunkPolicy.fixed(150));

    assertThat(outcome.chunks())
        .containsExactly(
            new SimulatedChunk(0, 150, 1, 5 * MIB / 2, Duration.ofMillis(25)),
            new SimulatedChunk(150, 150, 1, 5 * MIB / 2, Duration.ofMillis(25)));
    assertThat(outcome.took()).isEqualTo(Duration.ofMillis(50));
  }

  @Test
  void countsSplitsAndWaits() {
    Simulation simulation = Simulation.of(List.of(recorded(0, 100, 2 * MIB, 10)));

    Simulation.Outcome outcome =
        simulation.under(MemoryBudget.ofMebibytes(1), ChunkPolicy.fixed(100));

    assertThat(outcome.splits()).isEqualTo(1);
    assertThat(outcome.chunks())
        .containsExactly(
            new SimulatedChunk(0, 50, 2, MIB, Duration.ofMillis(5)),
            new SimulatedChunk(50, 50, 2, MIB, Duration.ofMillis(5)));
    // 10 ms of the discarded attempt, 50 ms of waiting, and twice 5 ms
    assertThat(outcome.took()).isEqualTo(Duration.ofMillis(70));
  }

  @Test
  void missingRowsCostTheSameAsThoseBeforeThem() {
    Simulation simulation =
        Simulation.of(List.of(recorded(0, 10, 10, 10), recorded(90, 10, 100, 100)));

    Simulation.Outcome outcome =
        simulation.under(MemoryBudget.ofMebibytes(1), ChunkPolicy.fixed(100));

    assertThat(outcome.chunks())
        .containsExactly(new SimulatedChunk(0, 100, 1, 190, Duration.ofMillis(190)));
  }

  @Test
  void rejectsAnInvalidRecord() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Simulation.of(List.of()))
        .withMessage("a simulation needs the record of at least one chunk");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Simulation.of(List.of(recorded(0, 10, 1, 1), recorded(5, 10, 1, 1))))
        .withMessage(
            "recorded chunks must be in row order and not overlap: one starts at row 5, after one of"
                + " 10 rows from row 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> recorded(3, 10, -1, 1))
        .withMessageContaining("at row 3");
  }
}
