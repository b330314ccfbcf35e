package org.bandsaw.data;

import java.lang.ref.WeakReference;

/**
 * Remembers for which dictionary something was looked up by code, without keeping the dictionary in
 * memory: it may be large, and belongs to whoever reads the source. Used by one thread.
 */
public final class DictionaryTracker {

  private WeakReference<Dictionary> current = new WeakReference<>(null);

  /** Whether this is another dictionary than at the last call; it is the one remembered then. */
  public boolean hasChanged(Dictionary dictionary) {
    if (current.refersTo(dictionary)) {
      return false;
    }
    current = new WeakReference<>(dictionary);
    return true;
  }
}
