package org.bandsaw.data;

import org.jspecify.annotations.Nullable;

/**
 * Base of the exceptions whose cause is not an argument of the caller: data, files, user code,
 * budgets. Unchecked. The message contains the place, what was found, what was needed and what to
 * do.
 */
public class BandsawException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private String context = "";

  public BandsawException(String message) {
    super(message);
  }

  public BandsawException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /**
   * Prepends a place to the message. Only the first call has an effect, since it is nearest to the
   * cause.
   *
   * @param place as in {@code stage 'speed', chunk 17 (rows 8704-9215)}
   */
  public final void addContext(String place) {
    if (context.isEmpty()) {
      context = place;
    }
  }

  private String message() {
    return String.valueOf(super.getMessage());
  }

  @Override
  public final String getMessage() {
    return context.isEmpty() ? message() : context + ": " + message();
  }
}
