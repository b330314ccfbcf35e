package org.bandsaw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.bandsaw.budget.BudgetExceededException;
import org.bandsaw.budget.ChunkPolicy;
import org.bandsaw.budget.MemoryBudget;
import org.bandsaw.data.BandsawException;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.RunCancelledException;
import org.bandsaw.data.Schema;
import org.bandsaw.data.SchemaException;
import org.bandsaw.learn.Features;
import org.bandsaw.learn.Learners;
import org.bandsaw.learn.OnlineLearner;
import org.bandsaw.learn.OnlineModel;
import org.bandsaw.observe.RunEvent;
import org.bandsaw.report.JobStatus;
import org.bandsaw.report.StreamReport;
import org.bandsaw.sink.SinkFailedException;
import org.bandsaw.sink.Sinks;
import org.bandsaw.source.ChunkReader;
import org.bandsaw.source.Source;
import org.bandsaw.source.SourceFailedException;
import org.bandsaw.source.Sources;
import org.bandsaw.stage.Stage;
import org.bandsaw.stage.StageFailedException;
import org.bandsaw.stage.StageRun;
import org.bandsaw.stage.Stages;
import org.bandsaw.stage.StatelessRun;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;
import org.bandsaw.testkit.FakeProbe;
import org.bandsaw.testkit.ManualTicker;
import org.bandsaw.testkit.TestSources;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

/** Failures: the error names the place, everything is closed, and files end after a chunk. */
class FailingRunTest {

  @TempDir private Path folder;

  private static Stage failingOn(double distance) {
    return Stages.derive(
            ColumnSpec.real("speed"),
            row -> {
              if (row.number("distance") == distance) {
                throw new ArithmeticException("no time passed");
              }
              return 1;
            })
        .named("speed");
  }

  @Test
  void anExceptionOfAStageNamesChunkAndRowsAndTheFileEndsBeforeThatChunk() {
    Path csv = folder.resolve("out.csv");
    RecordingSink sink = RecordingSink.named("sink");
    List<String> events = new ArrayList<>();
    Job job =
        Pipeline.of(failingOn(8), Stages.select("distance"))
            .on(Trips.source(20))
            .chunks(ChunkPolicy.fixed(3))
            .sink(Sinks.csv(csv))
            .sink(sink)
            .listener(event -> events.add(event.describe()));

    StageFailedException failure =
        catchThrowableOfType(StageFailedException.class, job::runStreaming);

    // distance 8 is in row 7, in the third chunk of three rows
    assertThat(failure)
        .hasMessage("stage 'speed' failed on chunk 3 (rows 6-8): no time passed")
        .hasCauseInstanceOf(ArithmeticException.class);
    assertThat(failure.stage()).isEqualTo("speed");
    assertThat(failure.firstRow()).isEqualTo(6);
    assertThat(failure.lastRow()).isEqualTo(8);
    assertThat(csv).hasContent("distance\n1.0\n2.0\n3.0\n4.0\n5.0\n6.0\n");
    assertThat(sink.closed).isEqualTo(1);
    assertThat(events).last().isEqualTo("FAILED after 6 rows");
  }

  @Test
  void anExceptionWithoutAMessageIsNamedByItsClass() {
    Job job =
        Pipeline.of(
                Stages.filter(
                    "odd",
                    row -> {
                      throw new IllegalStateException();
                    }))
            .on(Trips.source(2));

    assertThatThrownBy(job::runStreaming)
        .hasMessage("stage 'odd' failed on chunk 1 (rows 0-1): java.lang.IllegalStateException");
  }

  @Test
  void theReportOfAFailedRunKeepsItsScoresAndTheFailure() {
    RunningJob running =
        Pipeline.builder()
            .stage(failingOn(8))
            .stage(Stages.drop("speed"))
            .learn("fare", Learners.mean())
            .build()
            .on(Trips.source(20))
            .chunks(ChunkPolicy.fixed(3))
            .start();

    assertThatThrownBy(running::await).isInstanceOf(StageFailedException.class);

    StreamReport report = running.report();
    assertThat(report.end()).isEqualTo(StreamReport.End.FAILED);
    assertThat(report.failure()).get().isInstanceOf(StageFailedException.class);
    assertThat(report.rows().committed()).isEqualTo(6);
    assertThat(report.scores().rows()).isEqualTo(6);
    assertThat(report.scores().rmse().isKnown()).isTrue();
    assertThat(report.trainedPipeline()).isEmpty();
    assertThatThrownBy(report::trained)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("there is no trained pipeline: the run is FAILED");
    assertThat(running.status().state()).isEqualTo(JobStatus.State.FAILED);
    assertThat(running.status().error()).isEqualTo(report.failure());
    assertThat(report.toString()).contains("FAILED: stage 'speed' failed on chunk 3 (rows 6-8)");
    assertThat(running.completion()).isCompletedExceptionally();
    running.close();
  }

