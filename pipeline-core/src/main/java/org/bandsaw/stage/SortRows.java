package org.bandsaw.stage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.Dictionary;
import org.bandsaw.data.IntVector;
import org.bandsaw.data.LongVector;
import org.bandsaw.data.Schema;
import org.bandsaw.data.StringVector;
import org.bandsaw.data.ValueType;
import org.bandsaw.data.Vector;
import org.bandsaw.stage.column.ProjectionRun;
import org.bandsaw.stage.run.ColumnNames;

/**
 * Puts the rows of a batch into an order: by the first column, rows that are equal there by the
 * second, and so on; rows that are equal in all of them stay as they stood (a stable sort).
 *
 * <p>Numbers and times ascend, false stands before true, text goes by its UTF-16 units as in {@link
 * String#compareTo}. In an ascending column as well as in a {@linkplain #descending descending} one
 * missing values come last. Rows that a trained pipeline is applied to later keep their order.
 *
 * @param name the stage's name; empty for {@code sort(a,b)}
 * @param columns at least one, of any type
 * @param descendingColumns those of them that go from the largest to the smallest
 */
public record SortRows(String name, List<String> columns, List<String> descendingColumns)
    implements BatchOnlyStage {

  private static final long MISSING_KEY = Long.MAX_VALUE;

  public SortRows {
    columns = ColumnNames.requireNonEmpty(columns);
    descendingColumns = ColumnNames.requireValid(descendingColumns);
    for (String column : descendingColumns) {
      if (!columns.contains(column)) {
        throw new IllegalArgumentException(
            "column '" + column + "' is to descend but rows are sorted by " + columns);
      }
    }
    name = ColumnNames.orDefault(name, ColumnNames.formatCall("sort", columns));
  }

  /** This stage under another name. */
  public SortRows named(String other) {
    return new SortRows(ColumnNames.requireStageName(other), columns, descendingColumns);
  }

  /** Lets these of the columns go from the largest to the smallest; none named: all of them. */
  public SortRows descending(String... columns) {
    List<String> which = columns.length == 0 ? this.columns : Arrays.asList(columns);
    return new SortRows(name, this.columns, which);
  }

  @Override
  public StageRun open(Schema input) {
    columns.forEach(input::indexOf);
    return new ProjectionRun(input, schema -> schema);
  }

  @Override
  public Lineage lineage(Schema input) {
    return Lineage.passThrough();
  }

  @Override
  public int[] order(Chunk rows) {
    int[] order = new int[rows.rowCount()];
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    for (int i = columns.size() - 1; i >= 0; i--) { // the first column has the last word
      String column = columns.get(i);
      order = mergeSort(order, sortKeys(rows.vector(column), descendingColumns.contains(column)));
    }
    return order;
  }

  /** A number for each row that ascends as the rows shall. */
  private static long[] sortKeys(Vector vector, boolean descends) {
    long[] keys = new long[vector.length()];
    int[] places = vector instanceof StringVector texts ? textRanks(texts) : new int[0];
    for (int i = 0; i < keys.length; i++) {
      if (vector.isMissing(i)) {
        keys[i] = MISSING_KEY;
      } else {
        long value =
            places.length > 0 ? places[((StringVector) vector).codes()[i]] : sortKey(vector, i);
        // a value is never Long.MIN_VALUE, so neither of these is ever LAST
        keys[i] = descends ? ~value : value - 1;
      }
    }
    return keys;
  }

  private static long sortKey(Vector vector, int row) {
    if (vector instanceof LongVector longs) {
      return longs.get(row);
    } else if (vector instanceof IntVector ints) {
      return ints.get(row);
    } else if (vector.type() == ValueType.BOOLEAN) {
      return (long) vector.number(row);
    }
    long bits = Double.doubleToLongBits(vector.number(row) + 0.0); // -0.0 equals 0.0
    return bits ^ (bits >> 63 & Long.MAX_VALUE);
  }

  /** The place of each text that occurs, among those that do, by its code. */
  private static int[] textRanks(StringVector texts) {
    Dictionary dictionary = texts.dictionary();
    int[] codes = Arrays.copyOf(texts.codes(), texts.length());
    int largest = Arrays.stream(codes).max().orElse(0);
    boolean[] occurs = new boolean[largest + 1];
    for (int code : codes) {
      occurs[code] = true;
    }
    List<Integer> ascending = new ArrayList<>();
    for (int code = 0; code < occurs.length; code++) {
      if (occurs[code]) {
        ascending.add(code);
      }
    }
    ascending.sort(Comparator.comparing(dictionary::value));
    int[] places = new int[largest + 1];
    for (int place = 0; place < ascending.size(); place++) {
      places[ascending.get(place)] = place;
    }
    return places;
  }

  /** A merge sort from the bottom up, without an object for each row. */
  private static int[] mergeSort(int[] order, long[] keys) {
    int n = order.length;
    int[] from = order;
    int[] to = new int[n];
    for (long width = 1; width < n; width *= 2) {
      for (long left = 0; left < n; left += 2 * width) {
        int middle = (int) Math.min(n, left + width);
        merge(from, to, (int) left, middle, (int) Math.min(n, left + 2 * width), keys);
      }
      int[] merged = to;
      to = from;
      from = merged;
    }
    return from;
  }

  private static void merge(int[] from, int[] to, int left, int middle, int end, long[] keys) {
    int a = left;
    int b = middle;
    for (int i = left; i < end; i++) {
      boolean takesLeft = b == end || (a < middle && keys[from[a]] <= keys[from[b]]);
      to[i] = takesLeft ? from[a++] : from[b++];
    }
  }
}
