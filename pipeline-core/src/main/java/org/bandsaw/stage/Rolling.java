package org.bandsaw.stage;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.bandsaw.data.Schema;
import org.bandsaw.stage.run.ColumnNames;
import org.bandsaw.stage.window.Windows;

/**
 * A statistic of a column over the last rows, including the current one unless it is {@link
 * #excludingCurrentRow() excluded}. Missing values are skipped. With fewer than {@link
 * #minRows(int)} values the statistic is missing. The output column is DOUBLE and does not depend
 * on chunk boundaries.
 *
 * <ul>
 *   <li>The mean carries its sum from row to row and recomputes it at fixed row numbers, so that
 *       rounding errors do not accumulate.
 *   <li>The standard deviation is √(Σ(x − mean)²/(n − ddof)). It is missing if n − ddof is below 1
 *       or the window contains an infinite value. It makes two passes over the window in each row:
 *       with a wide window it costs more than all other stages together.
 *   <li>Minimum and maximum scan the window when their value leaves it.
 *   <li>The count needs no values (its {@code minRows} defaults to 0): it is 0 in an empty window.
 * </ul>
 *
 * @param name the stage's name; if empty, {@code rollingMean(fare,50)}
 * @param statistic the statistic of the window
 * @param column a numeric column
 * @param rows the number of rows in the window, from 1 to 10 000 000
 * @param includesCurrentRow whether the window includes the current row
 * @param minRows the number of values that the statistic needs, from 1 to {@code rows}; from 0 for
 *     a count
 * @param ddof subtracted from the number of values in a standard deviation, from 0; 0 for other
 *     statistics
 * @param keys columns whose values each have their own window; empty for one window over all rows
 * @param limit how many keys are kept at most
 * @param output the output column; if empty, {@code fare_mean_50} or {@code fare_mean_50_by_vendor}
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
    implements NamedStage {

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
    int least = statistic == Statistic.COUNT ? 0 : 1;
    if (minRows < least || minRows > rows) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "minRows must be from %d to the window's %d rows, not %d",
              least,
              rows,
              minRows));
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

  @Override
  public Rolling named(String name) {
    String given = ColumnNames.requireStageName(name);
    return new Rolling(
        given, statistic, column, rows, includesCurrentRow, minRows, ddof, keys, limit, output);
  }

  /**
   * Keeps a separate window for each combination of values in these columns. A missing value is a
   * value like any other.
   *
   * @param columns at least one
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

  /** Sets how many keys are kept at most. Default: 100 000. */
  public Rolling keys(KeyLimit limit) {
    return new Rolling(
        name, statistic, column, rows, includesCurrentRow, minRows, ddof, keys, limit, output);
  }

  /** Excludes the current row: the window is the rows before it. */
  public Rolling excludingCurrentRow() {
    return new Rolling(name, statistic, column, rows, false, minRows, ddof, keys, limit, output);
  }

  /** Sets how many values the statistic needs. Default: 1, or 0 for a count. */
  public Rolling minRows(int minRows) {
    return new Rolling(
        name, statistic, column, rows, includesCurrentRow, minRows, ddof, keys, limit, output);
  }

  /** Sets what is subtracted from the number of values in a standard deviation. Default: 1. */
  public Rolling ddof(int number) {
    return new Rolling(
        name, statistic, column, rows, includesCurrentRow, minRows, number, keys, limit, output);
  }

  static void checkDdof(Statistic statistic, int ddof) {
    if (ddof < 0 || (ddof > 0 && statistic != Statistic.STD)) {
      throw new IllegalArgumentException(
          "ddof must be at least 0 and is for standard deviations only; not "
              + ddof
              + " for "
              + statistic);
    }
  }

  /** Sets the name of the output column. */
  public Rolling as(String output) {
    String given = ColumnNames.requireValid(output);
    return new Rolling(
        name, statistic, column, rows, includesCurrentRow, minRows, ddof, keys, limit, given);
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

  /**
   * Returns the columns of its own row on which a windowed column depends: the keys, and the column
   * if the current row is used.
   */
  static String[] sameRowInputs(String column, boolean usesCurrentRow, List<String> keys) {
    String[] inputs = keys.toArray(String[]::new);
    if (usesCurrentRow && !keys.contains(column)) {
      inputs = Arrays.copyOf(inputs, inputs.length + 1);
      inputs[keys.size()] = column;
    }
    return inputs;
  }
}
