package org.bandsaw.testkit;

import java.util.ArrayList;
import java.util.List;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.Schema;

/** Rows as texts, equal only where every cell is: doubles are written so that none reads alike. */
final class RowText {

  private static final int MAX_SHOWN_CHARS = 2_000;

  private RowText() {}

  /** The source row and all cells by name; what is missing is left empty. */
  static String of(Chunk chunk, int row) {
    StringBuilder text = new StringBuilder("row ").append(chunk.sourceRow(row)).append(':');
    Schema schema = chunk.schema();
    for (int c = 0; c < schema.size(); c++) {
      text.append(c == 0 ? " " : ", ").append(schema.column(c).name()).append('=');
      if (!chunk.vector(c).isMissing(row)) {
        text.append(chunk.vector(c).text(row));
      }
    }
    return text.toString();
  }

  /** All rows of a chunk. */
  static List<String> of(Chunk chunk) {
    List<String> rows = new ArrayList<>(chunk.rowCount());
    for (int row = 0; row < chunk.rowCount(); row++) {
      rows.add(of(chunk, row));
    }
    return rows;
  }

  /** A text for a message, cut if it is very long. */
  static String abbreviate(String text) {
    return text.length() <= MAX_SHOWN_CHARS ? text : text.substring(0, MAX_SHOWN_CHARS) + "…";
  }
}
