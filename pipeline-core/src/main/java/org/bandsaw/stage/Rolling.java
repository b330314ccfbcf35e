package org.bandsaw.stage;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.bandsaw.data.Schema;
import org.bandsaw.stage.run.ColumnNames;
import org.bandsaw.stage.window.Windows;

/**
 * A statistic of a column over the last rows, the current one included unless {@link
 * #excludingCurrentRow() excluded}. Missing values are skipped; where fewer than {@link
 * #minRows(int)} values are there the statistic is missing. What comes out is DOUBLE and does not
 * depend on chunks.
 *
 * <ul>
 *   <li>The mean carries its sum from row to row and adds it up afresh at fixed row numbers, so
 *       that rounding does not build up.
 *   <li>The standard deviation is √(Σ(x − mean)²/(n − ddof)), missing where n − ddof is below 1 or
 *       an infinite value is in the window. It passes twice over the window in every row: for wide
 *       windows that costs more than all other stages together.
 *   <li>Minimum and maximum look through the window when their value leaves it.
 *   <li>The count needs no values ({@code minRows} 0 if not said): it is 0 in an empty window.
 * </ul>
 *
 * @param name the stage's name; empty for {@code rollingMean(fare,50)}
 * @param statistic what is said of the window
 * @param column a numeric one
 * @param rows how many rows the window holds, from 1 to 10 000 000
 * @param includesCurrentRow whether the current row is one of them
 * @param minRows the values that the statistic needs, from 1 to {@code rows}; from 0 for a count
 * @param ddof what is taken from the number of values under a deviation, from 0; 0 for the others
 * @param keys columns with whose values a window of its own goes; empty for one window
 * @param limit the most keys that are remembered
 * @param output the column that is made; empty for {@code fare_mean_50} and {@code
 *     fare_mean_50_by_vendor}
 */
public record Rolling(
    String name,
    Statistic statistic,
    String column,
    int rows,
    boolean includesCurrentRow,
    int minRows,
    int ddof,
    List<String> keys,
    KeyLimit limit,
    String output)
    implements Stage {

  static final int MAX_ROWS = 10_000_000;
  static final KeyLimit DEFAULT_KEY_LIMIT = KeyLimit.atMost(100_000);

  public Rolling {
    Objects.requireNonNull(statistic, "statistic");
    ColumnNames.requireValid(column);
    keys = ColumnNames.requireValid(keys);
    Objects.requireNonNull(limit, "limit");
    if (rows < 1 || rows > MAX_ROWS) {
      throw new IllegalArgumentException("rows must be from 1 to " + MAX_ROWS + ", not " + rows);
    }
    int fewest = statistic == Statistic.COUNT ? 0 : 1;
    if (minRows < fewest || minRows > rows) {
      throw new IllegalArgumentException(
          String.format(
              "minRows must be from %d to the window's %d rows, not %d", fewest, rows, minRows));
    }
    checkDdof(statistic, ddof);
    name = ColumnNames.orDefault(name, defaultName(statistic, column, rows, keys));
    output = ColumnNames.orDefault(output, defaultOutput(statistic, column, rows, keys));
  }

  private static String defaultName(
      Statistic statistic, String column, int rows, List<String> keys) {
    String by = keys.isEmpty() ? "" : ",by " + String.join("+", keys);
    return statistic.functionName("rolling") + "(" + column + "," + rows + by + ")";
  }

  private static String defaultOutput(
      Statistic statistic, String column, int rows, List<String> keys) {
    String by = keys.isEmpty() ? "" : "_by_" + String.join("_", keys);
    return column + "_" + statistic.label() + "_" + rows + by;
  }

  /** This stage under another name. */
  public Rolling named(String other) {
    String given = ColumnNames.requireStageName(other);
    return new Rolling(
        given, statistic, column, rows, includesCurrentRow, minRows, ddof, keys, limit, output);
  }

  /**
   * Keeps a window of its own for the rows with the same values in these columns, a missing value
   * being one like any other; at least one column.
   */
  public Rolling per(String... columns) {
    return new Rolling(
        name.equals(defaultName(statistic, column, rows, keys)) ? "" : name,
        statistic,
        column,
        rows,
        includesCurrentRow,
        minRows,
        ddof,
        ColumnNames.requireNonEmpty(Arrays.asList(columns)),
        limit,
        output.equals(defaultOutput(statistic, column, rows, keys)) ? "" : output);
  }

  /** The most keys that are remembered; 100 000 if not said. */
  public Rolling keys(KeyLimit most) {
    return new Rolling(
        name, statistic, column, rows, includesCurrentRow, minRows, ddof, keys, most, output);
  }

  /** Leaves the current row out: the window is the rows before it. */
  public Rolling excludingCurrentRow() {
    return new Rolling(name, statistic, column, rows, false, minRows, ddof, keys, limit, output);
  }

  /** The values that the statistic needs; if not said 1, or 0 for a count. */
  public Rolling minRows(int least) {
    return new Rolling(
        name, statistic, column, rows, includesCurrentRow, least, ddof, keys, limit, output);
  }

  /** What is taken from the number of values under a standard deviation; 1 if not said. */
  public Rolling ddof(int number) {
    return new Rolling(
        name, statistic, column, rows, includesCurrentRow, minRows, number, keys, limit, output);
  }

  static void checkDdof(Statistic statistic, int ddof) {
    if (ddof < 0 || (ddof > 0 && statistic != Statistic.STD)) {
      throw new IllegalArgumentException(
          "ddof must be at least 0, and is for standard deviations only; not "
              + ddof
              + " for "
              + statistic);
    }
  }

  /** Calls the column that is made by this name. */
  public Rolling as(String column) {
    String given = ColumnNames.requireValid(column);
    return new Rolling(
        name, statistic, this.column, rows, includesCurrentRow, minRows, ddof, keys, limit, given);
  }

  @Override
  public StageRun open(Schema input) {
    return Windows.open(input, this);
  }

  @Override
  public Lineage lineage(Schema input) {
    return Lineage.passThrough()
        .withDerived(output, sameRowInputs(column, includesCurrentRow, keys));
  }

  /** What a column made from rows so far takes from its own: the keys, and perhaps the column. */
  static String[] sameRowInputs(String column, boolean usesCurrent, List<String> keys) {
    String[] inputs = keys.toArray(String[]::new);
    if (usesCurrent && !keys.contains(column)) {
      inputs = Arrays.copyOf(inputs, inputs.length + 1);
      inputs[keys.size()] = column;
    }
    return inputs;
  }
}
