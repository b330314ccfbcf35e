package org.bandsaw;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.bandsaw.data.BandsawException;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.RunCancelledException;
import org.bandsaw.data.Schema;
import org.bandsaw.probe.Ticker;
import org.bandsaw.source.ChunkReader;
import org.bandsaw.source.ReadLimit;
import org.bandsaw.source.SourceFailedException;

/** The source of one run, opened: whatever it throws names it. */
final class SourceRun implements AutoCloseable {

  private static final Duration MAX_WAIT = Duration.ofMillis(100);

  private final String name;
  private final ChunkReader reader;
  private final Ticker ticker;
  private final long maxBytes;
  private long readNanos;

  private SourceRun(String name, ChunkReader reader, Ticker ticker, long mostBytes) {
    this.name = name;
    this.reader = reader;
    this.ticker = ticker;
    this.maxBytes = mostBytes;
  }

  /**
   * Opens the source of a job.
   *
   * @param threads where a thread that reads ahead is put
   */
  static SourceRun open(Job job, RunThreads threads) {
    String name = job.source().name();
    RunSettings settings = job.settings();
    try {
      ChunkReader reader = job.source().open();
      if (settings.parallelism() > 1) {
        ReadAhead ahead = new ReadAhead(reader, settings.name());
        threads.add(ahead.thread());
        reader = ahead;
      }
      return new SourceRun(name, reader, settings.ticker(), settings.memory().chunkBytes());
    } catch (IOException problem) {
      throw new SourceFailedException(name, "could not be opened: " + problem, problem);
    } catch (BandsawException ours) {
      throw ours;
    } catch (RuntimeException problem) {
      throw new SourceFailedException(name, "threw when it was opened: " + problem, problem);
    }
  }

  String name() {
    return name;
  }

  Schema schema() {
    return reader.schema();
  }

  /** The next rows; a chunk without rows when there are none yet, nothing at the end. */
  Optional<Chunk> next(int mostRows) {
    long before = ticker.nanoTime();
    try {
      return reader.next(new ReadLimit(mostRows, maxBytes, MAX_WAIT));
    } catch (InterruptedIOException interrupted) {
      throw new RunCancelledException(
          "interrupted while waiting for rows of source '" + name + "'", interrupted);
    } catch (IOException problem) {
      throw new SourceFailedException(name, "could not be read: " + problem, problem);
    } catch (BandsawException ours) {
      throw ours;
    } catch (RuntimeException problem) {
      throw new SourceFailedException(name, "threw: " + problem, problem);
    } finally {
      readNanos += ticker.nanoTime() - before;
    }
  }

  /** Whether chunks may be read before they are asked for, if this source does so at all. */
  void setReadAhead(boolean may) {
    if (reader instanceof ReadAhead ahead) {
      ahead.setOnDemand(!may);
    }
  }

  /** Gives the buffers of a chunk back. */
  void release(Chunk chunk) {
    reader.release(chunk);
  }

  long cellsSetMissing() {
    return reader.cellsSetMissing();
  }

  OptionalLong bytesRead() {
    return reader.bytesRead();
  }

  OptionalDouble queued() {
    return reader.queueFill();
  }

  long retainedBytes() {
    return reader.retainedBytes();
  }

  /** Time spent reading. */
  Duration readTime() {
    return Duration.ofNanos(readNanos);
  }

  @Override
  public void close() {
    try {
      reader.close();
    } catch (IOException problem) {
      throw new SourceFailedException(name, "could not be closed: " + problem, problem);
    }
  }

  /** Closes a resource because of a problem, which is told if that fails too. */
  static void closeAfterFailure(Throwable problem, AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception second) {
      problem.addSuppressed(second);
    }
  }
}
