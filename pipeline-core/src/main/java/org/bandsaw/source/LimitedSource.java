package org.bandsaw.source;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.Schema;

/** The first rows of another source that can be opened once only. */
record LimitedSource(Source source, long rows) implements Source {

  LimitedSource {
    checkLimit(rows);
  }

  private static void checkLimit(long rows) {
    if (rows < 0) {
      throw new IllegalArgumentException("limit must be at least 0 rows, not " + rows);
    }
  }

  /** The first rows of a source that can be opened again. */
  record LimitedReplayable(Replayable source, long rows) implements Replayable {

    LimitedReplayable {
      checkLimit(rows);
    }

    @Override
    public String name() {
      return source.name();
    }

    @Override
    public ChunkReader open() throws IOException {
      return new LimitedReader(source.open(), rows);
    }
  }

  @Override
  public String name() {
    return source.name();
  }

  @Override
  public ChunkReader open() throws IOException {
    return new LimitedReader(source.open(), rows);
  }

  private static final class LimitedReader implements ChunkReader {

    private final ChunkReader reader;
    private long remainingRows;

    LimitedReader(ChunkReader reader, long rows) {
      this.reader = reader;
      this.remainingRows = rows;
    }

    @Override
    public Schema schema() {
      return reader.schema();
    }

    @Override
    public Optional<Chunk> next(ReadLimit limit) throws IOException {
      if (remainingRows == 0) {
        return Optional.empty();
      }
      int maxRows = (int) Math.min(remainingRows, limit.maxRows());
      Optional<Chunk> next = reader.next(new ReadLimit(maxRows, limit.maxBytes(), limit.maxWait()));
      remainingRows -= next.isPresent() ? next.get().rowCount() : 0;
      return next;
    }

    @Override
    public Optional<SourcePosition> position() {
      return reader.position();
    }

    @Override
    public void release(Chunk chunk) {
      reader.release(chunk);
    }

    @Override
    public long cellsSetMissing() {
      return reader.cellsSetMissing();
    }

    @Override
    public OptionalLong bytesRead() {
      return reader.bytesRead();
    }

    @Override
    public OptionalDouble queueFill() {
      return reader.queueFill();
    }

    @Override
    public long retainedBytes() {
      return reader.retainedBytes();
    }

    @Override
    public void close() throws IOException {
      reader.close();
    }
  }
}
