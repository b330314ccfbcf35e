package org.bandsaw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.bandsaw.budget.BudgetExceededException;
import org.bandsaw.budget.ChunkPolicy;
import org.bandsaw.budget.MemoryBudget;
import org.bandsaw.data.Schema;
import org.bandsaw.learn.Learners;
import org.bandsaw.report.StreamReport;
import org.bandsaw.source.SourceFailedException;
import org.bandsaw.stage.StageFailedException;
import org.bandsaw.stage.Stages;
import org.bandsaw.testkit.TestSources;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tech.tablesaw.api.Table;

/** Rows that are pulled, published or collected. */
@Timeout(60)
class PullRunTest {

  private final RecordingSink sink = RecordingSink.named("sink");
  private final Pipeline pipeline =
      Pipeline.builder()
          .stage(Stages.oneHot("vendor").named("vendors"))
          .learn("fare", Learners.mean())
          .build();
  private final Job job = pipeline.on(Trips.source(10)).chunks(ChunkPolicy.fixed(4)).sink(sink);

  @Nested
  class Pulling {

    @Test
    void aTableIsCommittedWhenTheNextOneIsRequestedAndTheLastOneOnClose() {
      PullRun pull = job.pull();
      Iterator<Table> tables = pull.iterator();

      assertThat(tables.next().rowCount()).isEqualTo(4);
      assertThat(sink.sourceRows).isEmpty();
      assertThat(tables.next().rowCount()).isEqualTo(4);
      assertThat(sink.sourceRows).hasSize(4);
      assertThat(pull.report().rows().committed()).isEqualTo(4);
      assertThat(pull.report().end()).isEqualTo(StreamReport.End.RUNNING);
      pull.close();

      assertThat(sink.sourceRows).hasSize(8);
      assertThat(sink.closed).isEqualTo(1);
      assertThat(pull.report().end()).isEqualTo(StreamReport.End.STOPPED_BY_CONSUMER);
      assertThat(pull.report().rows().committed()).isEqualTo(8);
      assertThat(pull.report().scores().rows()).isEqualTo(8);
      assertThat(tables.hasNext()).isFalse();
      pull.close();
      assertThat(sink.closed).isEqualTo(1);
    }

    @Test
    void pullingToTheEndGivesTheReportOfACompleteRun() {
      try (PullRun pull = job.pull()) {
        List<Integer> rows = new ArrayList<>();
        for (Table table : pull) {
          rows.add(table.rowCount());
        }

        assertThat(rows).containsExactly(4, 4, 2);
        assertThat(pull.report().end()).isEqualTo(StreamReport.End.SOURCE_ENDED);
        assertThat(pull.report().trained())
            .isEqualTo(pipeline.on(Trips.source(10)).runStreaming().trained());
        assertThatThrownBy(() -> pull.iterator().next())
            .isInstanceOf(NoSuchElementException.class)
            .hasMessage("the source has ended");
      }
    }

    @Test
    void closingBeforeTheFirstTableOpensNothing() {
      PullRun pull = job.pull();
      pull.close();

      assertThat(pull.report().end()).isEqualTo(StreamReport.End.STOPPED_BY_CONSUMER);
      assertThat(pull.report().rows().read()).isZero();
      assertThat(sink.opened).isZero();
    }

    @Test
    void tablesCanBeKeptAndModifiedWithoutAffectingTheRun() {
      List<Table> kept = new ArrayList<>();
      try (Stream<Table> tables = job.tables()) {
        tables.forEach(
            table -> {
              kept.add(table.copy());
              table.doubleColumn("fare").set(0, -1.0);
            });
      }

      assertThat(kept).hasSize(3);
      assertThat(kept.get(2).doubleColumn("fare").asDoubleArray()).containsExactly(19, 21);
      assertThat(sink.sourceRows).hasSize(10);
    }

    @Test
    void aStreamThatIsClosedEarlyEndsAfterAWholeChunk() {
      try (Stream<Table> tables = job.tables()) {
        assertThat(tables.findFirst()).isPresent();
      }

      assertThat(sink.sourceRows).containsExactly(0L, 1L, 2L, 3L);
      assertThat(sink.closed).isEqualTo(1);
    }

    @Test
    void aFailureIsThrownToTheConsumer() {
      PullRun pull =
          pipeline
              .on(TestSources.failingAfter(Trips.source(10), 4))
              .chunks(ChunkPolicy.fixed(4))
              .sink(sink)
              .pull();
      Iterator<Table> tables = pull.iterator();
      tables.next();

      assertThatThrownBy(tables::hasNext).isInstanceOf(SourceFailedException.class);
      assertThat(tables.hasNext()).isFalse();
      assertThat(pull.report().end()).isEqualTo(StreamReport.End.FAILED);
      assertThat(sink.closed).isEqualTo(1);
      pull.close();
    }
  }

  @Nested
  class Publishing {

    private final BlockingQueue<Object> signals = new LinkedBlockingQueue<>();
    private final CountDownLatch subscribed = new CountDownLatch(1);
    private Flow.@Nullable Subscription subscription;

