package org.bandsaw.engine.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.bandsaw.probe.EnergyReading;
import org.bandsaw.report.StreamReport.ChunkRecord;
import org.bandsaw.state.StateCorruptException;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;
import org.junit.jupiter.api.Test;

class RunStatisticsTest {

  private static final List<String> STAGES = List.of("even", "odd");

  private static final List<EnergyReading> ENERGY =
      List.of(
          new EnergyReading.Measured(1.5, List.of("package-0", "dram"), 2),
          new EnergyReading.Estimated(2.5, "elapsed time", 10),
          new EnergyReading.Unavailable("not readable", Optional.of("chmod a+r energy_uj")),
          new EnergyReading.Unavailable("a virtual machine", Optional.empty()),
          new EnergyReading.NotRequested());

  private static void commit(RunStatistics statistics, long number) {
    EnergyReading energy = ENERGY.get((int) (number % ENERGY.size()));
    statistics.committed(
        new ChunkRecord(
            number, 10 * number, 10, 6, 1, Duration.ofNanos(number), number, 1, 2, energy),
        new long[] {2, 1},
        1);
  }

  private static byte[] saved(RunStatistics statistics) {
    StateWriter out = new StateWriter();
    statistics.save(out);
    return out.toBytes();
  }

  private static RunStatistics loaded(byte[] state) {
    RunStatistics statistics = new RunStatistics();
    StateReader in = new StateReader(state);
    statistics.load(in);
    assertThat(in.isAtEnd()).isTrue();
    return statistics;
  }

  /** 5 000 chunks: the record is thinned before and after the state is saved. */
  @Test
  void continueFromTheirSavedState() {
    RunStatistics whole = new RunStatistics();
    RunStatistics first = new RunStatistics();
    for (int number = 1; number <= 5_000; number++) {
      commit(whole, number);
      if (number <= 2_345) {
        commit(first, number);
      }
    }
    first.split();
    first.overrun();
    whole.split();
    whole.overrun();

    RunStatistics second = loaded(saved(first));
    for (int number = 2_346; number <= 5_000; number++) {
      commit(second, number);
    }

    assertThat(second.chunks(3, 1)).isEqualTo(whole.chunks(3, 1));
    assertThat(second.rowCounts(STAGES)).isEqualTo(whole.rowCounts(STAGES));
    assertThat(saved(second)).isEqualTo(saved(whole));
  }

  @Test
  void refuseAStateThatIsCutShort() {
    RunStatistics statistics = new RunStatistics();
    commit(statistics, 1);
    byte[] state = saved(statistics);

    for (int length = 0; length < state.length; length++) {
      byte[] part = java.util.Arrays.copyOf(state, length);
      assertThatThrownBy(() -> loaded(part)).isInstanceOf(StateCorruptException.class);
    }
  }
}
