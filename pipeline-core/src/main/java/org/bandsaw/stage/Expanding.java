package org.bandsaw.stage;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.bandsaw.data.Schema;
import org.bandsaw.stage.run.ColumnNames;
import org.bandsaw.stage.window.Windows;

/**
 * A statistic of a column over all rows so far, including the current one unless it is {@link
 * #excludingCurrentRow() excluded}: a window without a start, which advances when a trained
 * pipeline is applied, too. The output column is DOUBLE.
 *
 * <p>Missing values are skipped. Before any value the statistic is missing, and a count is 0. A
 * standard deviation is missing if n − ddof is below 1. Mean and standard deviation follow
 * Welford's method and skip infinite values, too. Minimum, maximum and count include them.
 *
 * @param name the stage's name; if empty, {@code expandingMean(fare)}
 * @param statistic the statistic of the rows
 * @param column a numeric column
 * @param includesCurrentRow whether the rows include the current one
 * @param ddof subtracted from the number of values in a standard deviation, from 0; 0 for other
 *     statistics
 * @param keys columns whose values each have their own statistic; empty for one over all rows
 * @param limit how many keys are kept at most
 * @param output the output column; if empty, {@code fare_mean_so_far} or {@code
 *     fare_mean_so_far_by_vendor}
 */
public record Expanding(
    String name,
    Statistic statistic,
    String column,
    boolean includesCurrentRow,
    int ddof,
    List<String> keys,
    KeyLimit limit,
    String output)
    implements NamedStage {

  public Expanding {
    Objects.requireNonNull(statistic, "statistic");
    ColumnNames.requireValid(column);
    keys = ColumnNames.requireValid(keys);
    Objects.requireNonNull(limit, "limit");
    Rolling.checkDdof(statistic, ddof);
    name = ColumnNames.orDefault(name, defaultName(statistic, column, keys));
    output = ColumnNames.orDefault(output, defaultOutput(statistic, column, keys));
  }

  private static String defaultName(Statistic statistic, String column, List<String> keys) {
    String by = keys.isEmpty() ? "" : ",by " + String.join("+", keys);
    return statistic.functionName("expanding") + "(" + column + by + ")";
  }

  private static String defaultOutput(Statistic statistic, String column, List<String> keys) {
    String by = keys.isEmpty() ? "" : "_by_" + String.join("_", keys);
    return column + "_" + statistic.label() + "_so_far" + by;
  }

  @Override
  public Expanding named(String name) {
    String given = ColumnNames.requireStageName(name);
    return new Expanding(given, statistic, column, includesCurrentRow, ddof, keys, limit, output);
  }

  /**
   * Keeps a separate statistic for each combination of values in these columns. A missing value is
   * a value like any other.
   *
   * @param columns at least one
   */
  public Expanding per(String... columns) {
    return new Expanding(
        name.equals(defaultName(statistic, column, keys)) ? "" : name,
        statistic,
        column,
        includesCurrentRow,
        ddof,
        ColumnNames.requireNonEmpty(Arrays.asList(columns)),
        limit,
        output.equals(defaultOutput(statistic, column, keys)) ? "" : output);
  }

  /** Sets how many keys are kept at most. Default: 100 000. */
  public Expanding keys(KeyLimit limit) {
    return new Expanding(name, statistic, column, includesCurrentRow, ddof, keys, limit, output);
  }

  /** Excludes the current row: the statistic is that of the rows before it. */
  public Expanding excludingCurrentRow() {
    return new Expanding(name, statistic, column, false, ddof, keys, limit, output);
  }

  /** Sets what is subtracted from the number of values in a standard deviation. Default: 1. */
  public Expanding ddof(int number) {
    return new Expanding(name, statistic, column, includesCurrentRow, number, keys, limit, output);
  }

  /** Sets the name of the output column. */
  public Expanding as(String output) {
    String given = ColumnNames.requireValid(output);
    return new Expanding(name, statistic, column, includesCurrentRow, ddof, keys, limit, given);
  }

  @Override
  public StageRun open(Schema input) {
    return Windows.open(input, this);
  }

  @Override
  public Lineage lineage(Schema input) {
    return Lineage.passThrough()
        .withDerived(output, Rolling.sameRowInputs(column, includesCurrentRow, keys));
  }
}
