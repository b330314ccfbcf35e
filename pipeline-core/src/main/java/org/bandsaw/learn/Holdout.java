package org.bandsaw.learn;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.EpochTime;
import org.bandsaw.data.IntVector;
import org.bandsaw.data.LongVector;
import org.bandsaw.data.Schema;
import org.bandsaw.data.SchemaException;
import org.bandsaw.data.ValueType;
import org.bandsaw.data.Vector;

/**
 * Which rows of a batch are held out for scoring: neither steps nor learners are fitted to them.
 * Rows are chosen by the columns of the source, before any step. Immutable.
 *
 * @param kind how rows are chosen
 * @param share the share of rows, or the approximate share of keys; 0 for {@link Kind#TIME}
 * @param column the column of times or keys; empty for {@link Kind#SHARE}
 * @param from the first time held out, in ISO format; empty for the other kinds
 */
public record Holdout(Kind kind, double share, String column, String from) {

  /** How rows are chosen. */
  public enum Kind {
    /** The last rows. */
    SHARE,
    /** The rows from a point in time on. */
    TIME,
    /** All rows of some keys. */
    KEY
  }

  public Holdout {
    Objects.requireNonNull(kind, "kind");
    if (kind == Kind.TIME ? share != 0 : !(share > 0 && share < 1)) {
      throw new IllegalArgumentException(
          kind == Kind.TIME
              ? "rows held out by time have no share; it must be 0, not " + share
              : "the share held out must be above 0 and below 1, not " + share);
    }
    if (kind == Kind.SHARE != column.isEmpty()) {
      throw new IllegalArgumentException(
          "a column is needed to hold out by time or key, and only then");
    }
    if (kind == Kind.TIME != !from.isEmpty()) {
      throw new IllegalArgumentException(
          "a first time is needed to hold out by time, and only then");
    }
  }

  /**
   * Holds out the last rows, in their order at the start of learning: of n rows the first ⌊(1 −
   * share) · n⌋ are training rows. After a step that sorts rows, the last rows of the new order are
   * held out for the steps that follow and for the learners.
   *
   * @param share above 0 and below 1
   */
  public static Holdout share(double share) {
    return new Holdout(Kind.SHARE, share, "", "");
  }

  /**
   * Holds out the rows of this instant or later, and rows without one.
   *
   * @param column a column of the source with instants
   */
  public static Holdout after(String column, Instant from) {
    return new Holdout(Kind.TIME, 0, requireName(column), from.toString());
  }

  /**
   * Holds out the rows of this date and time or later, and rows without one.
   *
   * @param column a column of the source with dates and times
   */
  public static Holdout after(String column, LocalDateTime from) {
    return new Holdout(Kind.TIME, 0, requireName(column), from.toString());
  }

  /**
   * Holds out the rows of this day or later, and rows without one.
   *
   * @param column a column of the source with dates
   */
  public static Holdout after(String column, LocalDate from) {
    return new Holdout(Kind.TIME, 0, requireName(column), from.toString());
  }

  /**
   * Holds out all rows of some keys, so that no key is in both the training rows and the scored
   * rows. A key is held out if a hash of it and of the pipeline's seed is within the share, which
   * does not depend on other rows. Rows without a key are held out.
   *
   * @param column a column of the source, of any type
   * @param share the approximate share of the keys, above 0 and below 1
   */
  public static Holdout byKey(String column, double share) {
    return new Holdout(Kind.KEY, share, requireName(column), "");
  }

  private static String requireName(String column) {
    if (column.isEmpty()) {
      throw new IllegalArgumentException("the column needs a name that is not empty");
    }
    return column;
  }

  /**
   * Checks that the source has the column.
   *
   * @throws SchemaException if the column is missing or has another type
   */
  public void check(Schema source) {
    if (kind == Kind.SHARE) {
      return;
    }
    ValueType type = source.column(source.indexOf(column)).type();
    if (kind == Kind.TIME) {
      cutoff(type);
    }
  }

  private long cutoff(ValueType type) {
    try {
      return switch (type) {
        case DATE -> LocalDate.parse(from).toEpochDay();
        case DATE_TIME -> EpochTime.toMicros(LocalDateTime.parse(from));
        case INSTANT -> EpochTime.toMicros(Instant.parse(from));
        case BOOLEAN, INT, LONG, DOUBLE, STRING ->
            throw new DateTimeException("the column has no times");
      };
    } catch (DateTimeException problem) {
      throw new SchemaException(
          "",
          column,
          type.name(),
          List.of(),
          "rows are held out from "
              + from
              + " of '"
              + column
              + "' on, which is "
              + type
              + "; use a LocalDate for a date, a LocalDateTime for a date with a time, an Instant"
              + " for an instant");
    }
  }

  /**
   * The indices of the rows that are held out.
   *
   * @param rows all rows of the source
   * @param seed the pipeline's seed
   */
  public BitSet heldOutRows(Chunk rows, long seed) {
    int n = rows.rowCount();
    BitSet held = new BitSet(n);
    switch (kind) {
      case SHARE -> held.set(trainingRows(n), n);
      case TIME -> selectByTime(rows, held);
      case KEY -> {
        Vector keys = rows.vector(column);
        for (int i = 0; i < n; i++) {
          held.set(i, keys.isMissing(i) || hash(keys.text(i), seed) < share);
        }
      }
    }
    return held;
  }

  /**
   * Returns the number of training rows among n rows if the last ones are held out: ⌊(1 − share) ·
   * n⌋, exact for the share as it is written in decimals.
   */
  public int trainingRows(int n) {
    // exact in decimals: in binary, (1 - 0.8) * 5 is below 1
    BigDecimal training = BigDecimal.ONE.subtract(BigDecimal.valueOf(share));
    return training.multiply(BigDecimal.valueOf(n)).setScale(0, RoundingMode.FLOOR).intValue();
  }

  private void selectByTime(Chunk rows, BitSet held) {
    Vector times = rows.vector(column);
    long first = cutoff(times.type());
    for (int i = 0; i < times.length(); i++) {
      long at = times instanceof IntVector days ? days.array()[i] : ((LongVector) times).array()[i];
      held.set(i, times.isMissing(i) || at >= first);
    }
  }

  /** A number from 0 to below 1: FNV-1a over the characters, then the finalizer of MurmurHash3. */
  private static double hash(String key, long seed) {
    long hash = 0xcbf29ce484222325L ^ seed;
    for (int i = 0; i < key.length(); i++) {
      hash = (hash ^ key.charAt(i)) * 0x100000001b3L;
    }
    hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
    hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return ((hash ^ (hash >>> 33)) >>> 11) * 0x1p-53;
  }

  @Override
  public String toString() {
    return switch (kind) {
      case SHARE -> "the last " + share + " of the rows";
      case TIME -> "rows of '" + column + "' from " + from + " on";
      case KEY -> "about " + share + " of the values of '" + column + "'";
    };
  }
}
