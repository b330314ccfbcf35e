package org.bandsaw.data;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Base of the row views: finds the positions of names without a look-up per row. */
abstract class AbstractRowView implements RowView {

  private Schema schema;
  private @Nullable String[] cachedNames = new String[8];
  private int[] cachedPositions = new int[8];
  private int cacheSize;
  private int next;

  AbstractRowView(Schema schema) {
    this.schema = schema;
  }

  @Override
  public final Schema schema() {
    return schema;
  }

  /** Sets the columns. If they changed, the cached positions are discarded. */
  @SuppressWarnings(
      "ReferenceEquality") // an equal schema that is another object only costs new look-ups
  final void schema(Schema changed) {
    if (changed != schema) {
      schema = changed;
      cacheSize = 0;
    }
    next = 0;
  }

  /** Prepares for a new row, whose names are expected from the first one on. */
  final void rewind() {
    next = 0;
  }

  /** A lambda reads the same names, as the same objects, in the same order for each row. */
  @SuppressWarnings({"ReferenceEquality", "StringEquality"}) // a miss is only slower
  final int position(String column) {
    int at = next;
    if (at < cacheSize && cachedNames[at] == column) {
      next = at + 1;
      return cachedPositions[at];
    }
    return search(column);
  }

  @SuppressWarnings({"ReferenceEquality", "StringEquality"})
  private int search(String column) {
    for (int i = 0; i < cacheSize; i++) {
      if (cachedNames[i] == column) {
        next = i + 1;
        return cachedPositions[i];
      }
    }
    int position = schema.indexOf(column);
    if (cacheSize < 256) {
      if (cacheSize == cachedNames.length) {
        cachedNames = Arrays.copyOf(cachedNames, cacheSize * 2);
        cachedPositions = Arrays.copyOf(cachedPositions, cacheSize * 2);
      }
      cachedNames[cacheSize] = column;
      cachedPositions[cacheSize] = position;
      cacheSize++;
      next = cacheSize;
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
