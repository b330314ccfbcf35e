package org.bandsaw.engine;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.RunCancelledException;
import org.bandsaw.data.Schema;
import org.bandsaw.source.ChunkReader;
import org.bandsaw.source.ReadLimit;
import org.bandsaw.source.SourcePosition;
import org.jspecify.annotations.Nullable;

/**
 * Reads the next chunks on a thread of its own while the present one is processed: one chunk waits
 * while another is read. {@link #setOnDemand} switches to reading only when a chunk is requested.
 * The wrapped reader is used by that thread only, so released chunks are handed to it.
 */
final class ReadAhead implements ChunkReader {

  /** The chunk that is processed, one that waits and one that is read. */
  static final int MAX_IN_FLIGHT = 3;

  private static final int MAX_AHEAD = MAX_IN_FLIGHT - 1;

  /** The result of one read: rows, the end, or a failure. */
  private record ReadResult(
      Optional<Chunk> chunk,
      long bytes,
      long missingCells,
      Optional<SourcePosition> position,
      @Nullable Throwable failure) {}

  private final ChunkReader reader;
  private final Schema schema;
  private final Object lock = new Object();
  private final ConcurrentLinkedQueue<Chunk> released = new ConcurrentLinkedQueue<>();
  private final Thread thread;
  private volatile ReadLimit limit = ReadLimit.ofRows(1);
  private volatile long retained;
  private volatile OptionalLong bytesRead = OptionalLong.empty();
  private volatile OptionalDouble queueFill = OptionalDouble.empty();

  // guarded by the lock
  private final Deque<ReadResult> results = new ArrayDeque<>();
  private int pendingReads; // reads that started and whose rows were not taken
  private int maxAhead = MAX_AHEAD;
  private boolean requested;
  private boolean closing;
  private long waitingBytes;
  private long lastChunkBytes;

  private boolean started;
  private long missingCells; // in the rows that were taken
  private Optional<SourcePosition> position; // after the rows that were taken
  private @Nullable ReadResult endResult;

  ReadAhead(ChunkReader reader, String job) {
    this.reader = reader;
    this.schema = reader.schema();
    this.position = reader.position();
    this.thread = new Thread(this::readLoop, "bandsaw-read-" + job);
    thread.setDaemon(true);
  }

  private void readLoop() {
    boolean more = true;
    try {
      while (more && awaitReadPermit()) {
        ReadResult next = read();
        more = next.failure() == null && next.chunk().isPresent();
        synchronized (lock) {
          results.add(next);
          waitingBytes += next.bytes();
          lastChunkBytes = next.bytes();
          lock.notifyAll();
        }
      }
    } catch (InterruptedException closed) {
      // only close() interrupts this thread, and then waits for its end
      Thread.currentThread().interrupt();
    }
  }

  /** Waits until a chunk is to be read; returns false if none will be. */
  private boolean awaitReadPermit() throws InterruptedException {
    synchronized (lock) {
      while (!closing && pendingReads >= maxAhead && !(requested && pendingReads == 0)) {
        lock.wait();
      }
      pendingReads++;
      return !closing;
    }
  }

  private ReadResult read() {
    try {
      for (Chunk done = released.poll(); done != null; done = released.poll()) {
        reader.release(done);
      }
      Optional<Chunk> chunk = reader.next(limit);
      retained = reader.retainedBytes();
      bytesRead = reader.bytesRead();
      queueFill = reader.queueFill();
      long bytes = chunk.isPresent() ? chunk.get().retainedBytes() : 0;
      return new ReadResult(chunk, bytes, reader.cellsSetMissing(), reader.position(), null);
    } catch (Throwable failure) { // also checked exceptions that other languages do not declare
      return new ReadResult(Optional.empty(), 0, 0, Optional.empty(), failure);
    }
  }

  /** Sets whether chunks are read only when they are requested, instead of ahead. */
  void setOnDemand(boolean onDemand) {
    synchronized (lock) {
      maxAhead = onDemand ? 0 : MAX_AHEAD;
      lock.notifyAll();
    }
  }

  /** Returns the thread that reads. */
  Thread thread() {
    return thread;
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public Optional<Chunk> next(ReadLimit next) throws IOException {
    limit = next;
    if (!started) {
      started = true;
      thread.start();
    }
    ReadResult result = endResult;
    if (result == null) {
      result = take();
      if (result.chunk().isEmpty()) {
        endResult = result;
      } else {
        missingCells = result.missingCells();
        position = result.position();
      }
    }
    Throwable failure = result.failure();
    if (failure instanceof IOException io) {
      throw io;
    } else if (failure instanceof RuntimeException runtime) {
      throw runtime;
    } else if (failure instanceof Error error) {
      throw error;
    } else if (failure != null) {
      throw new IOException(failure.toString(), failure);
    }
    return result.chunk();
  }

  private ReadResult take() {
    try {
      synchronized (lock) {
        requested = true;
        lock.notifyAll();
        ReadResult next = results.poll();
        while (next == null) {
          lock.wait();
          next = results.poll();
        }
        requested = false;
        pendingReads--;
        waitingBytes -= next.bytes();
        lock.notifyAll();
        return next;
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new RunCancelledException("interrupted while waiting for rows", interrupted);
    }
  }

  @Override
  public void release(Chunk chunk) {
    released.add(chunk);
  }

  @Override
  public long cellsSetMissing() {
    return missingCells;
  }

  /** Returns the position after the chunk that was taken last, however far the reader is. */
  @Override
  public Optional<SourcePosition> position() {
    return position;
  }

  @Override
  public OptionalLong bytesRead() {
    return bytesRead;
  }

  @Override
  public OptionalDouble queueFill() {
    return queueFill;
  }

  /**
   * Returns the bytes that the reader retained after its last read, those of the chunks that wait,
   * and, for a chunk that is being read, those of the one before it.
   */
  @Override
  public long retainedBytes() {
    synchronized (lock) {
      long reading = pendingReads > results.size() ? lastChunkBytes : 0;
      return retained + waitingBytes + reading;
    }
  }

  @Override
  public void close() throws IOException {
    synchronized (lock) {
      closing = true;
      lock.notifyAll();
    }
    if (started) {
      thread.interrupt();
      boolean interrupted = false;
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException later) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    reader.close();
  }
}
