package org.bandsaw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.tuple;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bandsaw.budget.BudgetOutcome;
import org.bandsaw.budget.ChunkPolicy;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.RejectedRow;
import org.bandsaw.data.Schema;
import org.bandsaw.learn.Learners;
import org.bandsaw.observe.RunEvent;
import org.bandsaw.report.StreamReport;
import org.bandsaw.sink.Sinks;
import org.bandsaw.source.OnBadCell;
import org.bandsaw.source.Sources;
import org.bandsaw.stage.RejectingRun;
import org.bandsaw.stage.Stage;
import org.bandsaw.stage.StageFailedException;
import org.bandsaw.stage.StageRun;
import org.bandsaw.stage.Stages;
import org.bandsaw.stage.StatelessRun;
import org.bandsaw.testkit.FakeProbe;
import org.bandsaw.testkit.ManualTicker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccountingTest {

  private final Pipeline withoutShortOnesAndB =
      Pipeline.of(
          Stages.filter("long enough", row -> row.number("distance") > 3),
          Stages.filter("not B", row -> !row.text("vendor").equals("B")));

  @Test
  void everyRowReadIsCommittedOrCountedForItsFilter() {
    RecordingSink first = RecordingSink.named("first");
    RecordingSink second = RecordingSink.named("second");

    StreamReport report =
        withoutShortOnesAndB
            .on(Trips.source(10))
            .chunks(ChunkPolicy.fixed(4))
            .sink(first)
            .sink(second)
            .runStreaming();

    // rows 0-2 are too short; of rows 3-9, rows 4 and 7 have vendor B
    assertThat(report.rows().read()).isEqualTo(10);
    assertThat(report.rows().committed()).isEqualTo(5);
    assertThat(report.rows().filtered()).isEqualTo(5);
    assertThat(report.rows().quarantined()).isZero();
    assertThat(report.rows().filteredByStage())
        .containsExactly(entry("long enough", 3L), entry("not B", 2L));
    assertThat(first.sourceRows).containsExactly(3L, 5L, 6L, 8L, 9L).isEqualTo(second.sourceRows);
    assertThat(report.sinks())
        .containsExactly(
            new StreamReport.SinkRows("first", 5), new StreamReport.SinkRows("second", 5));
    assertThat(report.chunks().count()).isEqualTo(3);
    assertThat(report.chunks().records())
        .extracting(StreamReport.ChunkRecord::firstRow, StreamReport.ChunkRecord::rowsOut)
        .containsExactly(tuple(0L, 1), tuple(4L, 2), tuple(8L, 2));
  }

  @Test
  void rowsOfRolledBackAttemptsAreCountedOnce() {
    ManualTicker time = ManualTicker.start();
    List<RunEvent.Split> splits = new ArrayList<>();
    RecordingSink sink = RecordingSink.named("sink");

    StreamReport report =
        withoutShortOnesAndB
            .on(Trips.source(10))
            .chunks(ChunkPolicy.fixed(10))
            .probe(FakeProbe.overBudgetAt(attempt -> attempt <= 2))
            .time(time, time)
            .sink(sink)
            .listener(RunEvent.Split.class, splits::add)
            .runStreaming();

    // attempts of 10 and of 5 rows exceed the budget; attempts of 3, 2 and 5 rows do not
    assertThat(splits).extracting(RunEvent.Split::rows).containsExactly(10, 5);
    assertThat(splits).extracting(RunEvent.Split::attempt).containsExactly(1, 2);
    assertThat(sink.writes).containsExactly(0, 1, 4);
    assertThat(report.chunks().splits()).isEqualTo(2);
    assertThat(report.memory().outcome().describe()).contains("degraded", "rolled back");
    assertThat(report.rows().filteredByStage())
        .containsExactly(entry("long enough", 3L), entry("not B", 2L));
    // the run waits 0.05 s before the second attempt and 0.1 s before the third
    assertThat(time.nanoTime()).isEqualTo(150_000_000L);
  }

  @Test
  void rowsInFlightAreRetained() {
    for (int threads = 1; threads <= 2; threads++) {
      StreamReport report =
          Pipeline.of()
              .on(Trips.source(5_000))
              .chunks(ChunkPolicy.fixed(5_000))
              .parallelism(threads)
              .runStreaming();

      // two doubles and the code of a text per row
      assertThat(report.chunks().records().get(0).retainedBytes()).isGreaterThan(5_000 * 20);
    }
  }

  @Test
  void aChunkWithoutRetriesLeftIsCommittedAndRecorded() {
    ManualTicker time = ManualTicker.start();
    List<RunEvent.Overrun> overruns = new ArrayList<>();

    StreamReport report =
        withoutShortOnesAndB
            .on(Trips.source(8))
            .chunks(ChunkPolicy.fixed(8).maxRetries(1))
            .probe(FakeProbe.overBudgetAt(attempt -> true))
            .time(time, time)
            .listener(RunEvent.Overrun.class, overruns::add)
            .runStreaming();

    assertThat(overruns).extracting(RunEvent.Overrun::rows).containsExactly(4, 4);
    assertThat(overruns.get(0).describe())
        .startsWith("chunk 1: 4 rows from row 0 needed ")
        .endsWith(" and were accepted");
    assertThat(report.chunks().overruns()).isEqualTo(2);
    assertThat(report.memory().outcome())
        .isInstanceOfSatisfying(
            BudgetOutcome.Exceeded.class,
            exceeded -> {
              assertThat(exceeded.excessShare()).isGreaterThan(1);
              assertThat(exceeded.evidence()).contains("accepted 2 times");
            });
    assertThat(report.rows().read()).isEqualTo(8);
  }

  @Test
  void anEmptySourceEndsNormallyWithUnknownScores(@TempDir Path folder) throws IOException {
    Path csv = folder.resolve("out.csv");

    StreamReport report =
        Pipeline.builder()
            .stage(Stages.standardScale("distance"))
            .learn("fare", Learners.sgd())
            .build()
            .on(Trips.source(0))
            .sink(Sinks.csv(csv).withPrediction())
            .runStreaming();

    assertThat(report.end()).isEqualTo(StreamReport.End.SOURCE_ENDED);
    assertThat(report.rows().read()).isZero();
    assertThat(report.chunks().count()).isZero();
    assertThat(report.scores().rmse().isKnown()).isFalse();
    assertThat(report.trained().features().names()).containsExactly("distance");
    assertThat(csv).hasContent("distance,vendor,fare,prediction\n");
  }

  @Test
  void aFileWithOnlyAHeaderIsAnEmptySource(@TempDir Path folder) throws IOException {
    Path in = folder.resolve("in.csv");
    Files.writeString(in, "distance,vendor,fare\n");
    Path out = folder.resolve("out.csv");

    StreamReport report =
        Pipeline.of(Stages.drop("vendor"))
            .on(Sources.csv(in).schema(Trips.SCHEMA))
            .sink(Sinks.csv(out))
            .runStreaming();

    assertThat(report.rows().read()).isZero();
    assertThat(report.end()).isEqualTo(StreamReport.End.SOURCE_ENDED);
    assertThat(out).hasContent("distance,fare\n");
  }

  @Test
  void cellsSetMissingAreCounted() {
    byte[] csv = "distance,fare\n1,3\nfar,5\n3,dear\n".getBytes(StandardCharsets.UTF_8);

    StreamReport report =
        Pipeline.of(Stages.select("fare"))
            .on(
                Sources.csv("trips", () -> new ByteArrayInputStream(csv))
                    .schema(Schema.of(ColumnSpec.real("distance"), ColumnSpec.real("fare")))
                    .onBadCell(OnBadCell.SET_MISSING))
            .runStreaming();

    assertThat(report.cellsSetMissing()).isEqualTo(2);
    assertThat(report.toString()).contains("2 cells set to missing");
  }

  @Test
  void chunkRecordsAreThinnedButTheCountIsExact() {
    StreamReport report =
        Pipeline.of(Stages.select("fare"))
            .on(Trips.source(2_001))
            .chunks(ChunkPolicy.fixed(1))
            .probe(FakeProbe.idle())
            .runStreaming();

    assertThat(report.chunks().count()).isEqualTo(2_001);
    assertThat(report.chunks().recordInterval()).isEqualTo(2);
    // the first 2 000 records were thinned to every second one; chunk 2 001 continues this
    assertThat(report.chunks().records()).hasSize(1_001);
    assertThat(report.chunks().records().get(1).chunk()).isEqualTo(3);
  }

  /** Refuses every row whose fare is below a bound. */
  private record RefusingStage(double minFare) implements Stage {

    @Override
    public String name() {
      return "refuse";
    }

    @Override
    public StageRun open(Schema input) {
      return new RefusingRun(minFare, input);
    }
  }

  private static final class RefusingRun implements RejectingRun, StatelessRun {

    private final double minFare;
    private final Schema schema;
    private final List<RejectedRow> rejected = new ArrayList<>();

    RefusingRun(double minFare, Schema schema) {
      this.minFare = minFare;
      this.schema = schema;
    }

    @Override
    public Schema output() {
      return schema;
    }

    @Override
    public Chunk transform(Chunk chunk) {
      rejected.clear();
      int[] kept = new int[chunk.rowCount()];
      int count = 0;
      for (int i = 0; i < chunk.rowCount(); i++) {
        double fare = chunk.doubles("fare").get(i);
        if (fare < minFare) {
          rejected.add(
              new RejectedRow(
                  chunk.sourceRow(i), "fare", String.valueOf(fare), "refuse", "below " + minFare));
        } else {
          kept[count++] = i;
        }
      }
      return chunk.selectRows(kept, count);
    }

    @Override
    public List<RejectedRow> rejectedRows() {
      return rejected;
    }
  }

  @Test
  void rowsThatAStageRefusesAreCountedAsQuarantined() {
    for (int threads : new int[] {1, 2}) {
      StreamReport report =
          Pipeline.of(new RefusingStage(23), Stages.filter("even", row -> row.sourceRow() % 2 == 0))
              .on(Trips.source(50))
              .parallelism(threads)
              .minParallelNanos(0)
              .chunks(ChunkPolicy.fixed(7))
              .runStreaming();

      StreamReport.RowCounts rows = report.rows();
      assertThat(rows.read()).isEqualTo(50);
      assertThat(rows.quarantined()).isEqualTo(10); // row i costs 2 i + 3
      assertThat(rows.filteredByStage()).containsExactly(entry("even", 20L));
      assertThat(rows.committed()).isEqualTo(20);
    }
  }

  @Test
  void aStageWhoseListOfRefusedRowsFailsIsNamed() {
    Stage failing =
        new Stage() {
          @Override
          public String name() {
            return "failing";
          }

          @Override
          public StageRun open(Schema input) {
            return new FailingRefusal(input);
          }
        };

    assertThatThrownBy(() -> Pipeline.of(failing).on(Trips.source(5)).runStreaming())
        .isInstanceOf(StageFailedException.class)
        .hasMessage("stage 'failing' failed on chunk 1 (rows 0-4): the list is lost");
  }

  private record FailingRefusal(Schema output) implements RejectingRun, StatelessRun {

    @Override
    public Chunk transform(Chunk chunk) {
      return chunk;
    }

    @Override
    public List<RejectedRow> rejectedRows() {
      throw new IllegalStateException("the list is lost");
    }
  }
}
