package org.bandsaw.source;

import java.io.IOException;
import java.util.Optional;
import org.bandsaw.data.BooleanVector;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.DoubleVector;
import org.bandsaw.data.IntVector;
import org.bandsaw.data.LongVector;
import org.bandsaw.data.Schema;
import org.bandsaw.data.StringVector;
import org.bandsaw.data.Vector;
import tech.tablesaw.api.Table;

/** First rows as tables; apart from the readers, which never touch a table. */
final class SourcePreview {

  private SourcePreview() {}

  static Table head(Source source, int rows) {
    if (rows < 1) {
      throw new IllegalArgumentException("head needs at least 1 row, not " + rows);
    }
    try (ChunkReader reader = source.open()) {
      Table table = emptyChunk(reader.schema(), 0).table();
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

  /** No rows, where that many rows were before. */
  static Chunk emptyChunk(Schema schema, long firstRow) {
    Vector[] vectors = new Vector[schema.size()];
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = emptyVector(schema.column(i));
    }
    return Chunk.of(firstRow, schema, 0, vectors);
  }

  private static Vector emptyVector(ColumnSpec spec) {
    return switch (spec.type()) {
      case DOUBLE -> DoubleVector.of();
      case STRING -> StringVector.of();
      case BOOLEAN -> BooleanVector.of();
      case INT, DATE -> IntVector.wrap(spec.type(), new int[0], 0);
      case LONG, DATE_TIME, INSTANT -> LongVector.wrap(spec.type(), new long[0], 0);
    };
  }
}
