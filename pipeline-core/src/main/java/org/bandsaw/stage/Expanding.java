package org.bandsaw.stage;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.bandsaw.data.Schema;
import org.bandsaw.stage.run.ColumnNames;
import org.bandsaw.stage.window.Windows;

/**
 * A statistic of a column over all rows so far, the current one included unless {@link
 * #excludingCurrentRow() excluded}: a window without a beginning, which moves on when a learned
 * pipeline is applied, too. What comes out is DOUBLE.
 *
 * <p>Missing values are skipped. Before any value the statistic is missing, and a count 0; a
 * standard deviation is missing where n − ddof is below 1. Mean and deviation follow Welford's
 * method and skip infinite values, too; minimum, maximum and count take them.
 *
 * @param name the stage's name; empty for {@code expandingMean(fare)}
 * @param statistic what is said of the rows
 * @param column a numeric one
 * @param includesCurrentRow whether the current row is one of them
 * @param ddof what is taken from the number of values under a deviation, from 0; 0 for the others
 * @param keys columns among whose equal values rows are taken together; empty to take all
 * @param limit the most keys that are remembered
 * @param output the column that is made; empty for {@code fare_mean_so_far} and {@code
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
    implements Stage {

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

  /** This stage under another name. */
  public Expanding named(String other) {
    String given = ColumnNames.requireStageName(other);
    return new Expanding(given, statistic, column, includesCurrentRow, ddof, keys, limit, output);
  }

  /**
   * Takes rows together that have the same values in these columns, a missing value being one like
   * any other; at least one column.
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

  /** The most keys that are remembered; 100 000 if not said. */
  public Expanding keys(KeyLimit most) {
    return new Expanding(name, statistic, column, includesCurrentRow, ddof, keys, most, output);
  }

  /** Leaves the current row out: what is said is of the rows before it. */
  public Expanding excludingCurrentRow() {
    return new Expanding(name, statistic, column, false, ddof, keys, limit, output);
  }

  /** What is taken from the number of values under a standard deviation; 1 if not said. */
  public Expanding ddof(int number) {
    return new Expanding(name, statistic, column, includesCurrentRow, number, keys, limit, output);
  }

  /** Calls the column that is made by this name. */
  public Expanding as(String column) {
    String given = ColumnNames.requireValid(column);
    return new Expanding(
        name, statistic, this.column, includesCurrentRow, ddof, keys, limit, given);
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
