package org.bandsaw.stage;

/**
 * A bound on the keys whose history is kept. Beyond it the key that has not been seen for the most
 * rows is forgotten: by the order of rows alone, whatever memory there is.
 *
 * @param maxKeys from 1
 */
public record KeyLimit(int maxKeys) {

  public KeyLimit {
    if (maxKeys < 1) {
      throw new IllegalArgumentException("keys must be at least 1, not " + maxKeys);
    }
  }

  /** So many keys. */
  public static KeyLimit atMost(int keys) {
    return new KeyLimit(keys);
  }
}
