package org.bandsaw;

import java.util.Optional;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.Schema;
import org.bandsaw.source.ChunkReader;
import org.bandsaw.source.ReadLimit;
import org.bandsaw.source.Replayable;

/** A source that returns at most a few rows at a time. */
record SlicedSource(Chunk rows, int maxRows) implements Replayable {

  @Override
  public String name() {
    return "rows";
  }

  @Override
  public Schema schema() {
    return rows.schema();
  }

  @Override
  public ChunkReader open() {
    return new ChunkReader() {
      private int at;

      @Override
      public Schema schema() {
        return rows.schema();
      }

      @Override
      public Optional<Chunk> next(ReadLimit limit) {
        if (at == rows.rowCount()) {
          return Optional.empty();
        }
        int to = Math.min(rows.rowCount(), at + Math.min(maxRows, limit.maxRows()));
        Chunk slice = rows.slice(at, to);
        at = to;
        return Optional.of(slice);
      }

      @Override
      public long retainedBytes() {
        return 0;
      }

      @Override
      public void close() {}
    };
  }
}
