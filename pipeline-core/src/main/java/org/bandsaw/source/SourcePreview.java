package org.bandsaw.source;

import java.io.IOException;
import java.util.Optional;
import org.bandsaw.data.Chunk;
import tech.tablesaw.api.Table;

/** Implements {@link Source#head}. A separate class, since readers of files do not load tables. */
final class SourcePreview {

  private SourcePreview() {}

  static Table head(Source source, int rows) {
    if (rows < 1) {
      throw new IllegalArgumentException("rows must be at least 1, not " + rows);
    }
    try (ChunkReader reader = source.open()) {
      Table table = Chunk.empty(reader.schema()).table();
      table.setName(source.name());
      while (table.rowCount() < rows) {
        Optional<Chunk> next = reader.next(ReadLimit.ofRows(rows - table.rowCount()));
        if (next.isEmpty() || next.get().rowCount() == 0) {
          break;
        }
        table.append(next.get().table());
        reader.release(next.get());
      }
      return table;
    } catch (IOException e) {
      throw new SourceFailedException(source.name(), "could not be read: " + e.getMessage(), e);
    }
  }
}
