package org.bandsaw.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bandsaw.source.SourceRows.all;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeUnit;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.Schema;
import org.bandsaw.data.SchemaException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

@Timeout(60)
class TableSourcesTest {

  private static final Schema SCHEMA = Schema.of(ColumnSpec.integer("n"), ColumnSpec.text("t"));
  private static final ReadLimit NO_WAIT = new ReadLimit(100, Long.MAX_VALUE, Duration.ZERO);

  private static Table table(int from, int to) {
    IntColumn n = IntColumn.create("n");
    StringColumn t = StringColumn.create("t");
    for (int i = from; i < to; i++) {
      n.append(i);
      t.append("t" + i);
    }
    return Table.create("numbers", t, n);
  }

  private static List<String> rows(int from, int to) {
    List<String> rows = new ArrayList<>();
    for (int i = from; i < to; i++) {
      rows.add(i + "|t" + i);
    }
    return rows;
  }

  private static Table wrong() {
    return Table.create(
        "wrong", IntColumn.create("n", new int[] {1}), IntColumn.create("t", new int[] {2}));
  }

  @Nested
  class Tables {

    @Test
    void areReadInOrderByEachReader() {
      Replayable source =
          Sources.tables(SCHEMA, List.of(table(0, 5), table(5, 5), table(5, 7), table(7, 8)));
      assertThat(all(source, 2)).isEqualTo(rows(0, 8));
      assertThat(all(source, 100)).isEqualTo(rows(0, 8));
      assertThat(source.head(3).rowCount()).isEqualTo(3);
      assertThat(all(source.limit(6), 4)).isEqualTo(rows(0, 6));
    }

    @Test
    void areSplitIfTheyAreLargerThanTheLimit() throws IOException {
      Replayable source = Sources.tables(SCHEMA, List.of(table(0, 5), table(5, 7)));
      List<Integer> sizes = new ArrayList<>();
      try (ChunkReader reader = source.open()) {
        Optional<Chunk> next = reader.next(ReadLimit.ofRows(3));
        while (next.isPresent()) {
          sizes.add(next.get().rowCount());
          next = reader.next(ReadLimit.ofRows(3));
        }
      }
      assertThat(sizes).containsExactly(3, 2, 2);
    }

    @Test
    void respectALimitOfBytesButReturnAtLeastOneRow() throws IOException {
      try (ChunkReader reader = Sources.tables(SCHEMA, List.of(table(0, 1_000))).open()) {
        // Two columns of 4 bytes per row and two array headers: (2 * (16 + 4000)) / 1000 = 8.
        Chunk some = reader.next(new ReadLimit(1_000, 80, Duration.ZERO)).orElseThrow();
        assertThat(some.rowCount()).isEqualTo(10);
        Chunk one = reader.next(new ReadLimit(1_000, 1, Duration.ZERO)).orElseThrow();
        assertThat(one.rowCount()).isEqualTo(1);
        assertThat(one.firstSourceRow()).isEqualTo(10);
      }
    }

    @Test
    void mustMatchTheSchema() throws IOException {
      try (ChunkReader reader = Sources.tables(SCHEMA, List.of(table(0, 1), wrong())).open()) {
        assertThat(reader.next(ReadLimit.ofRows(5)).orElseThrow().rowCount()).isEqualTo(1);
        assertThatThrownBy(() -> reader.next(ReadLimit.ofRows(5)))
            .isInstanceOf(SchemaException.class)
            .hasMessageContaining("tables, table 2")
            .hasMessageContaining("column 't' is INT in this table; STRING was declared");
      }
    }

    @Test
    void canBeASingleTable() {
      Replayable source = Sources.table(table(0, 3));
      assertThat(source.name()).isEqualTo("numbers");
      assertThat(source.schema().names()).containsExactly("t", "n");
      assertThat(all(source)).containsExactly("t0|0", "t1|1", "t2|2");
    }
  }

  @Nested
  class Queue {

    private final QueueSource queue = Sources.queue(SCHEMA, 1);

    @Test
    void returnsTheTablesOfOtherThreadsUntilItIsClosed() throws Exception {
      ExecutorService producer = Executors.newSingleThreadExecutor();
      try {
        Future<?> done =
            producer.submit(
                () -> {
                  for (int i = 0; i < 100; i++) {
                    queue.put(table(i, i + 1));
                  }
                  queue.close();
                  return null;
                });
        List<String> read = new ArrayList<>();
        try (ChunkReader reader = queue.open()) {
          SourceRows.rest(reader, 10, read);
        }
        done.get();
        assertThat(read).isEqualTo(rows(0, 100));
      } finally {
        producer.shutdownNow();
      }
    }

