package org.bandsaw.stage;

import org.bandsaw.data.EpochTime;

/** A number in a date or time. */
public enum DatePart {
  /** The year. */
  YEAR,
  /** The month, from 1 for January. */
  MONTH,
  /** The day of the month, from 1. */
  DAY,
  /** The day of the week, from 1 for Monday to 7 for Sunday. */
  DAY_OF_WEEK,
  /** The hour, from 0 to 23; not in a date. */
  HOUR,
  /** The minute, from 0 to 59; not in a date. */
  MINUTE;

  private static final long MICROS_PER_MINUTE = 60 * EpochTime.MICROS_PER_SECOND;

  public boolean isTimeOfDay() {
    return this == HOUR || this == MINUTE;
  }

  /** As in {@code pickup_day_of_week}. */
  public String label() {
    return switch (this) {
      case YEAR -> "year";
      case MONTH -> "month";
      case DAY -> "day";
      case DAY_OF_WEEK -> "day_of_week";
      case HOUR -> "hour";
      case MINUTE -> "minute";
    };
  }

  /** This part of a moment that many days and microseconds after the beginning of 1970. */
  public int extract(long day, long microOfDay) {
    return switch (this) {
      case DAY_OF_WEEK -> (int) Math.floorMod(day + 3, 7L) + 1;
      case HOUR -> (int) (microOfDay / (60 * MICROS_PER_MINUTE));
      case MINUTE -> (int) (microOfDay / MICROS_PER_MINUTE % 60);
      case YEAR, MONTH, DAY -> dateField(day);
    };
  }

  /**
   * Days since 0000-03-01, so that a leap day is the last of its year: eras of 400 years are alike,
   * and months from March on have 30.6 days on average, rounded.
   */
  private int dateField(long day) {
    long days = day + 719_468;
    long era = Math.floorDiv(days, 146_097L);
    long dayOfEra = Math.floorMod(days, 146_097L);
    long yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
    long dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    long fromMarch = (5 * dayOfYear + 2) / 153;
    long month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
    if (this == MONTH) {
      return (int) month;
    }
    if (this == DAY) {
      return (int) (dayOfYear - (153 * fromMarch + 2) / 5 + 1);
    }
    return (int) (400 * era + yearOfEra + (month <= 2 ? 1 : 0));
  }
}
