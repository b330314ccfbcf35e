package org.bandsaw.stage;

/**
 * A bound on the number of keys whose state is kept. Beyond it, the key that was least recently
 * seen is evicted. This depends on the order of rows alone, not on the available memory.
 *
 * @param maxKeys from 1
 */
public record KeyLimit(int maxKeys) {

  public KeyLimit {
    if (maxKeys < 1) {
      throw new IllegalArgumentException("keys must be at least 1, not " + maxKeys);
    }
  }

  /** Returns a limit of this many keys, from 1. */
  public static KeyLimit atMost(int maxKeys) {
    return new KeyLimit(maxKeys);
  }
}
