package org.bandsaw.data;

import java.lang.ref.WeakReference;

/**
 * Detects when the dictionary changes for which something was looked up by code. It does not keep
 * the dictionary in memory: a dictionary may be large, and belongs to the reader of the source.
 * Used by one thread.
 */
public final class DictionaryTracker {

  private WeakReference<Dictionary> current = new WeakReference<>(null);

  /** Returns whether the dictionary is another object than at the last call. */
  public boolean hasChanged(Dictionary dictionary) {
    if (current.refersTo(dictionary)) {
      return false;
    }
    current = new WeakReference<>(dictionary);
    return true;
  }
}
