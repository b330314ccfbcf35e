package org.bandsaw.stage;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.bandsaw.data.Schema;

/**
 * The mean of a column over the last rows, the current one included unless {@link
 * #excludingCurrentRow() excluded}: the sum of the values that are there, divided by their number.
 * Missing values are skipped; where fewer than {@link #minRows(int)} values are there the mean is
 * missing. The sum is carried from row to row and added up afresh at fixed row numbers, so that
 * rounding does not build up and results do not depend on chunks.
 *
 * @param name the stage's name; empty for {@code rollingMean(fare,50)}
 * @param column a numeric one
 * @param rows how many rows the window holds, from 1 to 10 000 000
 * @param withCurrent whether the current row is one of them
 * @param minRows the values that a mean needs, from 1 to {@code rows}
 * @param keys columns with whose values a window of its own goes; empty for one window
 * @param limit the most keys that are remembered
 * @param output the column that is made; empty for {@code fare_mean_50} and {@code
 *     fare_mean_50_by_vendor}
 */
public record Rolling(
    String name,
    String column,
    int rows,
    boolean withCurrent,
    int minRows,
    List<String> keys,
    KeyLimit limit,
    String output)
    implements Stage {

  static final int MOST_ROWS = 10_000_000;
  static final KeyLimit KEYS = KeyLimit.atMost(100_000);

  public Rolling {
    ColumnNames.checked(column);
    keys = ColumnNames.checked(keys);
    Objects.requireNonNull(limit, "limit");
    if (rows < 1 || rows > MOST_ROWS) {
      throw new IllegalArgumentException("rows must be from 1 to " + MOST_ROWS + ", not " + rows);
    }
    if (minRows < 1 || minRows > rows) {
      throw new IllegalArgumentException(
          "minRows must be from 1 to the window's " + rows + " rows, not " + minRows);
    }
    name = ColumnNames.stage(name, defaultName(column, rows, keys));
    output = ColumnNames.stage(output, defaultOutput(column, rows, keys));
  }

  private static String defaultName(String column, int rows, List<String> keys) {
    String by = keys.isEmpty() ? "" : ",by " + String.join("+", keys);
    return "rollingMean(" + column + "," + rows + by + ")";
  }

  private static String defaultOutput(String column, int rows, List<String> keys) {
    return column + "_mean_" + rows + (keys.isEmpty() ? "" : "_by_" + String.join("_", keys));
  }

  /** This stage under another name. */
  public Rolling named(String other) {
    String given = ColumnNames.given(other);
    return new Rolling(given, column, rows, withCurrent, minRows, keys, limit, output);
  }

  /**
   * Keeps a window of its own for the rows with the same values in these columns, a missing value
   * being one like any other; at least one column.
   */
  public Rolling per(String... columns) {
    return new Rolling(
        name.equals(defaultName(column, rows, keys)) ? "" : name,
        column,
        rows,
        withCurrent,
        minRows,
        ColumnNames.atLeastOne(Arrays.asList(columns)),
        limit,
        output.equals(defaultOutput(column, rows, keys)) ? "" : output);
  }

  /** The most keys that are remembered; 100 000 if not said. */
  public Rolling keys(KeyLimit most) {
    return new Rolling(name, column, rows, withCurrent, minRows, keys, most, output);
  }

  /** Leaves the current row out: the window is the rows before it. */
  public Rolling excludingCurrentRow() {
    return new Rolling(name, column, rows, false, minRows, keys, limit, output);
  }

  /** The values that a mean needs; 1 if not said. */
  public Rolling minRows(int least) {
    return new Rolling(name, column, rows, withCurrent, least, keys, limit, output);
  }

  /** Calls the column that is made by this name. */
  public Rolling as(String column) {
    String given = ColumnNames.checked(column);
    return new Rolling(name, this.column, rows, withCurrent, minRows, keys, limit, given);
  }

  @Override
  public StageRun open(Schema input) {
    Window window = new Window(false, rows, minRows, withCurrent);
    return keys.isEmpty()
        ? new WindowRun(input, window, column, output)
        : new KeyedWindowRun(input, window, column, keys, limit, output);
  }

  @Override
  public Lineage lineage(Schema input) {
    String[] inputs = keys.toArray(String[]::new);
    if (withCurrent && !keys.contains(column)) {
      inputs = Arrays.copyOf(inputs, inputs.length + 1);
      inputs[keys.size()] = column;
    }
    return Lineage.passThrough().making(output, inputs);
  }
}
