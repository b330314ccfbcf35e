package org.bandsaw.stage.text;

import org.bandsaw.data.EpochTime;
import org.bandsaw.stage.DatePart;

/** Computes the parts of a date or time without allocation. */
final class DateFields {

  private static final long MICROS_PER_MINUTE = 60 * EpochTime.MICROS_PER_SECOND;

  private DateFields() {}

  static boolean isTimeOfDay(DatePart part) {
    return part == DatePart.HOUR || part == DatePart.MINUTE;
  }

  /** Returns a part of the time that is a number of days and microseconds after 1970-01-01. */
  static int extract(DatePart part, long day, long microOfDay) {
    return switch (part) {
      case DAY_OF_WEEK -> (int) Math.floorMod(day + 3, 7L) + 1;
      case HOUR -> (int) (microOfDay / (60 * MICROS_PER_MINUTE));
      case MINUTE -> (int) (microOfDay / MICROS_PER_MINUTE % 60);
      case YEAR, MONTH, DAY -> dateField(part, day);
    };
  }

  /**
   * Counts days from 0000-03-01, so that a leap day is the last day of its year. Eras of 400 years
   * are alike, and months from March on have 30.6 days on average, rounded.
   */
  private static int dateField(DatePart part, long day) {
    long days = day + 719_468;
    long era = Math.floorDiv(days, 146_097L);
    long dayOfEra = Math.floorMod(days, 146_097L);
    long yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
    long dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    long fromMarch = (5 * dayOfYear + 2) / 153;
    long month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
    if (part == DatePart.MONTH) {
      return (int) month;
    }
    if (part == DatePart.DAY) {
      return (int) (dayOfYear - (153 * fromMarch + 2) / 5 + 1);
    }
    return (int) (400 * era + yearOfEra + (month <= 2 ? 1 : 0));
  }
}
