package org.bandsaw.stage;

/** Capability: keeps state for each of a bounded number of keys. */
public interface KeyedRun extends StageRun {

  /** Returns the number of keys that have state now. */
  int keyCount();

  /** Returns the number of keys that were evicted by the stage's {@link KeyLimit}. */
  long evictedKeys();
}