    private void subscribe(Job to) throws InterruptedException {
      to.publisher()
          .subscribe(
              new Flow.Subscriber<>() {
                @Override
                public void onSubscribe(Flow.Subscription given) {
                  subscription = given;
                  subscribed.countDown();
                }

                @Override
                public void onNext(Table table) {
                  signals.add(table.rowCount());
                }

                @Override
                public void onError(Throwable problem) {
                  signals.add(problem);
                }

                @Override
                public void onComplete() {
                  signals.add("complete");
                }
              });
      subscribed.await();
    }

    private void request(long n) {
      Flow.Subscription present = subscription;
      if (present == null) {
        throw new IllegalStateException("not subscribed");
      }
      present.request(n);
    }

    @Test
    void publishesOneTablePerRequestAndThenCompletes() throws InterruptedException {
      subscribe(job);

      request(1);
      assertThat(signals.take()).isEqualTo(4);
      assertThat(signals).isEmpty();
      request(1);
      assertThat(signals.take()).isEqualTo(4);
      request(1);
      assertThat(signals.take()).isEqualTo(2);
      request(1);
      assertThat(signals.take()).isEqualTo("complete");
      assertThat(sink.sourceRows).hasSize(10);
    }

    @Test
    void publishesAllTablesIfAllAreRequested() throws InterruptedException {
      subscribe(job);
      request(1);
      request(Long.MAX_VALUE);

      assertThat(List.of(signals.take(), signals.take(), signals.take(), signals.take()))
          .containsExactly(4, 4, 2, "complete");
    }

    @Test
    void cancellingEndsTheRunAfterTheChunk() throws InterruptedException {
      CountDownLatch ended = new CountDownLatch(1);
      subscribe(job.listener(org.bandsaw.observe.RunEvent.Ended.class, event -> ended.countDown()));
      request(1);
      assertThat(signals.take()).isEqualTo(4);
      Flow.Subscription present = subscription;
      if (present != null) {
        present.cancel();
      }
      ended.await();

      assertThat(sink.sourceRows).hasSize(4);
      assertThat(sink.closed).isEqualTo(1);
      assertThat(signals).isEmpty();
    }

    @Test
    void aFailureIsSignalled() throws InterruptedException {
      Job failing =
          Pipeline.of(
                  Stages.filter(
                      "odd",
                      row -> {
                        throw new ArithmeticException("no");
                      }))
              .on(Trips.source(3));
      subscribe(failing);
      request(1);

      assertThat(signals.take()).isInstanceOf(StageFailedException.class);
    }

    @Test
    void aRequestOfZeroTablesIsAnError() throws InterruptedException {
      subscribe(job);
      request(0);

      assertThat(signals.take())
          .isInstanceOf(IllegalArgumentException.class)
          .asString()
          .contains("a subscriber must request at least 1 table");
    }
  }

  @Nested
  class Collecting {

    @Test
    void theCollectedTableDoesNotDependOnChunksEvenWithDynamicColumns() {
      Table whole = job.chunks(ChunkPolicy.fixed(10)).collect();
      Table singleRows = job.chunks(ChunkPolicy.fixed(1)).collect();

      assertThat(whole.columnNames())
          .containsExactly("distance", "vendor", "fare", "vendor__A", "vendor__B", "vendor__C");
      assertThat(singleRows.columnNames()).isEqualTo(whole.columnNames());
      assertThat(singleRows.write().toString("csv")).isEqualTo(whole.write().toString("csv"));
      assertThat(whole.doubleColumn("vendor__C").asDoubleArray())
          .containsExactly(0, 0, 1, 0, 0, 1, 0, 0, 1, 0);
    }

    @Test
    void anEmptySourceGivesAnEmptyTableWithColumns() {
      Table none = Pipeline.of(Stages.drop("vendor")).on(Trips.source(0)).collect();

      assertThat(none.rowCount()).isZero();
      assertThat(Schema.of(none)).isEqualTo(Trips.SCHEMA.without("vendor"));
    }

    @Test
    void ifAllRowsAreFilteredTheTableIsEmptyWithColumns() {
      Table none =
          Pipeline.of(Stages.filter("none", row -> false))
              .on(Trips.source(10))
              .chunks(ChunkPolicy.fixed(3))
              .collect();

      assertThat(none.rowCount()).isZero();
      assertThat(Schema.of(none)).isEqualTo(Trips.SCHEMA);
    }

    @Test
    void rowsThatDoNotFitTheBudgetAreRefused() {
      Job large =
          Pipeline.of().on(Trips.source(200_000)).memory(MemoryBudget.ofMebibytes(1)).sink(sink);

      assertThatThrownBy(large::collect)
          .isInstanceOf(BudgetExceededException.class)
          .hasMessageStartingWith("collecting rows (row ")
          .hasMessageContaining("the memory budget is 1048576")
          .hasMessageEndingWith("Raise the budget, or use a sink or tables()");
      assertThat(sink.closed).isEqualTo(1);
    }
  }
}
