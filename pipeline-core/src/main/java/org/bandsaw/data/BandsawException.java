package org.bandsaw.data;

import org.jspecify.annotations.Nullable;

/**
 * Everything this library throws for a reason outside the caller's arguments: data, files, user
 * code, budgets. Unchecked. The message says where, what was found, what was needed and what to do.
 */
public class BandsawException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public BandsawException(String message) {
    super(message);
  }

  public BandsawException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
