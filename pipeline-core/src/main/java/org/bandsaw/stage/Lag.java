package org.bandsaw.stage;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.bandsaw.data.Schema;
import org.bandsaw.stage.run.ColumnNames;
import org.bandsaw.stage.window.Windows;

/**
 * The value of a numeric column a number of rows ago, or the current value minus that one, as
 * DOUBLE. Missing in the first rows, and if one of the values is missing.
 *
 * @param name the stage's name; if empty, {@code lag(fare,1)} or {@code difference(fare,1)}
 * @param column a numeric column
 * @param rows how many rows ago, from 1 to 10 000 000
 * @param kind the earlier value, or the difference from it
 * @param keys columns among whose equal values rows are counted; empty to count all rows
 * @param limit how many keys are kept at most
 * @param output the output column; if empty, {@code fare_lag_1}, {@code fare_difference_1} or
 *     {@code fare_lag_1_by_vendor}
 */
public record Lag(
    String name,
    String column,
    int rows,
    Kind kind,
    List<String> keys,
    KeyLimit limit,
    String output)
    implements NamedStage {

  /** The earlier value, or the difference from it. */
  public enum Kind {
    /** The earlier value. */
    LAG,
    /** The current value minus the earlier one. */
    DIFFERENCE;

    private String label() {
      return this == LAG ? "lag" : "difference";
    }
  }

  public Lag {
    Objects.requireNonNull(kind, "kind");
    ColumnNames.requireValid(column);
    keys = ColumnNames.requireValid(keys);
    Objects.requireNonNull(limit, "limit");
    if (rows < 1 || rows > Rolling.MAX_ROWS) {
      throw new IllegalArgumentException(
          "rows must be from 1 to " + Rolling.MAX_ROWS + ", not " + rows);
    }
    name = ColumnNames.orDefault(name, defaultName(kind, column, rows, keys));
    output = ColumnNames.orDefault(output, defaultOutput(kind, column, rows, keys));
  }

  private static String defaultName(Kind kind, String column, int rows, List<String> keys) {
    String by = keys.isEmpty() ? "" : ",by " + String.join("+", keys);
    return kind.label() + "(" + column + "," + rows + by + ")";
  }

  private static String defaultOutput(Kind kind, String column, int rows, List<String> keys) {
    return column
        + "_"
        + kind.label()
        + "_"
        + rows
        + (keys.isEmpty() ? "" : "_by_" + String.join("_", keys));
  }

  @Override
  public Lag named(String name) {
    return new Lag(ColumnNames.requireStageName(name), column, rows, kind, keys, limit, output);
  }

  /**
   * Counts rows among those with the same values in these columns. A missing value is a value like
   * any other.
   *
   * @param columns at least one
   */
  public Lag per(String... columns) {
    return new Lag(
        name.equals(defaultName(kind, column, rows, keys)) ? "" : name,
        column,
        rows,
        kind,
        ColumnNames.requireNonEmpty(Arrays.asList(columns)),
        limit,
        output.equals(defaultOutput(kind, column, rows, keys)) ? "" : output);
  }

  /** Sets how many keys are kept at most. Default: 100 000. */
  public Lag keys(KeyLimit limit) {
    return new Lag(name, column, rows, kind, keys, limit, output);
  }

  /** Sets the name of the output column. */
  public Lag as(String output) {
    return new Lag(name, column, rows, kind, keys, limit, ColumnNames.requireValid(output));
  }

  @Override
  public StageRun open(Schema input) {
    return Windows.open(input, this);
  }

  @Override
  public Lineage lineage(Schema input) {
    boolean usesCurrentRow = kind == Kind.DIFFERENCE;
    return Lineage.passThrough()
        .withDerived(output, Rolling.sameRowInputs(column, usesCurrentRow, keys));
  }
}
