package org.bandsaw;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.Schema;
import org.bandsaw.source.ChunkReader;
import org.bandsaw.source.ReadLimit;
import org.jspecify.annotations.Nullable;

/**
 * Reads the next chunk on a thread of its own while the present one is computed. The wrapped reader
 * is only ever used by that thread, so chunks to be released are handed back to it.
 */
final class ReadAhead implements ChunkReader {

  private static final int AHEAD = 1;

  /** What came of one reading: rows, the end, or a failure. */
  private record Taken(Optional<Chunk> chunk, @Nullable Throwable failure) {}

  private final ChunkReader reader;
  private final Schema schema;
  private final BlockingQueue<Taken> taken = new ArrayBlockingQueue<>(AHEAD);
  private final ConcurrentLinkedQueue<Chunk> released = new ConcurrentLinkedQueue<>();
  private final Thread thread;
  private volatile ReadLimit limit = ReadLimit.ofRows(1);
  private volatile boolean closing;
  private volatile long retained;
  private volatile long setMissing;
  private volatile OptionalLong bytesRead = OptionalLong.empty();
  private volatile OptionalDouble queued = OptionalDouble.empty();
  private boolean started;
  private @Nullable Taken last;

  ReadAhead(ChunkReader reader, String job) {
    this.reader = reader;
    this.schema = reader.schema();
    this.thread = new Thread(this::readOn, "bandsaw-read-" + job);
    thread.setDaemon(true);
  }

  private void readOn() {
    boolean more = true;
    while (more && !closing) {
      Taken next = read();
      more = next.failure() == null && next.chunk().isPresent();
      try {
        taken.put(next);
      } catch (InterruptedException closed) {
        more = false; // only close() interrupts this thread, and it waits for its end
      }
    }
  }

  private Taken read() {
    try {
      for (Chunk done = released.poll(); done != null; done = released.poll()) {
        reader.release(done);
      }
      Optional<Chunk> chunk = reader.next(limit);
      long bytes = chunk.isPresent() ? chunk.get().retainedBytes() : 0;
      retained = reader.retainedBytes() + 2 * bytes; // it waits while another is being read
      setMissing = reader.cellsSetMissing();
      bytesRead = reader.bytesRead();
      queued = reader.queued();
      return new Taken(chunk, null);
    } catch (IOException | RuntimeException | Error failure) {
      return new Taken(Optional.empty(), failure);
    }
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public Optional<Chunk> next(ReadLimit wanted) throws IOException {
    limit = wanted;
    if (!started) {
      started = true;
      thread.start();
    }
    Taken next = last;
    if (next == null) {
      next = take();
      if (next.chunk().isEmpty()) {
        last = next;
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

  private Taken take() {
    try {
      return taken.take();
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
    return setMissing;
  }

  @Override
  public OptionalLong bytesRead() {
    return bytesRead;
  }

  @Override
  public OptionalDouble queued() {
    return queued;
  }

  @Override
  public long retainedBytes() {
    return retained;
  }

  @Override
  public void close() throws IOException {
    closing = true;
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
      setMissing = reader.cellsSetMissing();
    }
    reader.close();
  }
}
