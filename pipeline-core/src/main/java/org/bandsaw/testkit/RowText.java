package org.bandsaw.testkit;

import java.util.ArrayList;
import java.util.List;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.Schema;

/** Rows as text. Two texts are equal only if all cells are: doubles are written exactly. */
final class RowText {

  private static final int MAX_SHOWN_CHARS = 2_000;

  private RowText() {}

  /** Returns the source row number and all cells with their names; missing cells are empty. */
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

  /** Returns the texts of all rows of a chunk. */
  static List<String> of(Chunk chunk) {
    List<String> rows = new ArrayList<>(chunk.rowCount());
    for (int row = 0; row < chunk.rowCount(); row++) {
      rows.add(of(chunk, row));
    }
    return rows;
  }

  /** Returns a text for a message, truncated to 2 000 characters. */
  static String abbreviate(String text) {
    return text.length() <= MAX_SHOWN_CHARS ? text : text.substring(0, MAX_SHOWN_CHARS) + "…";
  }
}