  @Test
  void sinksDifferByOneChunkAtMostAndTheReportSaysWhich() {
    Path csv = folder.resolve("first.csv");
    RunningJob running =
        Pipeline.of(Stages.select("distance"))
            .on(Trips.source(20))
            .chunks(ChunkPolicy.fixed(4))
            .sink(Sinks.csv(csv))
            .sink(RecordingSink.failingAt("second", 3))
            .start();

    assertThatThrownBy(running::await)
        .isInstanceOf(SinkFailedException.class)
        .hasMessage(
            "sink 'second' failed on chunk 3 (rows 8-11 (4), 1 columns): java.io.IOException:"
                + " disk full")
        .hasCauseInstanceOf(IOException.class);
    assertThat(running.report().sinks())
        .containsExactly(
            new StreamReport.SinkRows("first.csv", 12), new StreamReport.SinkRows("second", 8));
    assertThat(running.report().rows().committed()).isEqualTo(8);
    assertThat(csv.toFile()).content().hasLineCount(13);
  }

  @Test
  void aSinkThatCannotBeClosedFailsTheRunAndTheOtherSinksAreClosed() {
    RecordingSink broken = RecordingSink.failingToClose("broken");
    RecordingSink sound = RecordingSink.named("sound");
    Job job = Pipeline.of().on(Trips.source(5)).sink(broken).sink(sound);

    assertThatThrownBy(job::runStreaming)
        .isInstanceOf(SinkFailedException.class)
        .hasMessage("sink 'broken' could not be closed: java.io.IOException: cannot flush");
    assertThat(broken.closed).isEqualTo(1);
    assertThat(sound.closed).isEqualTo(1);
  }

  @Test
  void ifASinkCannotBeOpenedTheSinksBeforeItAreClosed() {
    RecordingSink before = RecordingSink.named("before");
    RecordingSink after = RecordingSink.named("after");
    CountingSource source = new CountingSource(Trips.source(5));
    Job job =
        Pipeline.of()
            .on(source)
            .sink(before)
            .sink(RecordingSink.failingToOpen("broken"))
            .sink(after);

    assertThatThrownBy(job::runStreaming)
        .isInstanceOf(SinkFailedException.class)
        .hasMessageStartingWith("sink 'broken' could not be opened: ")
        .hasMessageEndingWith("no more handles")
        .hasCauseInstanceOf(UnsupportedOperationException.class);
    assertThat(before.closed).isEqualTo(1);
    assertThat(after.opened).isZero();
    assertThat(source.open).isZero();
  }

  @Test
  void aSourceThatCannotBeReadIsNamedAndEarlierRowsAreWritten() {
    Path csv = folder.resolve("out.csv");
    CountingSource source = new CountingSource(TestSources.failingAfter(Trips.source(20), 10));
    Job job =
        Pipeline.of(Stages.select("distance"))
            .on(source)
            .chunks(ChunkPolicy.fixed(4))
            .sink(Sinks.csv(csv));

    assertThatThrownBy(job::runStreaming)
        .isInstanceOf(SourceFailedException.class)
        .hasMessage(
            "source 'rows' could not be read: java.io.IOException: the disk was pulled out after"
                + " row 9")
        .hasCauseInstanceOf(IOException.class);
    assertThat(csv.toFile()).content().hasLineCount(11);
    assertThat(source.open).isZero();
  }

  @Test
  void aSourceThatCannotBeOpenedIsNamed() {
    Path nowhere = folder.resolve("nowhere.csv");
    Job job = Pipeline.of().on(Sources.csv(nowhere));

    assertThatThrownBy(job::runStreaming)
        .isInstanceOf(SourceFailedException.class)
        .hasMessageStartingWith("source 'nowhere.csv' could not be opened: ")
        .hasMessageContaining("nowhere.csv");
  }

  @Test
  void aListenerThatThrowsIsReportedOnceAndChangesNoResult() {
    List<RunEvent> heard = new ArrayList<>();
    AtomicInteger called = new AtomicInteger();
    Pipeline pipeline = Pipeline.builder().learn("fare", Learners.sgd()).build();

    StreamReport quiet = pipeline.on(Trips.source(9)).chunks(ChunkPolicy.fixed(3)).runStreaming();
    StreamReport noisy =
        pipeline
            .on(Trips.source(9))
            .chunks(ChunkPolicy.fixed(3))
            .listener(
                event -> {
                  called.incrementAndGet();
                  throw new IllegalArgumentException("not today");
                })
            .listener(heard::add)
            .runStreaming();

    assertThat(noisy.scores()).isEqualTo(quiet.scores());
    assertThat(noisy.trained()).isEqualTo(quiet.trained());
    assertThat(heard)
        .extracting(event -> event.getClass().getSimpleName())
        .containsExactly(
            "Started", "ListenerFailed", "Committed", "Committed", "Committed", "Ended");
    assertThat(heard.get(1).describe())
        .isEqualTo(
            "listener 1 threw java.lang.IllegalArgumentException: not today; the run continues");
    assertThat(called).hasValue(6);
    assertThat(noisy.notes()).containsExactly("listener 1 threw 6 times; see the log");
  }

