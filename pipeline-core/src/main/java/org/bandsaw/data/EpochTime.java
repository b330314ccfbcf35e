package org.bandsaw.data;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;

/** Dates and times as the numbers that vectors hold, and back. */
public final class EpochTime {

  /** Microseconds of a second. */
  public static final long MICROS_PER_SECOND = 1_000_000;

  /** Microseconds of a day. */
  public static final long MICROS_PER_DAY = 86_400 * MICROS_PER_SECOND;

  private EpochTime() {}

  /** Microseconds of a date and time, since 1970-01-01T00:00; what is finer is cut off. */
  public static long toMicros(LocalDateTime value) {
    return Math.addExact(
        Math.multiplyExact(value.toLocalDate().toEpochDay(), MICROS_PER_DAY),
        value.toLocalTime().toNanoOfDay() / 1_000);
  }

  /** Microseconds since the epoch; what is finer is cut off. */
  public static long toMicros(Instant value) {
    return Math.addExact(
        Math.multiplyExact(value.getEpochSecond(), MICROS_PER_SECOND), value.getNano() / 1_000);
  }

  /** The date and time of a count of microseconds. */
  public static LocalDateTime toDateTime(long micros) {
    return LocalDateTime.of(
        LocalDate.ofEpochDay(Math.floorDiv(micros, MICROS_PER_DAY)),
        LocalTime.ofNanoOfDay(Math.floorMod(micros, MICROS_PER_DAY) * 1_000));
  }

  /** The instant of a count of microseconds. */
  public static Instant toInstant(long micros) {
    return toDateTime(micros).toInstant(ZoneOffset.UTC);
  }

  /** As in {@code 2024-05-17}. */
  public static String formatDate(int epochDay) {
    return LocalDate.ofEpochDay(epochDay).toString();
  }

  /**
   * As in {@code 2024-05-17T08:15:30}, seconds always there, with a fraction only if it is not 0.
   */
  public static String formatDateTime(long micros) {
    LocalDateTime value = toDateTime(micros);
    String text = value.toString();
    return value.getSecond() == 0 && value.getNano() == 0 ? text + ":00" : text;
  }

  /** As in {@code 2024-05-17T08:15:30Z}. */
  public static String formatInstant(long micros) {
    return toInstant(micros).toString();
  }
}
