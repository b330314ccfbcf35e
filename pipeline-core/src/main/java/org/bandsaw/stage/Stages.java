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
import org.bandsaw.stage.batch.BatchStages;
import org.bandsaw.stage.column.ColumnStages;
import org.bandsaw.stage.encode.Encoders;
import org.bandsaw.stage.number.NumberStages;
import org.bandsaw.stage.text.TextStages;
import org.jspecify.annotations.Nullable;

/**
 * Creates the built-in stages. Stages are immutable: methods that change a setting return a copy.
 *
 * <p>Every stage has a default name, such as {@code rollingMean(fare,50)}; {@code named} replaces
 * it. Names are unique in a pipeline. Stages that make one column have a default name for it, such
 * as {@code fare_bin}; {@code as} replaces it.
 *
 * <p>The methods here throw {@link IllegalArgumentException} if a column name is null, empty or
 * given twice, or if a setting is out of bounds. Whether a column exists and has a suitable type is
 * checked when a run opens, which throws {@link org.bandsaw.data.SchemaException} with the nearest
 * names.
 *
 * <p>Unless stated otherwise, a column that is replaced keeps its position, new columns follow the
 * declared ones, and a missing value stays missing. Numeric columns are those of type DOUBLE, LONG
 * and INT.
 *
 * <p>Running statistics include the current row unless stated otherwise. A trained pipeline keeps
 * what it has learned, such as means and categories, constant; windows, lags and last values
 * continue to advance.
 */
public final class Stages {

  private static final int DEFAULT_MAX_CATEGORIES = 100_000;

  private Stages() {}

  /**
   * Keeps only these columns, in this order. Dynamic columns are dropped.
   *
   * @param columns at least one
   */
  public static NamedStage select(String... columns) {
    return ColumnStages.select(Arrays.asList(columns));
  }

  /**
   * Drops these columns.
   *
   * @param columns at least one
   */
  public static ColumnStage drop(String... columns) {
    return ColumnStages.drop(Arrays.asList(columns));
  }

  /**
   * Renames a column.
   *
   * @param to the new name; not the name of another column
   */
  public static NamedStage rename(String from, String to) {
    return ColumnStages.rename(from, to);
  }

  /**
   * Removes the rows with a missing value in any of these columns. The run counts them.
   *
   * @param columns none means every declared column
   */
  public static ColumnStage dropMissing(String... columns) {
    return ColumnStages.dropMissing(Arrays.asList(columns));
  }

  /**
   * Applies a stage to all declared columns of a kind, as in {@code
   * onAll(Columns.numbers().except("fare"), standardScale(Columns.EACH))}. If there is no such
   * column, rows pass unchanged.
   *
   * <p>The columns are selected when a run opens, from those that the earlier stages leave. A
   * trained pipeline keeps the columns that it was trained on. Dynamic columns are not included.
   *
   * @param columns selects the columns
   * @param template the stage to apply: its settings count, the columns that it names do not
   * @throws IllegalArgumentException if the template is a {@link BatchOnlyStage}
   */
  public static NamedStage onAll(Columns columns, ColumnStage template) {
    return ColumnStages.onAll(columns, template);
  }

  /**
   * Keeps the rows for which the condition is true. The run counts the others.
   *
   * @param name the stage's name
   * @param keep is called by several threads at once if the job is given {@code parallelism}
   */
  public static Filter filter(String name, Predicate<? super RowView> keep) {
    return new Filter(name, keep, List.of(), 1);
  }

  /**
   * Computes a column of numbers or booleans from each row.
   *
   * @param column its name and type; an existing column of this name is replaced
   * @param value NaN means missing; is called by several threads at once if the job is given {@code
   *     parallelism}
   */
  public static Derive derive(ColumnSpec column, ToDoubleFunction<? super RowView> value) {
    return new Derive("derive(" + column.name() + ")", column, value, null, 1);
  }

  /**
   * Computes a column of text from each row.
   *
   * @param column its name; an existing column of this name is replaced
   * @param value null and the empty text mean missing; is called by several threads at once if the
   *     job is given {@code parallelism}
   */
  public static DeriveText deriveText(
      String column, Function<? super RowView, @Nullable String> value) {
    return new DeriveText("derive(" + column + ")", column, value, null, 1);
  }

