package org.bandsaw.testkit;

import java.io.IOException;
import java.util.Optional;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.Schema;
import org.bandsaw.source.ChunkReader;
import org.bandsaw.source.ReadLimit;
import org.bandsaw.source.Replayable;
import org.bandsaw.source.Source;
import org.bandsaw.source.SourcePosition;

/** Sources for tests. */
public final class TestSources {

  private TestSources() {}

  /** Returns a source of the rows of a chunk. */
  public static Replayable rows(Chunk rows) {
    return new ChunkSource(rows);
  }

  /** Returns a source that throws an {@link IOException} after some rows of another source. */
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
          long maxRows = Math.min(limit.maxRows(), Math.max(1, fitting));
          next = (int) Math.min(chunk.rowCount(), from + maxRows);
          return Optional.of(chunk.slice(from, next));
        }

        @Override
        public Optional<SourcePosition> position() {
          return Optional.of(
              SourcePosition.ofRow(
                  next == 0 ? chunk.firstSourceRow() : chunk.sourceRow(next - 1) + 1));
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
        private long returnedRows;

        @Override
        public Schema schema() {
          return reader.schema();
        }

        @Override
        public Optional<Chunk> next(ReadLimit limit) throws IOException {
          if (returnedRows >= rows) {
            throw new IOException("the disk was pulled out after row " + (returnedRows - 1));
          }
          int maxRows = (int) Math.min(limit.maxRows(), rows - returnedRows);
          Optional<Chunk> chunk =
              reader.next(new ReadLimit(maxRows, limit.maxBytes(), limit.maxWait()));
          returnedRows += chunk.map(Chunk::rowCount).orElse(0);
          return chunk;
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
        public void close() throws IOException {
          reader.close();
        }
      };
    }
  }
}
