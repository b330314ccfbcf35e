package org.bandsaw.data;

import java.util.Formattable;
import java.util.FormattableFlags;
import java.util.Formatter;
import java.util.Locale;
import java.util.Objects;

/**
 * A figure, or why there is none; never a stand-in value.
 *
 * <p>Under {@code %s} it prints itself: {@code 4.21}, or {@code n/a (1 row; needs 2)}; a precision
 * ({@code %.6s}) sets the number of decimals, which is 4 without one.
 */
public sealed interface Figure extends Formattable {

  /** A value that was computed. */
  record Known(double value) implements Figure {

    public Known {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException("not a figure: " + value);
      }
    }

    @Override
    public String toString() {
      return text(4);
    }
  }

  /** No value, and the reason. */
  record Unknown(String reason) implements Figure {

    public Unknown {
      Objects.requireNonNull(reason, "reason");
    }

    @Override
    public String toString() {
      return text(4);
    }
  }

  /** A figure that was computed; a NaN or an infinity is not a figure. */
  static Figure known(double value) {
    return new Known(value);
  }

  /** No figure, and why. */
  static Figure unknown(String reason) {
    return new Unknown(reason);
  }

  /** Whether there is a value. */
  default boolean isKnown() {
    return this instanceof Known;
  }

  /**
   * The value.
   *
   * @throws IllegalStateException with the reason when there is none
   */
  default double value() {
    if (this instanceof Known known) {
      return known.value;
    }
    throw new IllegalStateException("there is no value: " + ((Unknown) this).reason);
  }

  /** The value, or another where there is none. */
  default double orElse(double other) {
    return this instanceof Known known ? known.value : other;
  }

  /** As text with so many decimals. */
  default String text(int decimals) {
    return this instanceof Known known
        ? String.format(Locale.ROOT, "%." + decimals + "f", known.value)
        : "n/a (" + ((Unknown) this).reason + ")";
  }

  @Override
  default void formatTo(Formatter formatter, int flags, int width, int precision) {
    boolean left = (flags & FormattableFlags.LEFT_JUSTIFY) != 0;
    String text = text(precision < 0 ? 4 : precision);
    formatter.format(width < 0 ? "%s" : "%" + (left ? "-" : "") + width + "s", text);
  }
}
