package org.bandsaw.data;

import java.util.Formattable;
import java.util.FormattableFlags;
import java.util.Formatter;
import java.util.Locale;
import java.util.Objects;

/**
 * A computed value, or the reason why there is none.
 *
 * <p>The format {@code %s} prints {@code 4.2100}, or {@code n/a (1 row; needs 2)}. A precision
 * ({@code %.6s}) sets the number of decimals. Default: 4.
 */
public sealed interface Figure extends Formattable {

  /** A computed value, which is finite. */
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

  /** The reason why there is no value. */
  record Unknown(String reason) implements Figure {

    public Unknown {
      Objects.requireNonNull(reason, "reason");
    }

    @Override
    public String toString() {
      return text(4);
    }
  }

  /**
   * Returns a computed value.
   *
   * @throws IllegalArgumentException if the value is NaN or infinite
   */
  static Figure known(double value) {
    return new Known(value);
  }

  /** Returns a figure without a value. */
  static Figure unknown(String reason) {
    return new Unknown(reason);
  }

  /** Returns whether there is a value. */
  default boolean isKnown() {
    return this instanceof Known;
  }

  /**
   * Returns the value.
   *
   * @throws IllegalStateException if there is none; the message contains the reason
   */
  default double value() {
    if (this instanceof Known known) {
      return known.value;
    }
    throw new IllegalStateException("there is no value: " + ((Unknown) this).reason);
  }

  /** Returns the value, or another one if there is none. */
  default double orElse(double other) {
    return this instanceof Known known ? known.value : other;
  }

  /** Returns the value with a number of decimals, or {@code n/a} and the reason. */
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