    @Test
    void rejectsAnOfferIfItIsFull() throws IOException {
      assertThat(queue.offer(table(0, 1))).isTrue();
      assertThat(queue.offer(table(1, 2))).isFalse();
      try (ChunkReader reader = queue.open()) {
        assertThat(reader.retainedBytes()).isPositive();
        assertThat(reader.next(NO_WAIT).orElseThrow().rowCount()).isEqualTo(1);
        assertThat(queue.offer(table(1, 2))).isTrue();
      }
    }

    @Test
    void isFullAtTheBytesThatARunMayReadAtATime() throws IOException {
      QueueSource large = Sources.queue(SCHEMA, 100);
      try (ChunkReader reader = large.open()) {
        assertThat(large.offer(table(0, 1_000))).isTrue();
        ReadLimit fewBytes = new ReadLimit(1_000, 4_000, Duration.ZERO);
        assertThat(reader.next(fewBytes)).isPresent();

        assertThat(large.offer(table(0, 1_000))).isTrue(); // an empty queue accepts any table
        assertThat(large.offer(table(0, 1_000))).isFalse();
        assertThat(large.offer(table(0, 1))).isFalse();
        assertThat(reader.retainedBytes()).isGreaterThan(8_000);
      }
    }

    @Test
    void returnsNoRowsAfterTheMaximumWait() throws IOException {
      try (ChunkReader reader = queue.open()) {
        assertThat(reader.next(NO_WAIT).orElseThrow().rowCount()).isZero();
        queue.offer(table(0, 2));
        assertThat(reader.next(NO_WAIT).orElseThrow().rowCount()).isEqualTo(2);
        Chunk none = reader.next(NO_WAIT).orElseThrow();
        assertThat(none.rowCount()).isZero();
        assertThat(none.firstSourceRow()).isEqualTo(2);
        queue.close();
        assertThat(reader.next(NO_WAIT)).isEmpty();
      }
    }

    @Test
    void copiesTheTables() throws IOException {
      Table table = table(0, 1);
      queue.offer(table);
      table.intColumn("n").set(0, 77);
      queue.close();
      assertThat(all(queue)).isEqualTo(rows(0, 1));
    }

    @Test
    void reportsAFailureAfterTheRowsBeforeIt() throws IOException {
      queue.offer(table(0, 1));
      IllegalStateException cause = new IllegalStateException("feed failed");
      queue.fail(cause);
      queue.close();
      try (ChunkReader reader = queue.open()) {
        assertThat(reader.next(NO_WAIT).orElseThrow().rowCount()).isEqualTo(1);
        assertThatThrownBy(() -> reader.next(NO_WAIT))
            .isInstanceOf(SourceFailedException.class)
            .hasMessageContaining("feed failed")
            .hasCause(cause);
      }
    }

    @Test
    void canBeOpenedOnceOnly() throws IOException {
      queue.open().close();
      assertThatThrownBy(queue::open)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("opened once");
    }

    @Test
    void failsAWaitingProducerWhenItsReaderIsClosed() throws Exception {
      ExecutorService producer = Executors.newSingleThreadExecutor();
      try {
        ChunkReader reader = queue.open();
        queue.put(table(0, 1));
        CountDownLatch started = new CountDownLatch(1);
        Future<?> blocked =
            producer.submit(
                () -> {
                  started.countDown();
                  queue.put(table(1, 2));
                  return null;
                });
        started.await();
        reader.close();
        assertThatThrownBy(() -> blocked.get(30, TimeUnit.SECONDS))
            .isInstanceOf(ExecutionException.class)
            .hasRootCauseMessage("source 'queue' is no longer read; no table can be added to it");
      } finally {
        producer.shutdownNow();
      }
    }

    @Test
    void rejectsTablesOfAnotherSchemaAndTablesAfterItsEnd() {
      assertThatThrownBy(() -> queue.put(wrong())).isInstanceOf(SchemaException.class);
      queue.close();
      assertThatThrownBy(() -> queue.offer(table(0, 1)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("was closed");
    }

    @Test
    void restoresTheInterruptFlag() throws IOException {
      try (ChunkReader reader = queue.open()) {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> reader.next(ReadLimit.ofRows(1)))
            .isInstanceOf(IOException.class)
            .hasMessageContaining("interrupted");
        assertThat(Thread.interrupted()).isTrue();
      }
    }
  }