  @Test
  void aStageThatDropsRowsButIsNoFilterIsRefused() {
    Stage loses =
        new Stage() {
          @Override
          public String name() {
            return "loses";
          }

          @Override
          public StageRun open(Schema input) {
            return new StatelessRun() {
              @Override
              public Schema output() {
                return input;
              }

              @Override
              public Chunk transform(Chunk chunk) {
                return chunk.slice(0, chunk.rowCount() - 1);
              }
            };
          }
        };
    Job job = Pipeline.of(loses).on(Trips.source(5));

    assertThatThrownBy(job::runStreaming)
        .isInstanceOf(StageFailedException.class)
        .hasMessage(
            "stage 'loses' failed on chunk 1 (rows 0-4): 5 rows went in and 4 came out; a stage"
                + " must return as many rows, in order; only a filter (Stages.filter) may return"
                + " fewer, or a RejectingRun that lists the others");
  }

  @Test
  void aFilterThatReturnsMoreRowsIsRefused() {
    Stage doubles =
        new Stage() {
          @Override
          public String name() {
            return "doubles";
          }

          @Override
          public boolean isFilter() {
            return true;
          }

          @Override
          public StageRun open(Schema input) {
            return new StatelessRun() {
              @Override
              public Schema output() {
                return input;
              }

              @Override
              public Chunk transform(Chunk chunk) {
                return Trips.rows(2 * chunk.rowCount());
              }
            };
          }
        };

    assertThatThrownBy(() -> Pipeline.of(doubles).on(Trips.source(2)).runStreaming())
        .isInstanceOf(StageFailedException.class)
        .hasMessageStartingWith(
            "stage 'doubles' failed on chunk 1 (rows 0-1): 2 rows went in and 4 came out;");
  }

