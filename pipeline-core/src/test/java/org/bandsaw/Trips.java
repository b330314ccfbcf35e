package org.bandsaw;

import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.DoubleVector;
import org.bandsaw.data.Schema;
import org.bandsaw.data.StringVector;
import org.bandsaw.source.Replayable;
import org.bandsaw.testkit.TestSources;
import tech.tablesaw.api.Table;

/** Trips with simple values: row i has distance i + 1 and fare 2 (i + 1) + 1. */
final class Trips {

  static final Schema SCHEMA =
      Schema.of(ColumnSpec.real("distance"), ColumnSpec.text("vendor"), ColumnSpec.real("fare"));

  private Trips() {}

  /** Returns the first trips; vendors are A, B, C, A, B, C, … */
  static Chunk rows(int count) {
    return rows(0, count);
  }

  /** Returns the trips of a range of rows, numbered from its start. */
  static Chunk rows(int from, int to) {
    int count = to - from;
    double[] distance = new double[count];
    String[] vendor = new String[count];
    double[] fare = new double[count];
    for (int i = 0; i < count; i++) {
      int row = from + i;
      distance[i] = row + 1;
      vendor[i] = "" + (char) ('A' + row % 3);
      fare[i] = 2 * distance[i] + 1;
    }
    return Chunk.of(
        from,
        SCHEMA,
        count,
        DoubleVector.of(distance),
        StringVector.of(vendor),
        DoubleVector.of(fare));
  }

  static Table table(int from, int to) {
    return rows(from, to).table();
  }

  static Replayable source(int count) {
    return TestSources.rows(rows(count));
  }
}