  /**
   * Computes a column of text, as {@link #deriveText(String, Function)}.
   *
   * @throws IllegalArgumentException if the type of the column is not STRING
   */
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

  /** Replaces missing values of a column, as {@link #impute(List, Impute)}. */
  public static ColumnStage impute(String column, Impute strategy) {
    return impute(Arrays.asList(column), strategy);
  }

  /**
   * Replaces missing values of several columns. Numeric columns become DOUBLE.
   *
   * <p>A running mean is updated by each finite value v, in the order of rows: n becomes n + 1,
   * mean becomes mean + (v − mean)/n. A trained pipeline keeps the running mean and the running
   * median constant; {@link Impute#LAST_VALUE} continues to change.
   *
   * <p>A running median takes about 100 ns per value. It retains 8 KiB per column up to 1024
   * values, and from there on at most 16 KiB more each time the number of values doubles.
   *
   * @param columns at least one
   */
  public static ColumnStage impute(List<String> columns, Impute strategy) {
    return NumberStages.impute(columns, strategy);
  }

  /**
   * Scales numeric columns to (v − mean)/s, as DOUBLE, by the running mean and standard deviation.
   *
   * <p>By Welford's method, for each finite value v in the order of rows: d = v − mean; n becomes n
   * + 1; mean becomes mean + d/n; M2 becomes M2 + d(v − mean). s is √(M2/n), the population
   * deviation (ddof 0), or 1 where that is 0. An infinite value stays infinite and does not count.
   *
   * @param columns at least one
   */
  public static ColumnStage standardScale(String... columns) {
    return NumberStages.standardScale(Arrays.asList(columns));
  }

  /**
   * Scales numeric columns to (v − min)/(max − min), as DOUBLE, by the running minimum and maximum;
   * 0 if the two are equal.
   *
   * <p>A trained pipeline returns numbers below 0 or above 1 for values outside the range of the
   * training rows, and 0 if it was trained on no value. An infinite value stays infinite and does
   * not count.
   *
   * @param columns at least one
   */
  public static ColumnStage minMaxScale(String... columns) {
    return NumberStages.minMaxScale(Arrays.asList(columns));
  }

  /**
   * Limits a numeric column to a range, as DOUBLE: values beyond a bound, infinite ones included,
   * become the bound.
   *
   * @param low the lower bound; −∞ for none
   * @param high the upper bound, at least {@code low}; ∞ for none
   */
  public static ColumnStage clip(String column, double low, double high) {
    return NumberStages.clip(column, low, high);
  }

  /**
   * Computes powers of a numeric column, as DOUBLE, in new columns {@code fare_2}, {@code fare_3}
   * and so on. Each power is the previous one times the value.
   *
   * @param degree the highest power, from 2 to 20
   */
  public static NamedStage polynomial(String column, int degree) {
    return NumberStages.polynomial(column, degree);
  }

  /**
   * Computes the product of each pair of numeric columns, as DOUBLE, in new columns {@code
   * a_times_b}, {@code a_times_c}, {@code b_times_c}; missing if either factor is.
   *
   * @param columns from 2 to 100
   */
  public static NamedStage interactions(String... columns) {
    return NumberStages.interactions(Arrays.asList(columns));
  }

  /**
   * Computes the sum of numeric columns in each row, as DOUBLE, in a new column {@code sum_of_a_b}.
   * Missing values are skipped; if all are missing, the sum is missing.
   *
   * @param columns at least one
   */
  public static DerivedStage rowSum(String... columns) {
    return NumberStages.rowSum(Arrays.asList(columns));
  }

  /**
   * Computes the mean of numeric columns in each row, as DOUBLE, in a new column {@code
   * mean_of_a_b}. Missing values are skipped; if all are missing, the mean is missing.
   *
   * @param columns at least one
   */
  public static DerivedStage rowMean(String... columns) {
    return NumberStages.rowMean(Arrays.asList(columns));
  }

  /**
   * Computes the sample variance Σ(x − mean)²/(n − 1) of numeric columns in each row, as DOUBLE, in
   * a new column {@code variance_of_a_b}. Missing values are skipped; with fewer than two values
   * the variance is missing.
   *
   * @param columns at least one
   */
  public static DerivedStage rowVariance(String... columns) {
    return NumberStages.rowVariance(Arrays.asList(columns));
  }

