package org.bandsaw.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.bandsaw.Job;
import org.bandsaw.Pipeline;
import org.bandsaw.budget.BudgetOutcome;
import org.bandsaw.budget.ChunkPolicy;
import org.bandsaw.budget.EnergyBudget;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.DoubleVector;
import org.bandsaw.data.Figure;
import org.bandsaw.data.Schema;
import org.bandsaw.observe.RunEvent;
import org.bandsaw.probe.EnergyReading;
import org.bandsaw.report.BatchReport;
import org.bandsaw.report.StreamReport;
import org.bandsaw.stage.Stages;
import org.bandsaw.testkit.FakeProbe;
import org.bandsaw.testkit.TestSources;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs on a machine with counter files: a package at 64 W, and its memory at 8 W. */
class RunEnergyTest {

  private static final long ROW_MILLIS = 10;
  private static final int ROWS = 400;

  @TempDir private Path root;

  private FakePowercap machine;
  private long rowsDone;

  @BeforeEach
  void createCountersCloseToTheirRange() {
    machine =
        new FakePowercap(root)
            .zone("intel-rapl:0", "package-0", 0)
            .zone("intel-rapl:0:2", "dram", 0);
    count();
  }

  @AfterEach
  void checkThatNoThreadIsLeft() throws InterruptedException {
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().equals("bandsaw-energy")) {
        thread.join(Duration.ofMinutes(1).toMillis()); // it may still be ending
        assertThat(thread.isAlive()).isFalse();
      }
    }
  }

  /** The package counter wraps around after 100 J, in row 157. */
  private void count() {
    long packageMicrojoules = FakePowercap.RANGE - 100_000_000L + rowsDone * 64_000 * ROW_MILLIS;
    machine.setCounter("intel-rapl:0", Long.toString(packageMicrojoules % FakePowercap.RANGE));
    machine.setCounter("intel-rapl:0:2", Long.toString(5_000_000 + rowsDone * 8_000 * ROW_MILLIS));
  }

  private Job job() {
    double[] fares = new double[ROWS];
    Chunk rows = Chunk.of(0, Schema.of(ColumnSpec.real("fare")), ROWS, DoubleVector.of(fares));
    return Pipeline.builder()
        .stage(
            Stages.filter(
                "costly",
                row -> {
                  machine.stall(Duration.ofMillis(ROW_MILLIS));
                  if (++rowsDone % 20 == 0) { // files are slow, and chunks have 100 rows
                    count();
                  }
                  return true;
                }))
        .build()
        .on(TestSources.rows(rows))
        .chunks(ChunkPolicy.fixed(100))
        .probe(
            FakeProbe.withCpuTime(2, () -> rowsDone * ROW_MILLIS, () -> 4 * rowsDone * ROW_MILLIS))
        .time(machine.time, machine.time);
  }

  @Test
  void aStreamReportsTheEnergyOfTheCounters() {
    StreamReport report = job().energy(EnergySources.powercap(root)).runStreaming();

    // 400 rows of 10 ms at 72 W are 288 J: 720 J for 1 000 rows, 72 J for each of 4 chunks
    assertThat(report.energy().reading())
        .isEqualTo(new EnergyReading.Measured(288, List.of("package-0", "package-0/dram"), 0));
    assertThat(report.energy().joulesPerThousandRows()).isEqualTo(Figure.known(720));
    assertThat(report.energy().joulesPerChunk()).isEqualTo(Figure.known(72));
    assertThat(report.energy().attributedJoules()).isEqualTo(Figure.known(72));
    assertThat(report.chunks().records())
        .extracting(StreamReport.ChunkRecord::energy)
        .containsOnly(new EnergyReading.Measured(72, List.of("package-0", "package-0/dram"), 0))
        .hasSize(4);
    assertThat(report.toString().lines())
        .contains(
            "energy    288.000 J measured (package-0, package-0/dram)",
            "          720.000 J per 1,000 rows, 72.000 J per chunk",
            "          72.000 J attributed to this process by its share of processor time, not"
                + " measured");
  }

  @Test
  void aBatchReportsTheEnergyOfTheCounters() {
    BatchReport report = job().energy(EnergySources.powercap(root)).runBatch();

    // the filter is fitted to the 320 rows trained on and applied to all 400: 7.2 s at 72 W
    assertThat(report.energy().reading())
        .isEqualTo(new EnergyReading.Measured(518.4, List.of("package-0", "package-0/dram"), 0));
    assertThat(report.energy().joulesPerThousandRows().value()).isCloseTo(1_296, offset(1e-9));
    assertThat(report.toString()).contains("energy    518.400 J measured");
  }

  @Test
  void anEnergyBudgetIsCheckedWithTheCounters() {
    StringBuilder descriptions = new StringBuilder();
    StreamReport report =
        job()
            .energy(EnergySources.powercap(root), EnergyBudget.ofJoules(200))
            .listener(
                RunEvent.EnergyOverBudget.class, event -> descriptions.append(event.describe()))
            .runStreaming();

    // the third chunk is the first to be above: 216 J
    assertThat(descriptions).hasToString("energy budget exceeded: 216.0 J measured, limit 200.0 J");
    assertThat(report.energy().budget())
        .isEqualTo(
            new BudgetOutcome.Exceeded(
                288 / 200.0 - 1, "288.0 J measured in total; the budget is 200.0 J"));
  }

  @Test
  void theDocumentShowsTheReport() throws IOException {
    StreamReport report =
        job().energy(EnergySources.powercap(root), EnergyBudget.ofWatts(80).pause()).runStreaming();
    List<String> lines = report.toString().lines().toList();
    int energy = 0;
    while (!lines.get(energy).startsWith("energy")) {
      energy++;
    }
    assertThat(lines).hasSize(energy + 4);

    assertThat(Files.readString(Path.of("..", "docs", "energy.md")))
        .contains(String.join("\n", lines.subList(energy, energy + 4)));
  }

  @Test
  void anEnergyBudgetIsUnverifiedWithoutCounters() {
    Path nowhere = root.resolve("nowhere");
    StreamReport report =
        job()
            .energy(EnergySources.powercap(nowhere), EnergyBudget.ofWatts(1).pause())
            .runStreaming();

    assertThat(report.energy().reading()).isInstanceOf(EnergyReading.Unavailable.class);
    assertThat(report.energy().budget()).isInstanceOf(BudgetOutcome.Unverified.class);
    assertThat(report.rows().committed()).isEqualTo(ROWS);
  }
}
