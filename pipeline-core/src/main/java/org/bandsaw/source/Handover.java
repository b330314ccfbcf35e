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

/** A bounded place between threads that bring tables and one that reads chunks. */
final class Handover {

  private final String name;
  private final Schema schema;
  private final int capacity;
  private final boolean boundsBytes;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<Chunk> waiting = new ArrayDeque<>();
  private final Chunk nothing;
  private long waitingBytes;
  private long mostBytes = Long.MAX_VALUE;
  private boolean ended;
  private boolean readerClosed;
  private @Nullable Throwable failure;

  /**
   * @param capacity how many tables may wait
   * @param boundsBytes whether those that bring tables also wait where several take more than the
   *     reader may read at a time
   */
  Handover(String name, Schema schema, int capacity, boolean boundsBytes) {
    this.boundsBytes = boundsBytes;
    this.name = name;
    this.schema = schema;
    this.capacity = capacity;
    this.nothing = Heads.none(schema, 0);
  }

  /** Adds a table after waiting for room. */
  void put(Table table) throws InterruptedException {
    Chunk rows = Chunk.of(0, table, schema);
    lock.lockInterruptibly();
    try {
      while (isFull() && isOpen()) {
        changed.await();
      }
      add(rows);
    } finally {
      lock.unlock();
    }
  }

  /** Adds a table if there is room. */
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
    return rows.retainedBytes() + rows.textBytes();
  }

  private boolean isFull() {
    return waiting.size() == capacity || (!waiting.isEmpty() && waitingBytes >= mostBytes);
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
              + "; no table can be put into it");
    }
    waiting.add(rows);
    waitingBytes += bytes(rows);
    changed.signalAll();
  }

  void end(@Nullable Throwable cause) {
    lock.lock();
    try {
      if (!ended) {
        ended = true;
        failure = cause;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  void closeReader() {
    lock.lock();
    try {
      readerClosed = true;
      waiting.clear();
      waitingBytes = 0;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** A chunk; none with rows when nothing came in time; empty at the end. */
  private Optional<Chunk> take(ReadLimit limit) throws InterruptedException {
    Duration maxWait = limit.maxWait();
    long left = maxWait.compareTo(Duration.ofDays(365)) > 0 ? Long.MAX_VALUE : maxWait.toNanos();
    lock.lockInterruptibly();
    try {
      if (boundsBytes) {
        mostBytes = limit.maxBytes();
      }
      while (waiting.isEmpty() && !ended) {
        if (left <= 0) {
          return Optional.of(nothing);
        }
        left = changed.awaitNanos(left);
      }
      Chunk next = waiting.poll();
      if (next != null) {
        waitingBytes -= bytes(next);
        changed.signalAll();
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

  private long waitingBytes() {
    lock.lock();
    try {
      return waitingBytes;
    } finally {
      lock.unlock();
    }
  }

  /**
   * The one reader.
   *
   * @param taken called for each table that was taken out
   * @param closed called when the reader is closed
   */
  ChunkReader reader(Runnable taken, Runnable closed) {
    return new Reader(taken, closed);
  }

  private final class Reader implements ChunkReader {

    private final Pieces pieces = new Pieces(schema);
    private final Runnable taken;
    private final Runnable closed;

    Reader(Runnable taken, Runnable closed) {
      this.taken = taken;
      this.closed = closed;
    }

    @Override
    public Schema schema() {
      return schema;
    }

    @Override
    public Optional<Chunk> next(ReadLimit limit) throws InterruptedIOException {
      if (pieces.isEmpty()) {
        Optional<Chunk> next;
        try {
          next = take(limit);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new InterruptedIOException(
              "source '" + name + "' was interrupted while it waited for rows");
        }
        if (next.isEmpty()) {
          return next;
        }
        if (next.get() != nothing) {
          pieces.add(next.get());
          taken.run();
        }
        if (pieces.isEmpty()) {
          return Optional.of(Heads.none(schema, pieces.nextRow()));
        }
      }
      return Optional.of(pieces.next(limit));
    }

    @Override
    public OptionalDouble queued() {
      lock.lock();
      try {
        return OptionalDouble.of((double) waiting.size() / capacity);
      } finally {
        lock.unlock();
      }
    }

    @Override
    public long retainedBytes() {
      return pieces.retainedBytes() + waitingBytes();
    }

    @Override
    public void close() {
      closeReader();
      closed.run();
    }
  }
}
