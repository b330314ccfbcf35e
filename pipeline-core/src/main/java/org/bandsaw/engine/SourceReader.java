package org.bandsaw.engine;

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
import org.bandsaw.engine.plan.RunPlan;
import org.bandsaw.engine.plan.RunSettings;
import org.bandsaw.probe.Ticker;
import org.bandsaw.source.ChunkReader;
import org.bandsaw.source.ReadLimit;
import org.bandsaw.source.SourceFailedException;

/** The open source of one run. Every exception that it throws names the source. */
final class SourceReader implements AutoCloseable {

  private static final Duration MAX_WAIT = Duration.ofMillis(100);

  private final String name;
  private final ChunkReader reader;
  private final Ticker ticker;
  private final long maxBytes;
  private long readNanos;
  private long rowsRead;
  private long chunkBytes;

  private SourceReader(String name, ChunkReader reader, Ticker ticker, long maxBytes) {
    this.name = name;
    this.reader = reader;
    this.ticker = ticker;
    this.maxBytes = maxBytes;
  }

  /**
   * Opens the source of a run.
   *
   * @param threads receives the thread that reads ahead, if there is one
   */
  static SourceReader open(RunPlan plan, RunThreads threads) {
    String name = plan.source().name();
    RunSettings settings = plan.settings();
    try {
      ChunkReader reader = plan.source().open();
      if (settings.parallelism() > 1) {
        ReadAhead ahead = new ReadAhead(reader, settings.name());
        threads.add(ahead.thread());
        reader = ahead;
      }
      return new SourceReader(name, reader, settings.ticker(), settings.memory().chunkBytes());
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

  /** Returns the next rows: a chunk without rows if there are none yet, empty at the end. */
  Optional<Chunk> next(int maxRows) {
    long before = ticker.nanoTime();
    try {
      Optional<Chunk> chunk = reader.next(new ReadLimit(maxRows, maxBytes, MAX_WAIT));
      if (chunk.isPresent()) {
        rowsRead += chunk.get().rowCount();
        chunkBytes += chunk.get().retainedBytes();
      }
      return chunk;
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

  /** Sets whether chunks may be read ahead, if this source reads ahead at all. */
  void setReadAhead(boolean allowed) {
    if (reader instanceof ReadAhead ahead) {
      ahead.setOnDemand(!allowed);
    }
  }

  /** Returns the buffers of a chunk to the reader. */
  void release(Chunk chunk) {
    reader.release(chunk);
  }

  long cellsSetMissing() {
    return reader.cellsSetMissing();
  }

  /** Returns the rows read so far. */
  long rowsRead() {
    return rowsRead;
  }

  /** Returns the bytes read so far: those of the source, or of the chunks if it does not count. */
  long bytesRead() {
    OptionalLong counted = reader.bytesRead();
    return counted.orElse(chunkBytes);
  }

  OptionalDouble queueFill() {
    return reader.queueFill();
  }

  long retainedBytes() {
    return reader.retainedBytes();
  }

  /** Returns the time spent reading. */
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

  /** Closes the source because of a failure; if that fails too, adds it as suppressed. */
  void abort(Throwable problem) {
    try {
      close();
    } catch (RuntimeException second) {
      problem.addSuppressed(second);
    }
  }
}
