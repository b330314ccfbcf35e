package org.bandsaw.stage;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.RowView;
import org.bandsaw.data.ValueType;
import org.bandsaw.stage.batch.DropHighCardinality;
import org.bandsaw.stage.batch.QuantileBins;
import org.bandsaw.stage.column.DropColumns;
import org.bandsaw.stage.column.DropMissing;
import org.bandsaw.stage.column.OnColumns;
import org.bandsaw.stage.column.RenameColumn;
import org.bandsaw.stage.column.SelectColumns;
import org.bandsaw.stage.encode.Encoders;
import org.bandsaw.stage.number.Arithmetic;
import org.bandsaw.stage.number.Bins;
import org.bandsaw.stage.number.Clip;
import org.bandsaw.stage.number.ImputeMissing;
import org.bandsaw.stage.number.Interactions;
import org.bandsaw.stage.number.MinMaxScale;
import org.bandsaw.stage.number.Polynomial;
import org.bandsaw.stage.number.RowStatistic;
import org.bandsaw.stage.number.StandardScale;
import org.bandsaw.stage.run.ColumnNames;
import org.bandsaw.stage.text.DateParts;
import org.bandsaw.stage.text.ExtractNumber;
import org.jspecify.annotations.Nullable;

/**
 * Ready-made stages. Each answers an immutable description, whose methods answer changed copies.
 *
 * <p>Column names are checked for null, emptiness and repetition here ({@link
 * IllegalArgumentException}), and against the columns there are when a run opens ({@link
 * org.bandsaw.data.SchemaException}, which names the nearest). Stages have a default name, as in
 * {@code rollingMean(fare,50)}, and a method {@code named} to give them another; names are unique
 * in a pipeline.
 */
public final class Stages {

  private static final int DEFAULT_MAX_CATEGORIES = 100_000;

  private Stages() {}

  /** Keeps these columns only, in this order; at least one. */
  public static SelectColumns select(String... columns) {
    return new SelectColumns("", Arrays.asList(columns));
  }

  /** Leaves these columns out; at least one. */
  public static DropColumns drop(String... columns) {
    return new DropColumns("", Arrays.asList(columns));
  }

  /** Gives a column another name, at its place. */
  public static RenameColumn rename(String from, String to) {
    return new RenameColumn("", from, to);
  }

  /** Loses rows with a missing value in any of these columns; none named: in any declared one. */
  public static DropMissing dropMissing(String... columns) {
    return new DropMissing("", Arrays.asList(columns));
  }

  /**
   * Does to all declared columns of a kind what a stage does to its own: {@code
   * onAll(Columns.numbers().except("fare"), standardScale(Columns.EACH))}.
   *
   * @param which read when a run opens, so that they may depend on what earlier steps left; none is
   *     allowed
   * @param what its settings count, the columns that it names do not
   */
  public static OnColumns onAll(Columns which, ColumnStage what) {
    return new OnColumns("", which, what);
  }

  /**
   * Loses the rows for which the condition does not hold; they are counted under this name. Several
   * threads ask the condition at once if the job is given {@code parallelism}.
   */
  public static Filter filter(String name, Predicate<? super RowView> keep) {
    return new Filter(name, keep, List.of(), 1);
  }

  /**
   * A column of numbers or booleans computed from each row by itself; NaN is missing.
   *
   * @param column its name and type; one of this name that exists is replaced at its place
   * @param value called by several threads at once if the job is given {@code parallelism}
   */
  public static Derive derive(ColumnSpec column, ToDoubleFunction<? super RowView> value) {
    return new Derive("derive(" + column.name() + ")", column, value, null, 1);
  }

  /**
   * A column of text computed from each row by itself; null and the empty text are missing.
   *
   * @param value called by several threads at once if the job is given {@code parallelism}
   */
  public static DeriveText deriveText(
      String column, Function<? super RowView, @Nullable String> value) {
    return new DeriveText("derive(" + column + ")", column, value, null, 1);
  }

  /** As {@link #deriveText(String, Function)}; the column must be one of text. */
  public static DeriveText deriveText(
      ColumnSpec column, Function<? super RowView, @Nullable String> value) {
    if (column.type() != ValueType.STRING) {
      throw new IllegalArgumentException(
          "column '"
              + column.name()
              + "' is "
              + column.type()
              + "; deriveText makes text. Use derive for numbers and booleans");
    }
    return deriveText(column.name(), value);
  }

