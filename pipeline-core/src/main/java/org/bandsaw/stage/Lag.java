package org.bandsaw.stage;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.bandsaw.data.Schema;
import org.bandsaw.stage.run.ColumnNames;
import org.bandsaw.stage.window.Windows;

/**
 * The value that a numeric column had so many rows ago, or the current value less that one, as
 * DOUBLE; missing in the first rows, and where either of the values is.
 *
 * @param name the stage's name; empty for {@code lag(fare,1)} or {@code difference(fare,1)}
 * @param column a numeric one
 * @param rows how many rows ago, from 1 to 10 000 000
 * @param kind the earlier value, or the difference to it
 * @param keys columns among whose equal values rows are counted; empty to count all rows
 * @param limit the most keys that are remembered
 * @param output the column that is made; empty for {@code fare_lag_1}, {@code fare_difference_1}
 *     and {@code fare_lag_1_by_vendor}
 */
public record Lag(
    String name,
    String column,
    int rows,
    Kind kind,
    List<String> keys,
    KeyLimit limit,
    String output)
    implements Stage {

  /** What is said of the earlier value. */
  public enum Kind {
    /** The value itself. */
    LAG,
    /** The current value less the earlier one. */
    DIFFERENCE;

    private String label() {
      return this == LAG ? "lag" : "difference";
    }
  }

  public Lag {
    Objects.requireNonNull(kind, "what");
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

  private static String defaultName(Kind what, String column, int rows, List<String> keys) {
    String by = keys.isEmpty() ? "" : ",by " + String.join("+", keys);
    return what.label() + "(" + column + "," + rows + by + ")";
  }

  private static String defaultOutput(Kind what, String column, int rows, List<String> keys) {
    return column
        + "_"
        + what.label()
        + "_"
        + rows
        + (keys.isEmpty() ? "" : "_by_" + String.join("_", keys));
  }

  /** This stage under another name. */
  public Lag named(String other) {
    return new Lag(ColumnNames.requireStageName(other), column, rows, kind, keys, limit, output);
  }

  /**
   * Counts rows among those with the same values in these columns, a missing value being one like
   * any other; at least one column.
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

  /** The most keys that are remembered; 100 000 if not said. */
  public Lag keys(KeyLimit most) {
    return new Lag(name, column, rows, kind, keys, most, output);
  }

  /** Calls the column that is made by this name. */
  public Lag as(String column) {
    return new Lag(name, this.column, rows, kind, keys, limit, ColumnNames.requireValid(column));
  }

  @Override
  public StageRun open(Schema input) {
    return Windows.open(input, this);
  }

  @Override
  public Lineage lineage(Schema input) {
    boolean usesCurrent = kind == Kind.DIFFERENCE;
    return Lineage.passThrough()
        .withDerived(output, Rolling.sameRowInputs(column, usesCurrent, keys));
  }
}
