package org.bandsaw;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.bandsaw.data.BooleanVector;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.DoubleVector;
import org.bandsaw.data.IntVector;
import org.bandsaw.data.LongVector;
import org.bandsaw.data.Schema;
import org.bandsaw.data.StringVector;
import org.bandsaw.data.ValueType;

/** Random rows with columns of every type, missing values and late categories, from a seed. */
final class RandomRows {

  static final Schema SCHEMA =
      Schema.of(
          ColumnSpec.real("a"),
          ColumnSpec.real("b"),
          ColumnSpec.integer("i"),
          ColumnSpec.longInteger("l"),
          ColumnSpec.bool("f"),
          ColumnSpec.text("s"),
          ColumnSpec.text("k"),
          ColumnSpec.dateTime("t"),
          ColumnSpec.real("y"));

  private RandomRows() {}

  static Chunk of(long seed, int rows) {
    Random random = new Random(seed);
    double[] a = new double[rows];
    double[] b = new double[rows];
    int[] i = new int[rows];
    long[] l = new long[rows];
    byte[] f = new byte[rows];
    String[] s = new String[rows];
    String[] k = new String[rows];
    long[] t = new long[rows];
    double[] y = new double[rows];
    for (int row = 0; row < rows; row++) {
      boolean missing = random.nextInt(5) == 0;
      a[row] = missing ? Double.NaN : random.nextInt(2_000) / 500.0 - 2;
      b[row] = random.nextInt(6) == 0 ? Double.NaN : random.nextDouble() * 3;
      i[row] = random.nextInt(7) == 0 ? IntVector.MISSING : random.nextInt(9) - 4;
      l[row] = random.nextInt(7) == 0 ? LongVector.MISSING : random.nextLong() >> 20;
      f[row] = random.nextInt(7) == 0 ? BooleanVector.MISSING : (byte) random.nextInt(2);
      // the number of categories increases with the row, so that some appear late
      s[row] = random.nextInt(8) == 0 ? "" : "" + (char) ('a' + random.nextInt(2 + row / 9));
      k[row] = random.nextInt(9) == 0 ? "" : "key \"" + random.nextInt(8) + "\", x";
      t[row] =
          random.nextInt(9) == 0
              ? LongVector.MISSING
              : 1_700_000_000_000_000L + row * 1_000_000L + random.nextInt(3);
      y[row] = random.nextInt(11) == 0 ? Double.NaN : random.nextDouble() * 4 - 2;
    }
    return Chunk.of(
        0,
        SCHEMA,
        rows,
        DoubleVector.wrap(a, rows),
        DoubleVector.wrap(b, rows),
        IntVector.wrap(ValueType.INT, i, rows),
        LongVector.wrap(ValueType.LONG, l, rows),
        BooleanVector.wrap(f, rows),
        StringVector.of(s),
        StringVector.of(k),
        LongVector.wrap(ValueType.DATE_TIME, t, rows),
        DoubleVector.wrap(y, rows));
  }

  /** Returns the rows as CSV; some cells are quoted without need. */
  static byte[] csv(Chunk rows) {
    StringBuilder text = new StringBuilder(String.join(",", rows.schema().names())).append('\n');
    for (int row = 0; row < rows.rowCount(); row++) {
      for (int column = 0; column < rows.schema().size(); column++) {
        String cell = rows.vector(column).text(row);
        boolean quoted = cell.indexOf('"') >= 0 || ((row + column) % 3 == 0 && row % 2 == 0);
        text.append(column == 0 ? "" : ",");
        text.append(quoted ? '"' + cell.replace("\"", "\"\"") + '"' : cell);
      }
      text.append(row % 7 == 0 ? "\r\n" : "\n");
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