  /** Puts something in the place of a column's missing values. */
  public static ImputeMissing impute(String column, Impute how) {
    return impute(Arrays.asList(column), how);
  }

  /** Puts something in the place of the missing values of several columns. */
  public static ImputeMissing impute(List<String> columns, Impute how) {
    return new ImputeMissing("", columns, how);
  }

  /**
   * Scales by the running mean and population deviation of the rows up to and including the current
   * one; at least one column.
   */
  public static StandardScale standardScale(String... columns) {
    return new StandardScale("", Arrays.asList(columns));
  }

  /**
   * Scales to the range from 0 to 1 by the smallest and largest value of the rows up to and
   * including the current one; at least one column.
   */
  public static MinMaxScale minMaxScale(String... columns) {
    return new MinMaxScale("", Arrays.asList(columns));
  }

  /** Keeps a numeric column between two bounds, at its place. */
  public static Clip clip(String column, double low, double high) {
    return new Clip("", column, low, high);
  }

  /** Powers of a numeric column up to this one, in new columns such as {@code fare_2}. */
  public static Polynomial polynomial(String column, int degree) {
    return new Polynomial("", column, degree);
  }

  /** The product of each two of these numeric columns, in new columns {@code a_times_b}. */
  public static Interactions interactions(String... columns) {
    return new Interactions("", Arrays.asList(columns));
  }

  /** The sum of these numeric columns in each row, missing ones skipped. */
  public static RowStatistic rowSum(String... columns) {
    return new RowStatistic("", RowStatistic.Kind.SUM, Arrays.asList(columns), "");
  }

  /** The mean of these numeric columns in each row, missing ones skipped. */
  public static RowStatistic rowMean(String... columns) {
    return new RowStatistic("", RowStatistic.Kind.MEAN, Arrays.asList(columns), "");
  }

  /** The variance (ddof 1) of these numeric columns in each row, missing ones skipped. */
  public static RowStatistic rowVariance(String... columns) {
    return new RowStatistic("", RowStatistic.Kind.VARIANCE, Arrays.asList(columns), "");
  }

  /** The number of the bin between these ascending edges, in a new column {@code fare_bin}. */
  public static Bins bins(String column, double... edges) {
    return new Bins("", column, Arrays.stream(edges).boxed().toList(), "");
  }

  /** Whether a number is over 3 deviations from the mean so far, in {@code fare_anomaly}. */
  public static Anomaly anomaly(String column) {
    return new Anomaly("", column, 3, "");
  }

  /** A column of 0 and 1 for each value of a column; columns grow as values appear. */
  public static OneHot oneHot(String column) {
    return new OneHot("", column, UnseenCategory.GROW, List.of(), 1_000, true);
  }

  /** The share of the rows so far that have the same text, in a column {@code vendor_frequency}. */
  public static FrequencyEncode frequencyEncode(String column) {
    return new FrequencyEncode("", column, DEFAULT_MAX_CATEGORIES, "");
  }

  /** A column of 0 and 1 for each of so many buckets, into which texts are put by a fixed hash. */
  public static ColumnStage hashEncode(String column, int buckets) {
    return Encoders.hashEncode(column, buckets);
  }

  /** A whole number for each text, by order of first appearance, in {@code vendor_code}. */
  public static OrdinalEncode ordinalEncode(String column) {
    return new OrdinalEncode(
        "", column, UnseenCategory.GROW, List.of(), DEFAULT_MAX_CATEGORIES, "");
  }

  /**
   * The mean target of earlier rows with the same text, smoothed by 10 rows of the overall mean.
   */
  public static TargetEncode targetEncode(String column, String target) {
    return new TargetEncode("", column, target, 10, DEFAULT_MAX_CATEGORIES, "");
  }

  /** The mean of a column over its last rows, the current one included. */
  public static Rolling rollingMean(String column, int rows) {
    return rolling(Statistic.MEAN, column, rows, 1, 0);
  }

