package org.bandsaw.data;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;

/** Converts dates and times to the numbers that vectors contain, and back. */
public final class EpochTime {

  /** The number of microseconds in a second. */
  public static final long MICROS_PER_SECOND = 1_000_000;

  /** The number of microseconds in a day. */
  public static final long MICROS_PER_DAY = 86_400 * MICROS_PER_SECOND;

  private EpochTime() {}

  /** Returns the microseconds since 1970-01-01T00:00. Nanoseconds are truncated. */
  public static long toMicros(LocalDateTime value) {
    return Math.addExact(
        Math.multiplyExact(value.toLocalDate().toEpochDay(), MICROS_PER_DAY),
        value.toLocalTime().toNanoOfDay() / 1_000);
  }

  /** Returns the microseconds since the epoch. Nanoseconds are truncated. */
  public static long toMicros(Instant value) {
    return Math.addExact(
        Math.multiplyExact(value.getEpochSecond(), MICROS_PER_SECOND), value.getNano() / 1_000);
  }

  /** Returns the date and time that is a number of microseconds after 1970-01-01T00:00. */
  public static LocalDateTime toDateTime(long micros) {
    return LocalDateTime.of(
        LocalDate.ofEpochDay(Math.floorDiv(micros, MICROS_PER_DAY)),
        LocalTime.ofNanoOfDay(Math.floorMod(micros, MICROS_PER_DAY) * 1_000));
  }

  /** Returns the instant that is a number of microseconds after the epoch. */
  public static Instant toInstant(long micros) {
    return toDateTime(micros).toInstant(ZoneOffset.UTC);
  }

  /** Formats days since 1970-01-01, as in {@code 2024-05-17}. */
  public static String formatDate(int epochDay) {
    return LocalDate.ofEpochDay(epochDay).toString();
  }

  /**
   * Formats microseconds since 1970-01-01T00:00, as in {@code 2024-05-17T08:15:30}, always with
   * seconds, and with a fraction if it is not 0.
   */
  public static String formatDateTime(long micros) {
    LocalDateTime value = toDateTime(micros);
    String text = value.toString();
    return value.getSecond() == 0 && value.getNano() == 0 ? text + ":00" : text;
  }

  /** Formats microseconds since the epoch, as in {@code 2024-05-17T08:15:30Z}. */
  public static String formatInstant(long micros) {
    return toInstant(micros).toString();
  }
}
