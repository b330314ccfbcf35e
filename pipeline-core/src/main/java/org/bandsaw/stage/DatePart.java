package org.bandsaw.stage;

/** A part of a date or time, for {@link Stages#dateParts}. */
public enum DatePart {
  /** The year. */
  YEAR,
  /** The month, from 1 for January. */
  MONTH,
  /** The day of the month, from 1. */
  DAY,
  /** The day of the week, from 1 for Monday to 7 for Sunday. */
  DAY_OF_WEEK,
  /** The hour, from 0 to 23; not available for dates without a time. */
  HOUR,
  /** The minute, from 0 to 59; not available for dates without a time. */
  MINUTE
}
