package org.bandsaw.source;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.Schema;
import org.jspecify.annotations.Nullable;
import tech.tablesaw.api.Table;

/** A bounded queue between threads that add tables and one reader of chunks. */
final class TableQueue {

  private final String name;
  private final Schema schema;
  private final int capacity;
  private final boolean isByteBounded;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition stateChanged = lock.newCondition();
  private final ArrayDeque<Chunk> queue = new ArrayDeque<>();
  private final Chunk emptyChunk;
  private long queuedBytes;
  private long maxBytes = Long.MAX_VALUE;
  private boolean ended;
  private boolean readerClosed;
  private @Nullable Throwable failure;

  /**
   * @param capacity maximum number of tables in the queue
   * @param isByteBounded whether the queue is also full if its tables take at least the bytes that
   *     the reader may read at a time
   */
  TableQueue(String name, Schema schema, int capacity, boolean isByteBounded) {
    this.isByteBounded = isByteBounded;
    this.name = name;
    this.schema = schema;
    this.capacity = capacity;
    this.emptyChunk = Chunk.empty(schema);
  }

  /** Adds a table, waiting while the queue is full. */
  void put(Table table) throws InterruptedException {
    Chunk rows = Chunk.of(0, table, schema);
    lock.lockInterruptibly();
    try {
      while (isFull() && isOpen()) {
        stateChanged.await();
      }
      add(rows);
    } finally {
      lock.unlock();
    }
  }

  /** Adds a table, or returns false if the queue is full. */
  boolean offer(Table table) {
    Chunk rows = Chunk.of(0, table, schema);
    lock.lock();
    try {
      if (isFull() && isOpen()) {
        return false;
      }
      add(rows);
      return true;
    } finally {
      lock.unlock();
    }
  }

  private static long bytes(Chunk rows) {
    return rows.retainedBytes() + rows.dictionaryBytes();
  }

  private boolean isFull() {
    return queue.size() == capacity || (!queue.isEmpty() && queuedBytes >= maxBytes);
  }

  private boolean isOpen() {
    return !ended && !readerClosed;
  }

  private void add(Chunk rows) {
    if (!isOpen()) {
      throw new IllegalStateException(
          "source '"
              + name
              + (ended ? "' was closed" : "' is no longer read")
              + "; no table can be added to it");
    }
    queue.add(rows);
    queuedBytes += bytes(rows);
    stateChanged.signalAll();
  }

  void complete(@Nullable Throwable cause) {
    lock.lock();
    try {
      if (!ended) {
        ended = true;
        failure = cause;
        stateChanged.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  void closeReader() {
    lock.lock();
    try {
      readerClosed = true;
      queue.clear();
      queuedBytes = 0;
      stateChanged.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Returns a table as a chunk, {@link #emptyChunk} after the maximum wait, or empty at the end.
   */
  private Optional<Chunk> take(ReadLimit limit) throws InterruptedException {
    Duration maxWait = limit.maxWait();
    long left = maxWait.compareTo(Duration.ofDays(365)) > 0 ? Long.MAX_VALUE : maxWait.toNanos();
    lock.lockInterruptibly();
    try {
      if (isByteBounded) {
        maxBytes = limit.maxBytes();
      }
      while (queue.isEmpty() && !ended) {
        if (left <= 0) {
          return Optional.of(emptyChunk);
        }
        left = stateChanged.awaitNanos(left);
      }
      Chunk next = queue.poll();
      if (next != null) {
        queuedBytes -= bytes(next);
        stateChanged.signalAll();
        return Optional.of(next);
      }
      if (failure != null) {
        throw new SourceFailedException(name, "failed: " + failure, failure);
      }
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  private long queuedBytes() {
    lock.lock();
    try {
      return queuedBytes;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Returns the reader.
   *
   * @param onTaken called after a table was removed from the queue
   * @param onClosed called after the reader was closed
   */
  ChunkReader reader(Runnable onTaken, Runnable onClosed) {
    return new Reader(onTaken, onClosed);
  }

  private final class Reader implements ChunkReader {

    private final ChunkSlicer slicer = new ChunkSlicer(schema);
    private final Runnable onTaken;
    private final Runnable onClosed;

    Reader(Runnable onTaken, Runnable onClosed) {
      this.onTaken = onTaken;
      this.onClosed = onClosed;
    }

    @Override
    public Schema schema() {
      return schema;
    }

    @Override
    public Optional<Chunk> next(ReadLimit limit) throws InterruptedIOException {
      if (slicer.isEmpty()) {
        Optional<Chunk> next;
        try {
          next = take(limit);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new InterruptedIOException(
              "source '" + name + "' was interrupted while waiting for rows");
        }
        if (next.isEmpty()) {
          return next;
        }
        if (next.get() != emptyChunk) {
          slicer.add(next.get());
          onTaken.run();
        }
        if (slicer.isEmpty()) {
          return Optional.of(Chunk.of(slicer.nextRow(), schema, 0, emptyChunk.vectors()));
        }
      }
      return Optional.of(slicer.next(limit));
    }

    @Override
    public OptionalDouble queueFill() {
      lock.lock();
      try {
        return OptionalDouble.of((double) queue.size() / capacity);
      } finally {
        lock.unlock();
      }
    }

    @Override
    public long retainedBytes() {
      return slicer.retainedBytes() + queuedBytes();
    }

    @Override
    public void close() {
      closeReader();
      onClosed.run();
    }
  }
}