  /**
   * Computes the number of the bin that a value falls into, as DOUBLE, in a new column {@code
   * fare_bin}: 0 below the first edge, 1 from the first edge (inclusive) to the second (exclusive),
   * and so on. From the last edge on it is the number of edges.
   *
   * @param column numeric
   * @param edges at least one, strictly ascending, finite
   */
  public static DerivedStage bins(String column, double... edges) {
    return NumberStages.bins(column, edges);
  }

  /**
   * Flags values more than 3 standard deviations from the running mean, as BOOLEAN, in a new column
   * {@code fare_anomaly}.
   */
  public static Anomaly anomaly(String column) {
    return new Anomaly("", column, 3, "");
  }

  /**
   * Adds a column of 0 and 1 for each value of a column. Columns appear in the row where their
   * value first occurs.
   */
  public static OneHot oneHot(String column) {
    return new OneHot("", column, UnseenCategory.GROW, List.of(), 1_000, true);
  }

  /**
   * Computes the share of the rows so far that have the same text, in a new column {@code
   * vendor_frequency}.
   */
  public static FrequencyEncode frequencyEncode(String column) {
    return new FrequencyEncode("", column, DEFAULT_MAX_CATEGORIES, "");
  }

  /**
   * Encodes a column of text in a fixed number of new columns {@code vendor_hash_0}, {@code
   * vendor_hash_1} and so on, as DOUBLE: 1 in the column of the text's bucket, 0 in the others.
   * Several texts may share a bucket. All columns are 0 if the value is missing.
   *
   * <p>The bucket is the unsigned 32-bit MurmurHash3 (x86, seed 0) of the text in UTF-8, modulo the
   * number of buckets, in every version of this library. There is no sign.
   *
   * @param buckets the number of columns, from 2 to 10 000
   */
  public static ColumnStage hashEncode(String column, int buckets) {
    return Encoders.hashEncode(column, buckets);
  }

  /**
   * Assigns a whole number to each text, in the order of first appearance, in a new column {@code
   * vendor_code}.
   */
  public static OrdinalEncode ordinalEncode(String column) {
    return new OrdinalEncode(
        "", column, UnseenCategory.GROW, List.of(), DEFAULT_MAX_CATEGORIES, "");
  }

  /**
   * Computes the mean target of earlier rows with the same text, smoothed by 10 rows of the overall
   * mean.
   */
  public static TargetEncode targetEncode(String column, String target) {
    return new TargetEncode("", column, target, 10, DEFAULT_MAX_CATEGORIES, "");
  }

  /** Computes the mean of a column over its last rows, the current one included. */
  public static Rolling rollingMean(String column, int rows) {
    return rolling(Statistic.MEAN, column, rows, 1, 0);
  }

  /**
   * Computes the standard deviation (ddof 1) of a column over its last rows, the current one
   * included.
   */
  public static Rolling rollingStd(String column, int rows) {
    return rolling(Statistic.STD, column, rows, 1, 1);
  }

  /** Computes the minimum of a column over its last rows, the current one included. */
  public static Rolling rollingMin(String column, int rows) {
    return rolling(Statistic.MIN, column, rows, 1, 0);
  }

  /** Computes the maximum of a column over its last rows, the current one included. */
  public static Rolling rollingMax(String column, int rows) {
    return rolling(Statistic.MAX, column, rows, 1, 0);
  }

  /** Counts the values in a column's last rows, the current one included. */
  public static Rolling rollingCount(String column, int rows) {
    return rolling(Statistic.COUNT, column, rows, 0, 0);
  }

  private static Rolling rolling(
      Statistic statistic, String column, int rows, int minRows, int ddof) {
    return new Rolling(
        "", statistic, column, rows, true, minRows, ddof, List.of(), Rolling.DEFAULT_KEY_LIMIT, "");
  }

  /**
   * Computes the mean of a column over a time span, the current row included.
   *
   * @param time the column with the time of each row
   */
  public static RollingOverTime rollingMean(String column, Duration span, String time) {
    return rolling(Statistic.MEAN, column, span, time, 1, 0);
  }

  /**
   * Computes the standard deviation (ddof 1) of a column over a time span, the current row
   * included.
   *
   * @param time the column with the time of each row
   */
  public static RollingOverTime rollingStd(String column, Duration span, String time) {
    return rolling(Statistic.STD, column, span, time, 1, 1);
  }