  @Test
  void aStageThatCannotBeOpenedIsNamed() {
    Stage broken =
        new Stage() {
          @Override
          public String name() {
            return "broken";
          }

          @Override
          public StageRun open(Schema input) {
            throw new UnsupportedOperationException("no licence");
          }
        };
    Job job = Pipeline.of(broken).on(Trips.source(5));

    assertThatThrownBy(job::runStreaming)
        .isInstanceOf(BandsawException.class)
        .hasMessage(
            "stage 'broken' could not be opened: java.lang.UnsupportedOperationException: no"
                + " licence")
        .hasCauseInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void aTableFunctionThatDropsRowsFailsWithAHintAtFilters() {
    Job job =
        Pipeline.builder()
            .stage("first two", table -> table.rowCount() == 0 ? table : table.first(2))
            .build()
            .on(Trips.source(5));

    assertThatThrownBy(job::runStreaming)
        .isInstanceOf(StageFailedException.class)
        .hasMessageStartingWith("stage 'first two' failed on chunk 1 (rows 0-4): ")
        .hasMessageContaining("5 rows went in and 2 came out")
        .hasMessageContaining("Stages.filter");
  }

  @Test
  void aCheckedExceptionOfATableFunctionIsTheCauseOfAStageFailure() {
    IOException away = new IOException("the model server is away");
    Job job =
        Pipeline.builder()
            .stage(
                "remote",
                table -> {
                  if (table.rowCount() > 0 && table.doubleColumn("distance").get(0) > 3) {
                    throw away;
                  }
                  return table;
                })
            .build()
            .on(Trips.source(9))
            .chunks(ChunkPolicy.fixed(3));

    assertThatThrownBy(job::runStreaming)
        .isInstanceOf(StageFailedException.class)
        .hasMessage(
            "stage 'remote' failed on chunk 2 (rows 3-5): java.io.IOException: the model server is"
                + " away")
        .hasCause(away);
  }

  @Test
  void aLearnerThatThrowsIsNamedWithItsChunk() {
    OnlineLearner broken =
        Learners.online(
            "broken",
            () ->
                new OnlineModel() {
                  @Override
                  public double predict(double[] x) {
                    return 0;
                  }

                  @Override
                  public void learn(double[] x, double y, double weight) {
                    throw new UnsupportedOperationException("cannot learn");
                  }

                  @Override
                  public void grow(Features features) {}

                  @Override
                  public long retainedBytes() {
                    return 0;
                  }

                  @Override
                  public void save(StateWriter out) {}

                  @Override
                  public void load(StateReader in) {}
                });
    Job job = Pipeline.builder().learn("fare", broken).build().on(Trips.source(5));

    assertThatThrownBy(job::runStreaming)
        .isInstanceOf(BandsawException.class)
        .hasMessage(
            "learner 'broken' failed on chunk 1 (rows 0-4 (5), 3 columns):"
                + " java.lang.UnsupportedOperationException: cannot learn");
  }

  @Test
  void aRefusedChunkEndsTheRun() {
    ManualTicker time = ManualTicker.start();
    RecordingSink sink = RecordingSink.named("sink");
    Job job =
        Pipeline.of()
            .on(Trips.source(8))
            .memory(MemoryBudget.ofMebibytes(64))
            .chunks(
                ChunkPolicy.fixed(8).maxRetries(1).onOverBudget(ChunkPolicy.OnOverBudget.REFUSE))
            .probe(FakeProbe.overBudgetAt(attempt -> true))
            .time(time, time)
            .sink(sink);

    BudgetExceededException failure =
        catchThrowableOfType(BudgetExceededException.class, job::runStreaming);

    assertThat(failure).hasMessageStartingWith("chunk 1 (rows 0-0 (1), 3 columns) needs ");
    assertThat(failure.budgetBytes()).isEqualTo(64L << 20);
    assertThat(failure.neededBytes()).isGreaterThan(failure.budgetBytes());
    assertThat(sink.writes).isEmpty();
    assertThat(sink.closed).isEqualTo(1);
  }

  @Test
  void anErrorInThePipelineIsFoundBeforeAFileIsCreated() {
    Path csv = folder.resolve("out.csv");
    Job job = Pipeline.of(Stages.drop("vendors")).on(Trips.source(3)).sink(Sinks.csv(csv));

    assertThatThrownBy(job::runStreaming)
        .isInstanceOf(SchemaException.class)
        .hasMessage("stage 'drop(vendors)': there is no column 'vendors'; did you mean 'vendor'?");
    assertThat(Files.exists(csv)).isFalse();
  }

  @Test
  void aSinkOfPredictionsIsRefusedWithoutALearner() {
    Path csv = folder.resolve("out.csv");
    Job job = Pipeline.of().on(Trips.source(3)).sink(Sinks.csv(csv).withPrediction());

    assertThatThrownBy(job::runStreaming)
        .hasMessage("sink 'out.csv' writes predictions, but the pipeline has no learner");
    assertThat(Files.exists(csv)).isFalse();
  }

  @Test
  void anErrorIsRethrownAsItIsAndSinksAreClosed() {
    RecordingSink sink = RecordingSink.named("sink");
    Job job =
        Pipeline.of(
                Stages.tables(
                    "deep",
                    (Table table) -> {
                      if (table.rowCount() > 0) {
                        throw new StackOverflowError("too deep");
                      }
                      return table;
                    }))
            .on(Trips.source(3))
            .sink(sink);

    assertThatThrownBy(job::runStreaming).isInstanceOf(StackOverflowError.class);
    assertThat(sink.closed).isEqualTo(1);
  }

  @Test
  void anInterruptedRunEndsKeepsTheFlagAndClosesEverything() throws InterruptedException {
    RecordingSink sink = RecordingSink.named("sink");
    org.bandsaw.source.QueueSource queue = Sources.queue(Trips.SCHEMA, 1);
    Job job = Pipeline.of().on(queue).sink(sink);
    List<Throwable> thrown = new ArrayList<>();
    List<Boolean> flags = new ArrayList<>();
    Thread runner =
        new Thread(
            () -> {
              try {
                job.runStreaming();
              } catch (RuntimeException problem) {
                thrown.add(problem);
                flags.add(Thread.currentThread().isInterrupted());
              }
            });
    runner.start();
    queue.put(Trips.table(0, 3));
    runner.interrupt();
    runner.join();

    assertThat(thrown).singleElement().isInstanceOf(RunCancelledException.class);
    assertThat(flags).containsExactly(true);
    assertThat(sink.closed).isLessThanOrEqualTo(1).isEqualTo(sink.opened);
  }

  /** Counts its open readers. */
  private static final class CountingSource implements Source {
    private final Source source;
    private int open;

    CountingSource(Source source) {
      this.source = source;
    }

    @Override
    public String name() {
      return source.name();
    }

    @Override
    public ChunkReader open() throws IOException {
      ChunkReader reader = source.open();
      open++;
      return new ChunkReader() {
        @Override
        public Schema schema() {
          return reader.schema();
        }

        @Override
        public java.util.Optional<Chunk> next(org.bandsaw.source.ReadLimit limit)
            throws IOException {
          return reader.next(limit);
        }

        @Override
        public void close() throws IOException {
          open--;
          reader.close();
        }
      };
    }
  }
}
