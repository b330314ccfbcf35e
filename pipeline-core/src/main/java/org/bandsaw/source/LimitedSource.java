package org.bandsaw.source;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.Schema;

/** The first rows of another source. */
record LimitedSource(Source all, long rows) implements Source {

  LimitedSource {
    check(rows);
  }

  private static void check(long rows) {
    if (rows < 0) {
      throw new IllegalArgumentException("a limit must be at least 0 rows, not " + rows);
    }
  }

  /** The first rows of a source that can be read again. */
  record Again(Replayable all, long rows) implements Replayable {

    Again {
      check(rows);
    }

    @Override
    public String name() {
      return all.name();
    }

    @Override
    public ChunkReader open() throws IOException {
      return new LimitedReader(all.open(), rows);
    }
  }

  @Override
  public String name() {
    return all.name();
  }

  @Override
  public ChunkReader open() throws IOException {
    return new LimitedReader(all.open(), rows);
  }

  private static final class LimitedReader implements ChunkReader {

    private final ChunkReader all;
    private long left;

    LimitedReader(ChunkReader all, long left) {
      this.all = all;
      this.left = left;
    }

    @Override
    public Schema schema() {
      return all.schema();
    }

    @Override
    public Optional<Chunk> next(ReadLimit limit) throws IOException {
      if (left == 0) {
        return Optional.empty();
      }
      int most = (int) Math.min(left, limit.maxRows());
      Optional<Chunk> next = all.next(new ReadLimit(most, limit.maxBytes(), limit.maxWait()));
      left -= next.isPresent() ? next.get().rowCount() : 0;
      return next;
    }

    @Override
    public void release(Chunk chunk) {
      all.release(chunk);
    }

    @Override
    public long cellsSetMissing() {
      return all.cellsSetMissing();
    }

    @Override
    public OptionalLong bytesRead() {
      return all.bytesRead();
    }

    @Override
    public OptionalDouble queued() {
      return all.queued();
    }

    @Override
    public long retainedBytes() {
      return all.retainedBytes();
    }

    @Override
    public void close() throws IOException {
      all.close();
    }
  }
}