  /**
   * Computes the minimum of a column over a time span, the current row included.
   *
   * @param time the column with the time of each row
   */
  public static RollingOverTime rollingMin(String column, Duration span, String time) {
    return rolling(Statistic.MIN, column, span, time, 1, 0);
  }

  /**
   * Computes the maximum of a column over a time span, the current row included.
   *
   * @param time the column with the time of each row
   */
  public static RollingOverTime rollingMax(String column, Duration span, String time) {
    return rolling(Statistic.MAX, column, span, time, 1, 0);
  }

  /**
   * Counts the values of a column in a time span, the current row included.
   *
   * @param time the column with the time of each row
   */
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

  /** Computes the mean of a column over all rows so far, the current one included. */
  public static Expanding expandingMean(String column) {
    return expanding(Statistic.MEAN, column, 0);
  }

  /**
   * Computes the standard deviation (ddof 1) of a column over all rows so far, the current one
   * included.
   */
  public static Expanding expandingStd(String column) {
    return expanding(Statistic.STD, column, 1);
  }

  /** Computes the minimum of a column over all rows so far, the current one included. */
  public static Expanding expandingMin(String column) {
    return expanding(Statistic.MIN, column, 0);
  }

  /** Computes the maximum of a column over all rows so far, the current one included. */
  public static Expanding expandingMax(String column) {
    return expanding(Statistic.MAX, column, 0);
  }

  /** Counts the values of a column in all rows so far, the current one included. */
  public static Expanding expandingCount(String column) {
    return expanding(Statistic.COUNT, column, 0);
  }

  private static Expanding expanding(Statistic statistic, String column, int ddof) {
    return new Expanding(
        "", statistic, column, true, ddof, List.of(), Rolling.DEFAULT_KEY_LIMIT, "");
  }

  /**
   * Returns the value of a numeric column in an earlier row.
   *
   * @param rows the distance to the earlier row
   */
  public static Lag lag(String column, int rows) {
    return new Lag("", column, rows, Lag.Kind.LAG, List.of(), Rolling.DEFAULT_KEY_LIMIT, "");
  }

  /**
   * Computes the value of a numeric column minus its value in an earlier row.
   *
   * @param rows the distance to the earlier row
   */
  public static Lag difference(String column, int rows) {
    return new Lag("", column, rows, Lag.Kind.DIFFERENCE, List.of(), Rolling.DEFAULT_KEY_LIMIT, "");
  }

  /**
   * Adds two numeric columns, as DOUBLE, in a new column {@code a_plus_b}; missing if either value
   * is.
   */
  public static DerivedStage add(String a, String b) {
    return NumberStages.add(a, b);
  }

  /**
   * Adds a constant to a numeric column, as DOUBLE, in a new column such as {@code a_plus_2.5}.
   *
   * @param constant finite
   */
  public static DerivedStage add(String a, double constant) {
    return NumberStages.add(a, constant);
  }

  /**
   * Subtracts a numeric column from another, as DOUBLE, in a new column {@code a_minus_b}; missing
   * if either value is.
   */
  public static DerivedStage subtract(String a, String b) {
    return NumberStages.subtract(a, b);
  }

  /**
   * Subtracts a constant from a numeric column, as DOUBLE, in a new column such as {@code
   * a_minus_2.5}.
   *
   * @param constant finite
   */
  public static DerivedStage subtract(String a, double constant) {
    return NumberStages.subtract(a, constant);
  }

  /**
   * Multiplies two numeric columns, as DOUBLE, in a new column {@code a_times_b}; missing if either
   * value is.
   */
  public static DerivedStage multiply(String a, String b) {
    return NumberStages.multiply(a, b);
  }

  /**
   * Multiplies a numeric column by a constant, as DOUBLE, in a new column such as {@code
   * a_times_2.5}.
   *
   * @param constant finite
   */
  public static DerivedStage multiply(String a, double constant) {
    return NumberStages.multiply(a, constant);
  }

  /**
   * Divides a numeric column by another, as DOUBLE, in a new column {@code a_over_b}; missing if
   * either value is, or if the divisor is 0.
   */
  public static DerivedStage divide(String a, String b) {
    return NumberStages.divide(a, b);
  }

