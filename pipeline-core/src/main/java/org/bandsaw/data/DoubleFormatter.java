package org.bandsaw.data;

import com.fasterxml.jackson.core.io.NumberOutput;

/**
 * Formats doubles as the shortest decimal that parses as the same number. All output uses it.
 * {@link Double#toString(double)} is not used, because its result changed between Java versions
 * (for example for 2e23).
 */
public final class DoubleFormatter {

  private DoubleFormatter() {}

  /** Returns the shortest decimal, with {@code .0} for integers and an exponent from 10⁷ on. */
  public static String format(double value) {
    return NumberOutput.toString(value, true);
  }
}
