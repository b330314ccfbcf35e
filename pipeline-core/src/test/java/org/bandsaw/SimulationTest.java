package org.bandsaw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongUnaryOperator;
import org.bandsaw.budget.ChunkPolicy;
import org.bandsaw.budget.MemoryBudget;
import org.bandsaw.control.Simulation;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.Schema;
import org.bandsaw.data.Vector;
import org.bandsaw.probe.ResourceProbe;
import org.bandsaw.probe.ResourceReading;
import org.bandsaw.report.StreamReport;
import org.bandsaw.stage.Stages;
import org.bandsaw.testkit.TestSources;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compares simulated runs with real ones. */
class SimulationTest {

  private static final long KIB = 1L << 10;
  private static final int ROWS = 40_000;

  private static final ChunkPolicy POLICY = ChunkPolicy.adaptive(1_000);

  private static StreamReport run(int mebibytes, ChunkPolicy policy, LongUnaryOperator bytes) {
    SimulatedCostProbe machine =
        new SimulatedCostProbe()
            .withTimes(Duration.ofMillis(2), 10_000)
            .withAllocation(1_024 * KIB, bytes);
    return Pipeline.of(machine.stage())
        .on(Trips.source(ROWS))
        .memory(MemoryBudget.ofMebibytes(mebibytes))
        .chunks(policy)
        .probe(machine)
        .time(machine.time, machine.time)
        .runStreaming();
  }

  /** Returns the share of rows whose chunk size was predicted within a quarter. */
  private static double shareOfGoodPredictions(StreamReport actual, Simulation.Outcome simulated) {
    long predicted = 0;
    for (StreamReport.ChunkRecord chunk : actual.chunks().records()) {
      for (long row = chunk.firstRow(); row < chunk.firstRow() + chunk.rowsIn(); row++) {
        double size = sizeAt(simulated.chunks(), row);
        predicted += Math.abs(size - chunk.rowsIn()) <= 0.25 * chunk.rowsIn() ? 1 : 0;
      }
    }
    return (double) predicted / ROWS;
  }

  private static int sizeAt(List<Simulation.SimulatedChunk> chunks, long row) {
    for (Simulation.SimulatedChunk chunk : chunks) {
      if (row >= chunk.firstRow() && row < chunk.firstRow() + chunk.rows()) {
        return chunk.rows();
      }
    }
    throw new AssertionError("row " + row + " is in no chunk");
  }

  @ParameterizedTest
  @CsvSource({"256, 64", "256, 16", "64, 16", "16, 64", "16, 256", "32, 128"})
  void predictsChunkSizesUnderAnotherBudget(int recordedMebibytes, int simulatedMebibytes) {
    LongUnaryOperator bytes = row -> 20 * KIB;
    StreamReport report = run(recordedMebibytes, POLICY, bytes);

    Simulation.Outcome simulated =
        report.simulate(MemoryBudget.ofMebibytes(simulatedMebibytes), POLICY);
    StreamReport actual = run(simulatedMebibytes, POLICY, bytes);

    assertThat(shareOfGoodPredictions(actual, simulated)).isGreaterThan(0.95);
    assertThat(simulated.splits()).isEqualTo(actual.chunks().splits());
    double took = (double) actual.took().toNanos();
    assertThat(simulated.took().toNanos() / took).isBetween(0.9, 1.1);
  }

  @ParameterizedTest
  @CsvSource({"128, 32", "32, 128"})
  void predictsChunkSizesIfRowsBecomeTenTimesLarger(int recordedMebibytes, int simulatedMebibytes) {
    LongUnaryOperator bytes = row -> row < ROWS / 2 ? 10 * KIB : 100 * KIB;
    StreamReport report = run(recordedMebibytes, POLICY, bytes);

    Simulation.Outcome simulated =
        report.simulate(MemoryBudget.ofMebibytes(simulatedMebibytes), POLICY);
    StreamReport actual = run(simulatedMebibytes, POLICY, bytes);

    assertThat(actual.chunks().splits()).isPositive();
    assertThat(simulated.splits()).isPositive();
    assertThat(shareOfGoodPredictions(actual, simulated)).isGreaterThan(0.9);
  }

  /** The costs of rows and stages. */
  enum Shape {
    /** All rows have the same cost. */
    FLAT,
    /** Rows of 2 KiB: the byte limit of a chunk is reached long before the row limit. */
    HEAVY,
    /** Each row adds about 500 bytes of state. */
    GROWING
  }

