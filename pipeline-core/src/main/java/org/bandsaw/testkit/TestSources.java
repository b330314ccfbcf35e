package org.bandsaw.testkit;

import java.io.IOException;
import java.util.Optional;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.Schema;
import org.bandsaw.source.ChunkReader;
import org.bandsaw.source.ReadLimit;
import org.bandsaw.source.Replayable;
import org.bandsaw.source.Source;

/** Sources that behave as a test wants. */
public final class TestSources {

  private TestSources() {}

  /** The rows of a chunk, from its first one on, in pieces as asked for. */
  public static Replayable rows(Chunk all) {
    return new ChunkSource(all);
  }

  /** Another source that throws an {@link IOException} after so many rows. */
  public static Source failingAfter(Source source, long rows) {
    return new FailingSource(source, rows);
  }

  private record ChunkSource(Chunk chunk) implements Replayable {

    @Override
    public String name() {
      return "rows";
    }

    @Override
    public ChunkReader open() {
      return new ChunkReader() {
        private int next;

        @Override
        public Schema schema() {
          return chunk.schema();
        }

        @Override
        public Optional<Chunk> next(ReadLimit limit) {
          int from = next;
          if (from == chunk.rowCount()) {
            return Optional.empty();
          }
          long fitting = limit.maxBytes() / Math.max(1, chunk.retainedBytes() / chunk.rowCount());
          long most = Math.min(limit.maxRows(), Math.max(1, fitting));
          next = (int) Math.min(chunk.rowCount(), from + most);
          return Optional.of(chunk.slice(from, next));
        }

        @Override
        public void close() {}
      };
    }
  }

  private record FailingSource(Source source, long rows) implements Source {

    @Override
    public String name() {
      return source.name();
    }

    @Override
    public ChunkReader open() throws IOException {
      ChunkReader reader = source.open();
      return new ChunkReader() {
        private long given;

        @Override
        public Schema schema() {
          return reader.schema();
        }

        @Override
        public Optional<Chunk> next(ReadLimit limit) throws IOException {
          if (given >= rows) {
            throw new IOException("the disk was pulled out after row " + (given - 1));
          }
          int most = (int) Math.min(limit.maxRows(), rows - given);
          Optional<Chunk> chunk =
              reader.next(new ReadLimit(most, limit.maxBytes(), limit.maxWait()));
          given += chunk.map(Chunk::rowCount).orElse(0);
          return chunk;
        }

        @Override
        public void release(Chunk chunk) {
          reader.release(chunk);
        }

        @Override
        public void close() throws IOException {
          reader.close();
        }
      };
    }
  }
}
