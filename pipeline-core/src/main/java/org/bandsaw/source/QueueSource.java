package org.bandsaw.source;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bandsaw.data.Schema;
import tech.tablesaw.api.Table;

/**
 * A bounded queue of tables that other threads fill while the job runs; made by {@link
 * Sources#queue}. It is full if it holds as many tables as its capacity, or if its tables take at
 * least the bytes that the run may read at a time, a quarter of its memory budget; an empty queue
 * accepts a table of any size. The queue can be opened once. Its reader returns no rows if no table
 * arrives within {@link ReadLimit#maxWait()}.
 *
 * <p>Safe for use by any number of threads. The values of a table are copied by the call, so the
 * table can be reused.
 */
public final class QueueSource implements Source, AutoCloseable {

  private static final String NAME = "queue";

  private final Schema schema;
  private final TableQueue queue;
  private final AtomicBoolean opened = new AtomicBoolean();

  QueueSource(Schema schema, int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity must be at least 1 table, not " + capacity);
    }
    this.schema = schema;
    this.queue = new TableQueue(NAME, schema, capacity, true);
  }

  /**
   * Adds a table, waiting while the queue is full.
   *
   * @throws org.bandsaw.data.SchemaException if the table does not have the columns of the schema
   * @throws IllegalStateException after {@link #close} or {@link #fail}, or if the reader was
   *     closed, also while waiting
   * @throws InterruptedException if interrupted while waiting
   */
  public void put(Table table) throws InterruptedException {
    queue.put(table);
  }

  /** Adds a table like {@link #put}, but returns false instead of waiting if the queue is full. */
  public boolean offer(Table table) {
    return queue.offer(table);
  }

  /** Ends the queue: the reader ends after the tables that were added. */
  @Override
  public void close() {
    queue.complete(null);
  }

  /**
   * Ends the queue with a failure: after the tables that were added, the reader throws a {@link
   * SourceFailedException} with this cause.
   */
  public void fail(Throwable cause) {
    queue.complete(Objects.requireNonNull(cause, "cause"));
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
      throw new IllegalStateException("a queue can be opened once; create a new one for each run");
    }
    return queue.reader(() -> {}, () -> {});
  }
}
