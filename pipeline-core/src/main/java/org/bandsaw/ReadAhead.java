package org.bandsaw;

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
import org.jspecify.annotations.Nullable;

/**
 * Reads the next chunks on a thread of its own while the present one is computed: one waits while
 * another is being read. Told to read {@link #setOnDemand}, it begins to read when it is asked. The
 * wrapped reader is only ever used by that thread, so chunks to be released are handed back to it.
 */
final class ReadAhead implements ChunkReader {

  /** The chunk that is computed, one that waits, and one that is being read. */
  static final int MAX_IN_FLIGHT = 3;

  private static final int MAX_AHEAD = MAX_IN_FLIGHT - 1;

  /** What came of one reading: rows, the end, or a failure. */
  private record ReadResult(Optional<Chunk> chunk, long bytes, @Nullable Throwable failure) {}

  private final ChunkReader reader;
  private final Schema schema;
  private final Object lock = new Object();
  private final ConcurrentLinkedQueue<Chunk> released = new ConcurrentLinkedQueue<>();
  private final Thread thread;
  private volatile ReadLimit limit = ReadLimit.ofRows(1);
  private volatile long retained;
  private volatile long missingCells;
  private volatile OptionalLong bytesRead = OptionalLong.empty();
  private volatile OptionalDouble queued = OptionalDouble.empty();

  // guarded by the lock
  private final Deque<ReadResult> results = new ArrayDeque<>();
  private int pendingReads; // readings that were begun and whose rows were not taken
  private int maxAhead = MAX_AHEAD;
  private boolean requested;
  private boolean closing;
  private long waitingBytes;
  private long lastChunkBytes;

  private boolean started;
  private @Nullable ReadResult endResult;

  ReadAhead(ChunkReader reader, String job) {
    this.reader = reader;
    this.schema = reader.schema();
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
      // Only close() interrupts this thread, and it waits for its end, which this is.
      Thread.currentThread().interrupt();
    }
  }

  /** Waits until there is something to read for; answers false when there will not be. */
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
      missingCells = reader.cellsSetMissing();
      bytesRead = reader.bytesRead();
      queued = reader.queueFill();
      return new ReadResult(chunk, chunk.isPresent() ? chunk.get().retainedBytes() : 0, null);
    } catch (IOException | RuntimeException | Error failure) {
      return new ReadResult(Optional.empty(), 0, failure);
    }
  }

  /** From now on reads nothing before it is asked, or reads ahead again. */
  void setOnDemand(boolean nothing) {
    synchronized (lock) {
      maxAhead = nothing ? 0 : MAX_AHEAD;
      lock.notifyAll();
    }
  }

  /** The thread that reads. */
  Thread thread() {
    return thread;
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public Optional<Chunk> next(ReadLimit most) throws IOException {
    limit = most;
    if (!started) {
      started = true;
      thread.start();
    }
    ReadResult next = endResult;
    if (next == null) {
      next = take();
      if (next.chunk().isEmpty()) {
        endResult = next;
      }
    }
    Throwable failure = next.failure();
    if (failure instanceof IOException io) {
      throw io;
    } else if (failure instanceof RuntimeException runtime) {
      throw runtime;
    } else if (failure instanceof Error error) {
      throw error;
    }
    return next.chunk();
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

  @Override
  public OptionalLong bytesRead() {
    return bytesRead;
  }

  @Override
  public OptionalDouble queueFill() {
    return queued;
  }

  /**
   * What the reader held after its last reading, the chunks that wait, and for one that is being
   * read what the one before it took.
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
      missingCells = reader.cellsSetMissing();
    }
    reader.close();
  }
}