  /**
   * Divides a numeric column by a constant, as DOUBLE, in a new column such as {@code a_over_2.5}.
   *
   * @param constant finite, not 0
   */
  public static DerivedStage divide(String a, double constant) {
    return NumberStages.divide(a, constant);
  }

  /**
   * Extracts a number from each text of a column, as DOUBLE: the first group of the first match of
   * a pattern, or the whole match if the pattern has no group. The result is missing if nothing
   * matches, or if the match is not a finite decimal number such as {@code -12.5} or {@code 1e3}.
   *
   * <p>The numbers replace the text; {@link DerivedStage#as} puts them into another column and
   * keeps the text.
   *
   * @param regex a {@link java.util.regex.Pattern}, which may match anywhere in the text
   */
  public static DerivedStage extractNumber(String column, String regex) {
    return TextStages.extractNumber(column, regex);
  }

  /**
   * Extracts parts of a date or time, as INT, in new columns such as {@code pickup_hour}. Instants
   * are converted to UTC; dates and date-times are local.
   *
   * @param column of type DATE, DATE_TIME or INSTANT
   * @param parts at least one, each at most once; for a DATE, no hour and no minute
   */
  public static NamedStage dateParts(String column, DatePart... parts) {
    return TextStages.dateParts(column, Arrays.asList(parts));
  }

  /**
   * Removes whitespace from both ends of each text, and collapses each run of whitespace within it
   * to a single space.
   */
  public static CleanText cleanText(String column) {
    return new CleanText(
        "", column, CleanText.InnerWhitespace.COLLAPSED, CleanText.LetterCase.PRESERVED);
  }

  /**
   * Computes the number of the bin that a value falls into, as DOUBLE, in a new column {@code
   * fare_bin}. The bins contain about the same number of training values each. For batch runs only.
   *
   * <p>The edges are the quantiles k/count, k = 0…count, of the n training values x₀ ≤ … ≤ xₙ₋₁, by
   * linear interpolation (type 7; Hyndman and Fan 1996): with h = (n − 1)k/count and j = ⌊h⌋, the
   * edge is x_j + (h − j)(x_j₊₁ − x_j). Equal edges become one, so there may be fewer than {@code
   * count} bins. Bin 0 is from the first edge (inclusive) to the second (exclusive), and so on; the
   * last edge belongs to the last bin.
   *
   * <p>A value below the first edge is in the first bin, a value above the last edge in the last
   * bin. Missing and infinite values do not affect the edges. If no training row has a finite
   * value, every result is missing.
   *
   * @param column numeric
   * @param count the number of bins, from 2 to 100 000
   */
  public static DerivedStage quantileBins(String column, int count) {
    return BatchStages.quantileBins(column, count);
  }

  /**
   * Computes the rank of a value among all training values, in a new column {@code fare_rank}. For
   * batch runs only.
   */
  public static Rank rank(String column) {
    return new Rank("", column, Rank.Scale.ABSOLUTE, "");
  }

  /**
   * Sorts rows by these columns, ascending and stably, missing values last. For batch runs only.
   *
   * @param columns at least one
   */
  public static SortRows sort(String... columns) {
    return new SortRows("", Arrays.asList(columns), List.of());
  }

  /**
   * As long as two numeric columns have an absolute correlation above the threshold, drops the one
   * that correlates less with the target. For batch runs only.
   *
   * @param threshold from 0, below 1
   */
  public static DropCorrelated dropCorrelated(String target, double threshold) {
    return new DropCorrelated("", target, threshold, List.of());
  }

  /**
   * Drops columns of text with at least {@code limit} distinct values in the training rows. A
   * missing value counts as one more distinct value. Later rows do not change which columns are
   * dropped. For batch runs only.
   *
   * @param limit at least 2
   * @param columns columns of text; none means all of them
   */
  public static NamedStage dropHighCardinality(int limit, String... columns) {
    return BatchStages.dropHighCardinality(limit, Arrays.asList(columns));
  }

  /**
   * Applies a function to the rows of each chunk as a table. The function returns a table with as
   * many rows, in the same order, and treats each row by itself. Prefer {@link #derive} and {@link
   * #filter}, which are faster and cannot depend on other rows.
   *
   * @param name the stage's name
   * @param function is called by several threads at once if the job is given {@code parallelism}
   */
  public static TableStage tables(String name, TableFunction function) {
    return new TableStage(name, function, List.of(), 1);
  }
}