  @Nested
  class Publisher {

    @Test
    void deliversItsTablesToEachReader() throws Exception {
      List<String> rows = new ArrayList<>();
      List<String> again = new ArrayList<>();
      try (SubmissionPublisher<Table> publisher = new SubmissionPublisher<>();
          ChunkReader first = Sources.publisher(SCHEMA, publisher).limit(50).open();
          ChunkReader second = Sources.publisher(SCHEMA, publisher).limit(50).open()) {
        for (int i = 0; i < 50; i++) {
          publisher.submit(table(i, i + 1));
        }
        SourceRows.rest(first, 7, rows);
        SourceRows.rest(second, 7, again);
      }
      assertThat(rows).isEqualTo(rows(0, 50));
      assertThat(again).isEqualTo(rows(0, 50));
    }

    @Test
    void endsAfterItsLastTable() throws Exception {
      SubmissionPublisher<Table> publisher = new SubmissionPublisher<>();
      try (ChunkReader reader = Sources.publisher(SCHEMA, publisher).open()) {
        publisher.submit(table(0, 9));
        publisher.close();
        List<String> rows = new ArrayList<>();
        SourceRows.rest(reader, 4, rows);
        assertThat(rows).isEqualTo(rows(0, 9));
      }
    }

    @Test
    void receivesRequestsForAtMostTwoTablesAhead() throws IOException {
      ManualPublisher publisher = new ManualPublisher();
      try (ChunkReader reader = Sources.publisher(SCHEMA, publisher).open()) {
        assertThat(publisher.requested).isEqualTo(2);
        publisher.publish(table(0, 1));
        publisher.publish(table(1, 2));
        assertThat(publisher.requested).isEqualTo(2);
        assertThat(reader.next(NO_WAIT)).isPresent();
        assertThat(publisher.requested).isEqualTo(3);
      }
      assertThat(publisher.cancelled).isTrue();
    }

    @Test
    void reportsItsErrorAfterTheRowsBeforeIt() throws IOException {
      ManualPublisher publisher = new ManualPublisher();
      try (ChunkReader reader = Sources.publisher(SCHEMA, publisher).open()) {
        publisher.publish(table(0, 1));
        IOException cause = new IOException("gone");
        publisher.fail(cause);
        assertThat(reader.next(NO_WAIT).orElseThrow().rowCount()).isEqualTo(1);
        assertThatThrownBy(() -> reader.next(NO_WAIT))
            .isInstanceOf(SourceFailedException.class)
            .hasCause(cause);
      }
    }

    @Test
    void isCancelledIfItPublishesMoreThanRequestedOrAnotherSchema() throws IOException {
      ManualPublisher eager = new ManualPublisher();
      try (ChunkReader reader = Sources.publisher(SCHEMA, eager).open()) {
        eager.publish(table(0, 1));
        eager.publish(table(1, 2));
        eager.publish(table(2, 3));
        assertThat(eager.cancelled).isTrue();
        List<String> rows = new ArrayList<>();
        assertThatThrownBy(() -> SourceRows.rest(reader, 1, rows))
            .isInstanceOf(SourceFailedException.class)
            .hasMessageContaining("more tables than were requested");
        assertThat(rows).hasSize(2);
      }
      ManualPublisher other = new ManualPublisher();
      try (ChunkReader reader = Sources.publisher(SCHEMA, other).open()) {
        other.publish(wrong());
        assertThatThrownBy(() -> reader.next(NO_WAIT)).hasCauseInstanceOf(SchemaException.class);
      }
    }
  }

  /** Publishes tables independent of what was requested. */
  private static final class ManualPublisher implements Flow.Publisher<Table>, Flow.Subscription {

    private Flow.@Nullable Subscriber<? super Table> subscriber;
    private long requested;
    private boolean cancelled;

    @Override
    public void subscribe(Flow.Subscriber<? super Table> newSubscriber) {
      subscriber = newSubscriber;
      newSubscriber.onSubscribe(this);
    }

    @Override
    public void request(long n) {
      requested += n;
    }

    @Override
    public void cancel() {
      cancelled = true;
    }

    void publish(Table table) {
      Objects.requireNonNull(subscriber).onNext(table);
    }

    void fail(Throwable cause) {
      Objects.requireNonNull(subscriber).onError(cause);
    }
  }
}
