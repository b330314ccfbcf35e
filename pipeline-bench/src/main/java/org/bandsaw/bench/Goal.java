package org.bandsaw.bench;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A performance goal of a measured row.
 *
 * @param description the description in the document
 * @param row the measured row
 * @param baseline the row that it is compared with; null if the threshold is an absolute value
 * @param quantity the quantity that is compared
 * @param threshold the maximum value or ratio; the minimum speedup if {@code speedup}
 * @param speedup whether the threshold is baseline / row rather than row / baseline
 */
record Goal(
    String description,
    String row,
    @Nullable String baseline,
    Quantity quantity,
    double threshold,
    boolean speedup) {

  /** A quantity that can be compared. */
  enum Quantity {
    PROCESSOR_SECONDS,
    WALL_SECONDS,
    PEAK_MEBIBYTES;

    double valueIn(ProcessCost row) {
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
  static final String W1_TWO_THREADS = "bandsaw w1 --threads 2, 2M rows";
  static final String W1_WARM = "bandsaw w1 --repeat 10, 2M rows";
  static final String W1_WARM_TWO_THREADS = "bandsaw w1 --repeat 10 --threads 2, 2M rows";
  static final String W1_BUDGET = "bandsaw w1 --memory-mb 256, 2M rows";
  static final String W1_TABLE_BUDGET = "bandsaw w1 --with-table --memory-mb 256, 2M rows";
  static final String W1_12M_BUDGET = "bandsaw w1 --memory-mb 256, 12M rows";
  static final String W3_BUDGET = "bandsaw w3 --memory-mb 256, 12M rows";
  static final String W1_12M = "bandsaw w1, 12M rows";
  static final String W1_SMALL = "bandsaw w1, 20 000 rows";
  static final String W3 = "bandsaw w3, 12M rows";
  static final String CSV = "bandsaw csv, 2M rows";

  /** The rows of w1 with chunks of a fixed size, and the same workload with adaptive chunks. */
  private static final Map<String, String> BUDGET_VARIANTS =
      Map.of(W1, W1_BUDGET, W1_TABLE, W1_TABLE_BUDGET, W1_12M, W1_12M_BUDGET);

  private static final List<Goal> W1_GOALS =
      List.of(
          atMost("whole job against W1Causal, 2M rows", W1, "W1Causal", 1.6),
          atMost("the same with a step that needs a table", W1_TABLE, "W1Causal", 2.8),
          atMost("whole job against W1Causal, 12M rows", W1_12M, "W1Causal-12M", 1.4),
          speedup("against pandas expert", W1, "pandas-expert", 3),
          speedup("against pandas as published", W1, "pandas-published", 5.5),
          speedup("against DuckDB read + features", W1, "duckdb-features", 2.2),
          speedup("against Polars features", W1, "polars-features", 1.4),
          atMost("against DuckDB read only", W1, "duckdb-read", 0.85));

  private static final List<Goal> OTHER_GOALS =
      List.of(
          speedup("CSV to tables, against Tablesaw's reader per chunk", CSV, "tablesaw-csv", 5),
          new Goal(
              "warm w1, two threads against one, wall",
              W1_WARM_TWO_THREADS,
              W1_WARM,
              Quantity.WALL_SECONDS,
              0.8,
              false),
          new Goal("20 000 rows, cold", W1_SMALL, null, Quantity.WALL_SECONDS, 0.6, false),
          peak("12M rows with a heap of 64 MiB", W3),
          peak("12M rows with a heap of 64 MiB and a budget of 256 MiB", W3_BUDGET));

  static final List<Goal> ALL =
      Stream.of(W1_GOALS, W1_GOALS.stream().map(Goal::underBudget).toList(), OTHER_GOALS)
          .flatMap(List::stream)
          .toList();

  private Goal underBudget() {
    return new Goal(
        description + ", budget of 256 MiB",
        Objects.requireNonNull(BUDGET_VARIANTS.get(row)),
        baseline,
        quantity,
        threshold,
        speedup);
  }

  private static Goal peak(String description, String row) {
    return new Goal(description, row, null, Quantity.PEAK_MEBIBYTES, 80, false);
  }

  private static Goal atMost(String description, String row, String baseline, double max) {
    return new Goal(description, row, baseline, Quantity.PROCESSOR_SECONDS, max, false);
  }

  private static Goal speedup(String description, String row, String baseline, double min) {
    return new Goal(description, row, baseline, Quantity.PROCESSOR_SECONDS, min, true);
  }

  /**
   * The result of an evaluation.
   *
   * @param measured the value that is compared with the threshold
   * @param isMet whether the goal is met
   */
  record Verdict(Goal goal, double measured, boolean isMet) {

    String measuredText() {
      return goal.text(measured);
    }
  }

  /** Evaluates this goal; empty if one of its rows was not measured. */
  Optional<Verdict> evaluate(Map<String, ProcessCost> rows) {
    ProcessCost cost = rows.get(row);
    ProcessCost baselineCost = baseline == null ? null : rows.get(baseline);
    if (cost == null || (baseline != null && baselineCost == null)) {
      return Optional.empty();
    }
    double measured = quantity.valueIn(cost);
    if (baselineCost != null) {
      double other = quantity.valueIn(baselineCost);
      measured = speedup ? other / measured : measured / other;
    }
    return Optional.of(
        new Verdict(this, measured, speedup ? measured >= threshold : measured <= threshold));
  }

  String thresholdText() {
    return (speedup ? "≥ " : "≤ ") + text(threshold);
  }

  private String text(double value) {
    String number = String.format(Locale.ROOT, "%.2f", value);
    return baseline == null ? number + quantity.unit() : number + " ×";
  }
}
