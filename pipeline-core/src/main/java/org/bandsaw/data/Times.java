package org.bandsaw.data;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;

/** Dates and times as the numbers that vectors hold, and back. */
public final class Times {

  /** Microseconds of a second. */
  public static final long MICROS = 1_000_000;

  /** Microseconds of a day. */
  public static final long MICROS_OF_DAY = 86_400 * MICROS;

  private Times() {}

  /** Microseconds of a date and time, since 1970-01-01T00:00; what is finer is cut off. */
  public static long micros(LocalDateTime value) {
    return Math.addExact(
        Math.multiplyExact(value.toLocalDate().toEpochDay(), MICROS_OF_DAY),
        value.toLocalTime().toNanoOfDay() / 1_000);
  }

  /** Microseconds since the epoch; what is finer is cut off. */
  public static long micros(Instant value) {
    return Math.addExact(
        Math.multiplyExact(value.getEpochSecond(), MICROS), value.getNano() / 1_000);
  }

  /** The date and time of a count of microseconds. */
  public static LocalDateTime dateTime(long micros) {
    return LocalDateTime.of(
        LocalDate.ofEpochDay(Math.floorDiv(micros, MICROS_OF_DAY)),
        LocalTime.ofNanoOfDay(Math.floorMod(micros, MICROS_OF_DAY) * 1_000));
  }

  /** The instant of a count of microseconds. */
  public static Instant instant(long micros) {
    return dateTime(micros).toInstant(ZoneOffset.UTC);
  }

  /** As in {@code 2024-05-17}. */
  public static String dateText(int epochDay) {
    return LocalDate.ofEpochDay(epochDay).toString();
  }

  /**
   * As in {@code 2024-05-17T08:15:30}, seconds always there, with a fraction only if it is not 0.
   */
  public static String dateTimeText(long micros) {
    LocalDateTime value = dateTime(micros);
    String text = value.toString();
    return value.getSecond() == 0 && value.getNano() == 0 ? text + ":00" : text;
  }

  /** As in {@code 2024-05-17T08:15:30Z}. */
  public static String instantText(long micros) {
    return instant(micros).toString();
  }
}
