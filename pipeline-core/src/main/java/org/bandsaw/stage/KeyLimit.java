package org.bandsaw.stage;

/**
 * A bound on the keys whose history is kept. Beyond it the key that has not been seen for the most
 * rows is forgotten: by the order of rows alone, whatever memory there is.
 *
 * @param keys from 1
 */
public record KeyLimit(int keys) {

  public KeyLimit {
    if (keys < 1) {
      throw new IllegalArgumentException("keys must be at least 1, not " + keys);
    }
  }

  /** So many keys. */
  public static KeyLimit atMost(int keys) {
    return new KeyLimit(keys);
  }
}
