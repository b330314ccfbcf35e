package org.bandsaw.data;

import org.jspecify.annotations.Nullable;

/**
 * Everything this library throws for a reason outside the caller's arguments: data, files, user
 * code, budgets. Unchecked. The message says where, what was found, what was needed and what to do.
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
   * Says where it happened, in front of the message; the first one who says it is nearest and
   * stays.
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
