package org.bandsaw.data;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What row views share: names turned into positions without a look-up per row. */
abstract class NamedRow implements RowView {

  private Schema schema;
  private @Nullable String[] asked = new String[8];
  private int[] positions = new int[8];
  private int known;
  private int next;

  NamedRow(Schema schema) {
    this.schema = schema;
  }

  @Override
  public final Schema schema() {
    return schema;
  }

  /** The columns may have changed: then forget what was looked up. */
  @SuppressWarnings("ReferenceEquality") // an equal schema of another chunk is only looked up again
  final void schema(Schema changed) {
    if (changed != schema) {
      schema = changed;
      known = 0;
    }
    next = 0;
  }

  /** A new row begins: names will be asked for from the first on. */
  final void rewind() {
    next = 0;
  }

  /** Lambdas ask for the same names, as the same objects, in the same order, row by row. */
  @SuppressWarnings({"ReferenceEquality", "StringEquality"}) // a miss is only slower
  final int position(String column) {
    int at = next;
    if (at < known && asked[at] == column) {
      next = at + 1;
      return positions[at];
    }
    return search(column);
  }

  @SuppressWarnings({"ReferenceEquality", "StringEquality"})
  private int search(String column) {
    for (int i = 0; i < known; i++) {
      if (asked[i] == column) {
        next = i + 1;
        return positions[i];
      }
    }
    int position = schema.indexOf(column);
    if (known < 256) {
      if (known == asked.length) {
        asked = Arrays.copyOf(asked, known * 2);
        positions = Arrays.copyOf(positions, known * 2);
      }
      asked[known] = column;
      positions[known] = position;
      known++;
      next = known;
    }
    return position;
  }

  @Override
  public final double number(String column) {
    return number(position(column));
  }

  @Override
  public final String text(String column) {
    return text(position(column));
  }

  @Override
  public final boolean isMissing(String column) {
    return isMissing(position(column));
  }

  final ClassCastException notANumber(int column) {
    ColumnSpec spec = schema.column(column);
    return new ClassCastException(
        "column '" + spec.name() + "' is " + spec.type() + ", not a number");
  }

  @Override
  public final String toString() {
    StringBuilder text = new StringBuilder("row ").append(sourceRow()).append(" {");
    for (int i = 0; i < schema.size(); i++) {
      text.append(i == 0 ? "" : ", ").append(schema.column(i).name()).append('=').append(text(i));
    }
    return text.append('}').toString();
  }
}
