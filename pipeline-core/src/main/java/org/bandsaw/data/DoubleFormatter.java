package org.bandsaw.data;

import com.fasterxml.jackson.core.io.NumberOutput;

/**
 * The one way in which numbers become text: the shortest decimal that reads back as the same
 * number. {@link Double#toString(double)} is not used, since what it answers changed between Java
 * versions (2e23 tells).
 */
public final class DoubleFormatter {

  private DoubleFormatter() {}

  /** The shortest decimal, with {@code .0} on whole numbers and an exponent beyond 10⁷. */
  public static String format(double value) {
    return NumberOutput.toString(value, true);
  }
}
