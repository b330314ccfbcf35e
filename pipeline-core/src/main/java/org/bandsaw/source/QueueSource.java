package org.bandsaw.source;

import java.util.concurrent.atomic.AtomicBoolean;
import org.bandsaw.data.Schema;
import tech.tablesaw.api.Table;

/**
 * Tables that other threads bring while the job runs. At most so many as its capacity wait to be
 * read, and of several no more than a run's memory budget allows it to read at a time, a quarter;
 * {@link #put} waits for room. It can be opened once. A reader that gets nothing within {@link
 * ReadLimit#maxWait()} answers no rows.
 *
 * <p>Any number of threads may put. A table's values are copied by the call, so that it may be used
 * again.
 */
public final class QueueSource implements Source, AutoCloseable {

  private static final String NAME = "queue";

  private final Schema schema;
  private final TableQueue queue;
  private final AtomicBoolean opened = new AtomicBoolean();

  QueueSource(Schema schema, int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("a queue's capacity is at least 1, not " + capacity);
    }
    this.schema = schema;
    this.queue = new TableQueue(NAME, schema, capacity, true);
  }

  /**
   * Adds a table, after waiting for room if there is none.
   *
   * @throws org.bandsaw.data.SchemaException when the table's columns are not the schema's
   * @throws IllegalStateException after {@link #close} or {@link #fail}, or when the reader was
   *     closed, also while waiting
   * @throws InterruptedException when interrupted while waiting
   */
  public void put(Table table) throws InterruptedException {
    queue.put(table);
  }

  /** As {@link #put}, but answers false where that would wait. */
  public boolean offer(Table table) {
    return queue.offer(table);
  }

  /** No more tables will come; the reader ends after those that were put. */
  @Override
  public void close() {
    queue.complete(null);
  }

  /**
   * No more tables will come, for this reason: after those that were put the reader throws a {@link
   * SourceFailedException} with this cause.
   */
  public void fail(Throwable cause) {
    queue.complete(java.util.Objects.requireNonNull(cause, "cause"));
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public ChunkReader open() {
    if (!opened.compareAndSet(false, true)) {
      throw new IllegalStateException("a queue can be opened once; make another one for this run");
    }
    return queue.reader(() -> {}, () -> {});
  }
}
