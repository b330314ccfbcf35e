package org.bandsaw.engine.consistency;

import java.util.Objects;
import java.util.Optional;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.DoubleVector;
import org.bandsaw.data.Schema;
import org.bandsaw.data.Vector;
import org.bandsaw.report.Consistency;

/**
 * A difference between two runs.
 *
 * @param row the source row; -1 if the difference is not in a row
 * @param column the column, or what else differs, such as {@code scores}
 * @param first the value in the first run; empty if missing
 * @param second the value in the second run; empty if missing
 */
record Difference(long row, String column, String first, String second) {

  Consistency toConsistency(String runs, String stage) {
    return new Consistency.Different(runs, stage, row, column, first, second);
  }

  /** Returns whether two cells are equal, bit for bit. */
  static boolean cellsEqual(Vector a, int i, Vector b, int j) {
    if (a instanceof DoubleVector x && b instanceof DoubleVector y) {
      return Double.doubleToLongBits(x.get(i)) == Double.doubleToLongBits(y.get(j));
    }
    return a.type() == b.type() && Objects.equals(a.text(i), b.text(j));
  }

  /** Returns the first difference between the rows of two batches, in order of row and column. */
  static Optional<Difference> between(Chunk first, Chunk second) {
    Schema schema = first.schema();
    if (!schema.equals(second.schema())) {
      return Optional.of(
          new Difference(
              -1, "columns", schema.names().toString(), second.schema().names().toString()));
    }
    if (first.rowCount() != second.rowCount()) {
      return Optional.of(
          new Difference(-1, "row count", "" + first.rowCount(), "" + second.rowCount()));
    }
    for (int i = 0; i < first.rowCount(); i++) {
      long row = first.sourceRow(i);
      if (row != second.sourceRow(i)) {
        return Optional.of(new Difference(row, "source row", "" + row, "" + second.sourceRow(i)));
      }
      for (int c = 0; c < schema.size(); c++) {
        Vector a = first.vector(c);
        Vector b = second.vector(c);
        if (!cellsEqual(a, i, b, i)) {
          return Optional.of(new Difference(row, schema.column(c).name(), a.text(i), b.text(i)));
        }
      }
    }
    return Optional.empty();
  }
}