  private static StreamReport run(int mebibytes, Shape shape) {
    SimulatedCostProbe machine =
        new SimulatedCostProbe()
            .withTimes(Duration.ofMillis(2), 10_000)
            .withAllocation(64 * KIB, row -> shape == Shape.HEAVY ? KIB / 4 : 4 * KIB);
    Pipeline.Builder pipeline = Pipeline.builder().stage(machine.stage());
    if (shape == Shape.GROWING) {
      pipeline.stage(Stages.lag("fare", 60).per("distance"));
    }
    return pipeline
        .build()
        .on(shape == Shape.HEAVY ? TestSources.rows(heavyTrips()) : Trips.source(ROWS / 2))
        .memory(MemoryBudget.ofMebibytes(mebibytes))
        .chunks(POLICY)
        .probe(machine)
        .time(machine.time, machine.time)
        .runStreaming();
  }

  /** Trips with 256 additional numbers. */
  private static Chunk heavyTrips() {
    Chunk trips = Trips.rows(ROWS / 2);
    Vector[] vectors = Arrays.copyOf(trips.vectors(), 3 + 256);
    ColumnSpec[] columns =
        Arrays.copyOf(Trips.SCHEMA.columns().toArray(ColumnSpec[]::new), 3 + 256);
    for (int i = 3; i < vectors.length; i++) {
      vectors[i] = vectors[0];
      columns[i] = ColumnSpec.real("more" + i);
    }
    return Chunk.of(0, Schema.of(columns), trips.rowCount(), vectors);
  }

  /** Compares the n-th chunks of two runs, except the first and the last. */
  @ParameterizedTest
  @CsvSource({
    "FLAT, 64, 16", "FLAT, 16, 64", "FLAT, 256, 8",
    "HEAVY, 64, 16", "HEAVY, 16, 64", "HEAVY, 128, 8",
    "GROWING, 64, 24", "GROWING, 24, 64", "GROWING, 48, 32"
  })
  void predictsEachChunkUnderAnotherBudgetWithinAQuarter(
      Shape shape, int recordedMebibytes, int simulatedMebibytes) {
    Simulation.Outcome simulated =
        run(recordedMebibytes, shape)
            .simulate(MemoryBudget.ofMebibytes(simulatedMebibytes), POLICY);

    List<StreamReport.ChunkRecord> actual = run(simulatedMebibytes, shape).chunks().records();

    assertThat(actual).hasSizeGreaterThan(4);
    assertThat((double) simulated.chunks().size() / actual.size()).isBetween(0.75, 1.25);
    for (int i = 1; i < Math.min(actual.size(), simulated.chunks().size()) - 1; i++) {
      assertThat((double) simulated.chunks().get(i).rows() / actual.get(i).rowsIn())
          .as("chunk %d: %d rows simulated", i + 1, simulated.chunks().get(i).rows())
          .isBetween(0.75, 1.25);
    }
  }

  @Test
  void predictsATargetLatencyFromARunWithoutOne() {
    ChunkPolicy timely = POLICY.targetLatency(Duration.ofMillis(8));
    StreamReport report = run(256, POLICY, row -> KIB);

    Simulation.Outcome simulated = report.simulate(MemoryBudget.ofMebibytes(256), timely);
    StreamReport actual = run(256, timely, row -> KIB);

    // (8 ms - 2 ms) / 10 µs
    assertThat(sizeAt(simulated.chunks(), ROWS / 2)).isBetween(500, 700);
    assertThat(shareOfGoodPredictions(actual, simulated)).isGreaterThan(0.95);
  }

  @Test
  void predictsARefusal() {
    ChunkPolicy strict = ChunkPolicy.fixed(1_000).onOverBudget(ChunkPolicy.OnOverBudget.REFUSE);
    StreamReport report = run(256, POLICY, row -> 20 * KIB);

    // 1 MiB and one row of 20 KiB exceed 1 MiB; 62 rows, after four halvings, take 2.2 MiB
    assertThat(report.simulate(MemoryBudget.ofMebibytes(1), strict).refused()).isTrue();
    assertThat(report.simulate(MemoryBudget.ofMebibytes(3), strict).refused()).isFalse();
  }

  @Test
  void needsAllocatedBytes() {
    ResourceProbe withoutAllocation =
        new ResourceProbe() {
          @Override
          public ResourceReading read() {
            return ResourceProbe.system().read();
          }

          @Override
          public OptionalLong threadAllocatedBytes() {
            return OptionalLong.empty();
          }
        };
    StreamReport report =
        Pipeline.of(new SimulatedCostProbe().stage())
            .on(Trips.source(10))
            .probe(withoutAllocation)
            .runStreaming();

    assertThatIllegalStateException()
        .isThrownBy(() -> report.simulate(MemoryBudget.ofMebibytes(1), POLICY))
        .withMessageStartingWith(
            "the run cannot be simulated: the bytes that chunk 1 allocated are");
  }
}
