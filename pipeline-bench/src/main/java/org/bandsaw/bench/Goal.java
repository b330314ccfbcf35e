package org.bandsaw.bench;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A bar that a measured row must reach.
 *
 * @param what what is compared, as the document says it
 * @param of the row it is about
 * @param against the row it is compared with; null when the bar is a figure of its own
 * @param quantity what is compared
 * @param bar the most that is allowed; as the least factor when {@code timesLess}
 * @param timesLess whether the bar says how many times less it must be
 */
record Goal(
    String what,
    String of,
    @Nullable String against,
    Quantity quantity,
    double bar,
    boolean timesLess) {

  /** What can be compared. */
  enum Quantity {
    PROCESSOR_SECONDS,
    WALL_SECONDS,
    PEAK_MEBIBYTES;

    double of(Measured row) {
      return switch (this) {
        case PROCESSOR_SECONDS -> row.processorSeconds();
        case WALL_SECONDS -> row.wallSeconds();
        case PEAK_MEBIBYTES -> row.peakMebibytes();
      };
    }

    String unit() {
      return switch (this) {
        case PROCESSOR_SECONDS, WALL_SECONDS -> " s";
        case PEAK_MEBIBYTES -> " MiB";
      };
    }
  }

  static final String W1 = "bandsaw w1, 2M rows";
  static final String W1_TABLE = "bandsaw w1 --with-table, 2M rows";
  static final String W1_AHEAD = "bandsaw w1 --threads 2, 2M rows";
  static final String W1_WARM = "bandsaw w1 --repeat 10, 2M rows";
  static final String W1_WARM_TWO = "bandsaw w1 --repeat 10 --threads 2, 2M rows";
  static final String W1_BUDGET = "bandsaw w1 --memory-mb 256, 2M rows";
  static final String W1_TABLE_BUDGET = "bandsaw w1 --with-table --memory-mb 256, 2M rows";
  static final String W1_LONG_BUDGET = "bandsaw w1 --memory-mb 256, 12M rows";
  static final String W3_BUDGET = "bandsaw w3 --memory-mb 256, 12M rows";
  static final String W1_LONG = "bandsaw w1, 12M rows";
  static final String W1_SMALL = "bandsaw w1, 20 000 rows";
  static final String W3 = "bandsaw w3, 12M rows";
  static final String CSV = "bandsaw csv, 2M rows";

  /** The rows of w1 in fixed chunks, and the same work in chunks that find their size. */
  private static final Map<String, String> UNDER_BUDGET =
      Map.of(W1, W1_BUDGET, W1_TABLE, W1_TABLE_BUDGET, W1_LONG, W1_LONG_BUDGET);

  private static final List<Goal> OF_W1 =
      List.of(
          atMost("whole job against W1Causal, 2M rows", W1, "W1Causal", 1.8),
          atMost("the same with a step that needs a table", W1_TABLE, "W1Causal", 2.8),
          atMost("whole job against W1Causal, 12M rows", W1_LONG, "W1Causal-12M", 1.5),
          timesLess("against pandas expert", W1, "pandas-expert", 3),
          timesLess("against pandas as published", W1, "pandas-published", 5.5),
          timesLess("against DuckDB read + features", W1, "duckdb-features", 2.2),
          timesLess("against Polars features", W1, "polars-features", 1.4),
          atMost("against DuckDB read only", W1, "duckdb-read", 0.85));

  private static final List<Goal> OTHERS =
      List.of(
          timesLess("CSV to tables, against Tablesaw's reader per chunk", CSV, "tablesaw-csv", 5),
          new Goal(
              "warm w1, two threads against one, wall",
              W1_WARM_TWO,
              W1_WARM,
              Quantity.WALL_SECONDS,
              0.8,
              false),
          new Goal("20 000 rows, cold", W1_SMALL, null, Quantity.WALL_SECONDS, 0.6, false),
          peak("12M rows with a heap of 64 MiB", W3),
          peak("12M rows with a heap of 64 MiB and a budget of 256 MiB", W3_BUDGET));

  static final List<Goal> ALL =
      Stream.of(OF_W1, OF_W1.stream().map(Goal::underBudget).toList(), OTHERS)
          .flatMap(List::stream)
          .toList();

  private Goal underBudget() {
    return new Goal(
        what + ", budget of 256 MiB",
        Objects.requireNonNull(UNDER_BUDGET.get(of)),
        against,
        quantity,
        bar,
        timesLess);
  }

  private static Goal peak(String what, String of) {
    return new Goal(what, of, null, Quantity.PEAK_MEBIBYTES, 80, false);
  }

  private static Goal atMost(String what, String of, String against, double bar) {
    return new Goal(what, of, against, Quantity.PROCESSOR_SECONDS, bar, false);
  }

  private static Goal timesLess(String what, String of, String against, double bar) {
    return new Goal(what, of, against, Quantity.PROCESSOR_SECONDS, bar, true);
  }

  /**
   * What the measured rows of one run say of this goal.
   *
   * @param found the figure that is compared with the bar
   * @param met whether the bar is reached
   */
  record Verdict(Goal goal, double found, boolean met) {

    String foundText() {
      return goal.text(found);
    }
  }

  /** The verdict; empty when a row was not measured in this run. */
  Optional<Verdict> judge(Map<String, Measured> rows) {
    Measured ours = rows.get(of);
    Measured theirs = against == null ? null : rows.get(against);
    if (ours == null || (against != null && theirs == null)) {
      return Optional.empty();
    }
    double figure = quantity.of(ours);
    if (theirs != null) {
      double other = quantity.of(theirs);
      figure = timesLess ? other / figure : figure / other;
    }
    return Optional.of(new Verdict(this, figure, timesLess ? figure >= bar : figure <= bar));
  }

  String barText() {
    return (timesLess ? "≥ " : "≤ ") + text(bar);
  }

  private String text(double figure) {
    String number = String.format(Locale.ROOT, "%.2f", figure);
    return against == null ? number + quantity.unit() : number + " ×";
  }
}