  /** The standard deviation (ddof 1) of a column over its last rows, the current one included. */
  public static Rolling rollingStd(String column, int rows) {
    return rolling(Statistic.STD, column, rows, 1, 1);
  }

  /** The smallest value of a column in its last rows, the current one included. */
  public static Rolling rollingMin(String column, int rows) {
    return rolling(Statistic.MIN, column, rows, 1, 0);
  }

  /** The largest value of a column in its last rows, the current one included. */
  public static Rolling rollingMax(String column, int rows) {
    return rolling(Statistic.MAX, column, rows, 1, 0);
  }

  /** How many of a column's last rows have a value, the current one included. */
  public static Rolling rollingCount(String column, int rows) {
    return rolling(Statistic.COUNT, column, rows, 0, 0);
  }

  private static Rolling rolling(
      Statistic statistic, String column, int rows, int minRows, int ddof) {
    return new Rolling(
        "", statistic, column, rows, true, minRows, ddof, List.of(), Rolling.DEFAULT_KEY_LIMIT, "");
  }

  /** The mean of a column over the last span of time, the current row included. */
  public static RollingOverTime rollingMean(String column, Duration span, String time) {
    return rolling(Statistic.MEAN, column, span, time, 1, 0);
  }

  /** The standard deviation (ddof 1) over the last span of time, the current row included. */
  public static RollingOverTime rollingStd(String column, Duration span, String time) {
    return rolling(Statistic.STD, column, span, time, 1, 1);
  }

  /** The smallest value of a column in the last span of time, the current row included. */
  public static RollingOverTime rollingMin(String column, Duration span, String time) {
    return rolling(Statistic.MIN, column, span, time, 1, 0);
  }

  /** The largest value of a column in the last span of time, the current row included. */
  public static RollingOverTime rollingMax(String column, Duration span, String time) {
    return rolling(Statistic.MAX, column, span, time, 1, 0);
  }

  /** How many rows of the last span of time have a value, the current row included. */
  public static RollingOverTime rollingCount(String column, Duration span, String time) {
    return rolling(Statistic.COUNT, column, span, time, 0, 0);
  }

  private static RollingOverTime rolling(
      Statistic statistic, String column, Duration span, String time, int minRows, int ddof) {
    return new RollingOverTime(
        "",
        statistic,
        column,
        RollingOverTime.spanMicros(span),
        time,
        RollingOverTime.DEFAULT_MAX_ROWS,
        true,
        minRows,
        ddof,
        List.of(),
        Rolling.DEFAULT_KEY_LIMIT,
        "");
  }

  /** The mean of a column over all rows so far, the current one included. */
  public static Expanding expandingMean(String column) {
    return expanding(Statistic.MEAN, column, 0);
  }

  /** The standard deviation (ddof 1) of a column over all rows so far, the current one included. */
  public static Expanding expandingStd(String column) {
    return expanding(Statistic.STD, column, 1);
  }

  /** The smallest value of a column so far, the current row included. */
  public static Expanding expandingMin(String column) {
    return expanding(Statistic.MIN, column, 0);
  }

  /** The largest value of a column so far, the current row included. */
  public static Expanding expandingMax(String column) {
    return expanding(Statistic.MAX, column, 0);
  }

  /** How many rows so far have a value in a column, the current one included. */
  public static Expanding expandingCount(String column) {
    return expanding(Statistic.COUNT, column, 0);
  }

  private static Expanding expanding(Statistic statistic, String column, int ddof) {
    return new Expanding(
        "", statistic, column, true, ddof, List.of(), Rolling.DEFAULT_KEY_LIMIT, "");
  }

  /** The value that a numeric column had so many rows ago. */
  public static Lag lag(String column, int rows) {
    return new Lag("", column, rows, Lag.Kind.LAG, List.of(), Rolling.DEFAULT_KEY_LIMIT, "");
  }

  /** The value of a numeric column less the one it had so many rows ago. */
  public static Lag difference(String column, int rows) {
    return new Lag("", column, rows, Lag.Kind.DIFFERENCE, List.of(), Rolling.DEFAULT_KEY_LIMIT, "");
  }

  /** The sum of two numeric columns, in a new column {@code a_plus_b}. */
  public static Arithmetic add(String a, String b) {
    return arithmetic(Arithmetic.Operation.ADD, a, b);
  }

