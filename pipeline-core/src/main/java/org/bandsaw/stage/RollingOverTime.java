package org.bandsaw.stage;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.bandsaw.data.Schema;
import org.bandsaw.stage.run.ColumnNames;
import org.bandsaw.stage.window.Windows;

/**
 * A statistic of a column over the last span of time, by the times in another column. The window of
 * a row at time t is the rows so far, in row order, whose time is in (t − span, t]. It includes the
 * row itself unless it is {@link #excludingCurrentRow() excluded}. The output column is DOUBLE and
 * does not depend on chunk boundaries. The window advances when a trained pipeline is applied, too.
 *
 * <ul>
 *   <li>The time column is a date-time, an instant, a date (the start of the day), or a LONG of
 *       milliseconds.
 *   <li>The clock of a window never goes back: a late row counts at the newest time seen before it
 *       in its window.
 *   <li>If the time is missing, the statistic is missing and the row does not enter the window. If
 *       the value is missing, the clock advances and the statistic is that of the values in the
 *       window.
 *   <li>With fewer than {@link #minRows(int)} values the statistic is missing. A standard deviation
 *       √(Σ(x − mean)²/(n − ddof)) is also missing if n − ddof is below 1 or the window contains an
 *       infinite value. The count needs no values (its {@code minRows} defaults to 0).
 *   <li>A window holds at most {@link #atMost(int)} values. Beyond that the oldest one leaves, even
 *       if it is within the span.
 * </ul>
 *
 * <p>The average cost of a row does not depend on the size of its window. Nothing is subtracted
 * from sums, so rounding errors do not accumulate. A value takes 8 bytes for a count, 24 for a
 * mean, a minimum or a maximum, 32 for a standard deviation, and up to twice that while the window
 * grows.
 *
 * @param name the stage's name; if empty, {@code rollingMean(fare,5m,pickup)}
 * @param statistic the statistic of the window
 * @param column a numeric column
 * @param spanMicros the span of time in microseconds, from 1 to a million days
 * @param timeColumn the column with the time of a row
 * @param maxRows the number of values in a window at most, from 1 to 10 000 000
 * @param includesCurrentRow whether the window includes the current row
 * @param minRows the number of values that the statistic needs, from 1 to {@code maxRows}; from 0
 *     for a count
 * @param ddof subtracted from the number of values in a standard deviation, from 0; 0 for other
 *     statistics
 * @param keys columns whose values each have their own window; empty for one window over all rows
 * @param limit how many keys are kept at most
 * @param output the output column; if empty, {@code fare_mean_5m} or {@code fare_mean_5m_by_vendor}
 */
