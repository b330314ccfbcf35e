package org.bandsaw.stage;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.bandsaw.data.Schema;
import org.bandsaw.stage.run.ColumnNames;
import org.bandsaw.stage.window.Windows;

/**
 * A statistic of a column over the last span of time, by the times in another column. The window of
 * a row at time t is the rows so far, in the order of rows, whose time lies in (t − span, t]; the
 * row itself is one of them unless it is {@link #excludingCurrentRow() excluded}. What comes out is
 * DOUBLE, does not depend on chunks, and goes on when a learned pipeline is applied.
 *
 * <ul>
 *   <li>Time is a date-time, an instant, a date (the start of the day), or a LONG of milliseconds.
 *   <li>The clock of a window never goes back: a row that is late counts as of the newest time that
 *       came before it in its window.
 *   <li>Where the time is missing the statistic is, and the row does not enter the window. Where
 *       the value is missing time passes, and the statistic is of the values that are there.
 *   <li>Where fewer than {@link #minRows(int)} values are in the window the statistic is missing,
 *       and a standard deviation √(Σ(x − mean)²/(n − ddof)) also where n − ddof is below 1 or an
 *       infinite value is in the window. The count needs no values ({@code minRows} 0 if not said).
 *   <li>A window holds {@link #atMost(int)} so many values; beyond them the oldest leaves, though
 *       it is young enough.
 * </ul>
 *
 * <p>A row costs the same however many rows are in its window, on average. Nothing is subtracted
 * from sums, so rounding does not build up. A value takes 8 bytes for a count, 24 for a mean and
 * the extremes, 32 for a deviation, and up to twice that as the window grows.
 *
 * @param name the stage's name; empty for {@code rollingMean(fare,5m,pickup)}
 * @param statistic what is said of the window
 * @param column a numeric one
 * @param spanMicros the span of time in microseconds, from 1 to a million days
 * @param timeColumn the column that says when a row happened
 * @param maxRows the values that a window holds, from 1 to 10 000 000
 * @param includesCurrentRow whether the current row is one of the window's
 * @param minRows the values that the statistic needs, from 1 to {@code mostRows}; from 0 for a
 *     count
 * @param ddof what is taken from the number of values under a deviation, from 0; 0 for the others
 * @param keys columns with whose values a window of its own goes; empty for one window
 * @param limit the most keys that are remembered
 * @param output the column that is made; empty for {@code fare_mean_5m} and {@code
 *     fare_mean_5m_by_vendor}
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
    implements Stage {

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
    int fewest = statistic == Statistic.COUNT ? 0 : 1;
    if (minRows < fewest || minRows > maxRows) {
      throw new IllegalArgumentException(
          String.format(
              "minRows must be from %d to the window's %d rows at most, not %d",
              fewest, maxRows, minRows));
    }
    Rolling.checkDdof(statistic, ddof);
    name =
        ColumnNames.orDefault(name, defaultName(statistic, column, spanMicros, timeColumn, keys));
    output = ColumnNames.orDefault(output, defaultOutput(statistic, column, spanMicros, keys));
  }

  /** Whole microseconds of a span. */
  static long spanMicros(Duration span) {
    if (span.isNegative() || span.isZero() || span.compareTo(MAX_SPAN) > 0) {
      throw new IllegalArgumentException(
          "a span of time must be from 1 microsecond to a million days, not " + span);
    }
    if (span.getNano() % 1_000 != 0) {
      throw new IllegalArgumentException(
          "a span of time is in whole microseconds; " + span + " is not");
    }
    return span.getSeconds() * 1_000_000 + span.getNano() / 1_000;
  }

  /** As in {@code 5m}, {@code 90s} and {@code 250ms}. */
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

  /** The span of time. */
  public Duration span() {
    return Duration.ofSeconds(spanMicros / 1_000_000, spanMicros % 1_000_000 * 1_000);
  }

  /** This stage under another name. */
  public RollingOverTime named(String other) {
    return with(
        ColumnNames.requireStageName(other),
        maxRows,
        includesCurrentRow,
        minRows,
        ddof,
        limit,
        output);
  }

  /**
   * Keeps a window, with a clock, of its own for the rows with the same values in these columns, a
   * missing value being one like any other; at least one column.
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

  /** The most keys that are remembered; 100 000 if not said. */
  public RollingOverTime keys(KeyLimit most) {
    return with(name, maxRows, includesCurrentRow, minRows, ddof, most, output);
  }

  /** Leaves the current row out: the window is the rows before it, as of its time. */
  public RollingOverTime excludingCurrentRow() {
    return with(name, maxRows, false, minRows, ddof, limit, output);
  }

  /** The most values that a window holds; 1 000 000 if not said. */
  public RollingOverTime atMost(int rows) {
    return with(name, rows, includesCurrentRow, minRows, ddof, limit, output);
  }

  /** The values that the statistic needs; if not said 1, or 0 for a count. */
  public RollingOverTime minRows(int least) {
    return with(name, maxRows, includesCurrentRow, least, ddof, limit, output);
  }

  /** What is taken from the number of values under a standard deviation; 1 if not said. */
  public RollingOverTime ddof(int number) {
    return with(name, maxRows, includesCurrentRow, minRows, number, limit, output);
  }

  /** Calls the column that is made by this name. */
  public RollingOverTime as(String column) {
    return with(
        name, maxRows, includesCurrentRow, minRows, ddof, limit, ColumnNames.requireValid(column));
  }

  private RollingOverTime with(
      String otherName,
      int most,
      boolean current,
      int least,
      int otherDdof,
      KeyLimit keysAtMost,
      String made) {
    return new RollingOverTime(
        otherName,
        statistic,
        column,
        spanMicros,
        timeColumn,
        most,
        current,
        least,
        otherDdof,
        keys,
        keysAtMost,
        made);
  }

  @Override
  public StageRun open(Schema input) {
    return Windows.open(input, this);
  }

  @Override
  public Lineage lineage(Schema input) {
    List<String> always = new ArrayList<>(keys);
    if (!always.contains(timeColumn)) {
      always.add(timeColumn);
    }
    return Lineage.passThrough()
        .withDerived(output, Rolling.sameRowInputs(column, includesCurrentRow, always));
  }
}