  /** A numeric column and a number added up, in a new column such as {@code a_plus_2.5}. */
  public static Arithmetic add(String a, double number) {
    return new Arithmetic("", Arithmetic.Operation.ADD, a, "", number, "");
  }

  /** A numeric column without another, in a new column {@code a_minus_b}. */
  public static Arithmetic subtract(String a, String b) {
    return arithmetic(Arithmetic.Operation.SUBTRACT, a, b);
  }

  /** A numeric column less a number, in a new column such as {@code a_minus_2.5}. */
  public static Arithmetic subtract(String a, double number) {
    return new Arithmetic("", Arithmetic.Operation.SUBTRACT, a, "", number, "");
  }

  /** The product of two numeric columns, in a new column {@code a_times_b}. */
  public static Arithmetic multiply(String a, String b) {
    return arithmetic(Arithmetic.Operation.MULTIPLY, a, b);
  }

  /** A numeric column times a number, in a new column such as {@code a_times_2.5}. */
  public static Arithmetic multiply(String a, double number) {
    return new Arithmetic("", Arithmetic.Operation.MULTIPLY, a, "", number, "");
  }

  /** A numeric column over another, in a new column {@code a_over_b}; missing where b is 0. */
  public static Arithmetic divide(String a, String b) {
    return arithmetic(Arithmetic.Operation.DIVIDE, a, b);
  }

  /** A numeric column over a number other than 0, in a new column such as {@code a_over_2.5}. */
  public static Arithmetic divide(String a, double number) {
    return new Arithmetic("", Arithmetic.Operation.DIVIDE, a, "", number, "");
  }

  private static Arithmetic arithmetic(Arithmetic.Operation operation, String a, String b) {
    return new Arithmetic("", operation, a, ColumnNames.requireValid(b), 0, "");
  }

  /**
   * The number in each text of a column, in its place; see {@link ExtractNumber#as} to keep the
   * text.
   *
   * @param regex what to look for; its first group, or all of it, is the number
   */
  public static ExtractNumber extractNumber(String column, String regex) {
    return new ExtractNumber("", column, regex, "");
  }

  /** Parts of a date or time, in new columns such as {@code pickup_hour}; at least one part. */
  public static DateParts dateParts(String column, DatePart... parts) {
    return new DateParts("", column, Arrays.asList(parts));
  }

  /** Strips blanks from the ends of texts and makes a single space of each run within them. */
  public static CleanText cleanText(String column) {
    return new CleanText(
        "", column, CleanText.InnerWhitespace.COLLAPSED, CleanText.LetterCase.PRESERVED);
  }

  /**
   * The number of the bin that a value falls into, between edges that part the training values into
   * so many of about the same size, in {@code fare_bin}; for a batch.
   */
  public static QuantileBins quantileBins(String column, int count) {
    return new QuantileBins("", column, count, "");
  }

  /** Where a value stands among all training values, in {@code fare_rank}; for a batch. */
  public static Rank rank(String column) {
    return new Rank("", column, Rank.Scale.ABSOLUTE, "");
  }

  /** Puts the rows of a batch in the order of these columns, stably, missing values last. */
  public static SortRows sort(String... columns) {
    return new SortRows("", Arrays.asList(columns), List.of());
  }

  /**
   * Drops, while two numeric columns correlate above the threshold, the one of them that correlates
   * less with the target; for a batch.
   */
  public static DropCorrelated dropCorrelated(String target, double threshold) {
    return new DropCorrelated("", target, threshold, List.of());
  }

  /**
   * Drops those of these columns of text that have so many different values or more in the training
   * rows, a missing one counted; none named: of all columns of text; for a batch.
   */
  public static DropHighCardinality dropHighCardinality(int limit, String... columns) {
    return new DropHighCardinality("", limit, Arrays.asList(columns));
  }

  /**
   * A function from tables to tables with as many rows, each row by itself. Prefer {@link #derive}
   * and {@link #filter}, which are faster and cannot look at other rows.
   *
   * @param function called by several threads at once if the job is given {@code parallelism}
   */
  public static TableStage tables(String name, TableFunction function) {
    return new TableStage(name, function, List.of(), 1);
  }
}