public record RollingOverTime(
    String name,
    Statistic statistic,
    String column,
    long spanMicros,
    String timeColumn,
    int maxRows,
    boolean includesCurrentRow,
    int minRows,
    int ddof,
    List<String> keys,
    KeyLimit limit,
    String output)
    implements NamedStage {

  static final int DEFAULT_MAX_ROWS = 1_000_000;
  private static final Duration MAX_SPAN = Duration.ofDays(1_000_000);
  private static final long[] UNITS = {
    86_400_000_000L, 3_600_000_000L, 60_000_000, 1_000_000, 1_000
  };
  private static final String[] UNIT_NAMES = {"d", "h", "m", "s", "ms"};

  public RollingOverTime {
    Objects.requireNonNull(statistic, "statistic");
    ColumnNames.requireValid(column);
    ColumnNames.requireValid(timeColumn);
    keys = ColumnNames.requireValid(keys);
    Objects.requireNonNull(limit, "limit");
    if (spanMicros < 1 || spanMicros > spanMicros(MAX_SPAN)) {
      throw new IllegalArgumentException(
          "a span of time must be from 1 microsecond to a million days, not "
              + spanMicros
              + " microseconds");
    }
    if (maxRows < 1 || maxRows > Rolling.MAX_ROWS) {
      throw new IllegalArgumentException(
          "atMost must be from 1 to " + Rolling.MAX_ROWS + " rows, not " + maxRows);
    }
    int least = statistic == Statistic.COUNT ? 0 : 1;
    if (minRows < least || minRows > maxRows) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "minRows must be from %d to the window's %d rows at most, not %d",
              least,
              maxRows,
              minRows));
    }
    Rolling.checkDdof(statistic, ddof);
    name =
        ColumnNames.orDefault(name, defaultName(statistic, column, spanMicros, timeColumn, keys));
    output = ColumnNames.orDefault(output, defaultOutput(statistic, column, spanMicros, keys));
  }

  /** Returns a span in whole microseconds. */
  static long spanMicros(Duration span) {
    if (span.isNegative() || span.isZero() || span.compareTo(MAX_SPAN) > 0) {
      throw new IllegalArgumentException(
          "a span of time must be from 1 microsecond to a million days, not " + span);
    }
    if (span.getNano() % 1_000 != 0) {
      throw new IllegalArgumentException(
          "a span of time must be in whole microseconds; " + span + " is not");
    }
    return span.getSeconds() * 1_000_000 + span.getNano() / 1_000;
  }

  /** Returns a text such as {@code 5m}, {@code 90s} and {@code 250ms}. */
  private static String formatSpan(long micros) {
    for (int i = 0; i < UNITS.length; i++) {
      if (micros % UNITS[i] == 0) {
        return micros / UNITS[i] + UNIT_NAMES[i];
      }
    }
    return micros + "us";
  }

  private static String defaultName(
      Statistic statistic, String column, long micros, String time, List<String> keys) {
    String by = keys.isEmpty() ? "" : ",by " + String.join("+", keys);
    return statistic.functionName("rolling")
        + "("
        + column
        + ","
        + formatSpan(micros)
        + ","
        + time
        + by
        + ")";
  }

  private static String defaultOutput(
      Statistic statistic, String column, long micros, List<String> keys) {
    String by = keys.isEmpty() ? "" : "_by_" + String.join("_", keys);
    return column + "_" + statistic.label() + "_" + formatSpan(micros) + by;
  }

  /** Returns the span of time. */
  public Duration span() {
    return Duration.ofSeconds(spanMicros / 1_000_000, spanMicros % 1_000_000 * 1_000);
  }

  @Override
  public RollingOverTime named(String name) {
    return with(
        ColumnNames.requireStageName(name),
        maxRows,
        includesCurrentRow,
        minRows,
        ddof,
        limit,
        output);
  }

  /**
   * Keeps a separate window and clock for each combination of values in these columns. A missing
   * value is a value like any other.
   *
   * @param columns at least one
   */
  public RollingOverTime per(String... columns) {
    return new RollingOverTime(
        name.equals(defaultName(statistic, column, spanMicros, timeColumn, keys)) ? "" : name,
        statistic,
        column,
        spanMicros,
        timeColumn,
        maxRows,
        includesCurrentRow,
        minRows,
        ddof,
        ColumnNames.requireNonEmpty(Arrays.asList(columns)),
        limit,
        output.equals(defaultOutput(statistic, column, spanMicros, keys)) ? "" : output);
  }

  /** Sets how many keys are kept at most. Default: 100 000. */
  public RollingOverTime keys(KeyLimit limit) {
    return with(name, maxRows, includesCurrentRow, minRows, ddof, limit, output);
  }

  /** Excludes the current row: the window is the rows before it, at its time. */
  public RollingOverTime excludingCurrentRow() {
    return with(name, maxRows, false, minRows, ddof, limit, output);
  }

  /** Sets how many values a window holds at most. Default: 1 000 000. */
  public RollingOverTime atMost(int rows) {
    return with(name, rows, includesCurrentRow, minRows, ddof, limit, output);
  }

  /** Sets how many values the statistic needs. Default: 1, or 0 for a count. */
  public RollingOverTime minRows(int minRows) {
    return with(name, maxRows, includesCurrentRow, minRows, ddof, limit, output);
  }

  /** Sets what is subtracted from the number of values in a standard deviation. Default: 1. */
  public RollingOverTime ddof(int number) {
    return with(name, maxRows, includesCurrentRow, minRows, number, limit, output);
  }

  /** Sets the name of the output column. */
  public RollingOverTime as(String output) {
    return with(
        name, maxRows, includesCurrentRow, minRows, ddof, limit, ColumnNames.requireValid(output));
  }

  private RollingOverTime with(
      String name,
      int maxRows,
      boolean includesCurrentRow,
      int minRows,
      int ddof,
      KeyLimit limit,
      String output) {
    return new RollingOverTime(
        name,
        statistic,
        column,
        spanMicros,
        timeColumn,
        maxRows,
        includesCurrentRow,
        minRows,
        ddof,
        keys,
        limit,
        output);
  }

  @Override
  public StageRun open(Schema input) {
    return Windows.open(input, this);
  }

  @Override
  public Lineage lineage(Schema input) {
    List<String> inputs = new ArrayList<>(keys);
    if (!inputs.contains(timeColumn)) {
      inputs.add(timeColumn);
    }
    return Lineage.passThrough()
        .withDerived(output, Rolling.sameRowInputs(column, includesCurrentRow, inputs));
  }
}
