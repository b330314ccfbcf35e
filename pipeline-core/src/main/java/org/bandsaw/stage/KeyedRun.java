package org.bandsaw.stage;

/** Capability: remembers something for each of a bounded number of keys. */
public interface KeyedRun extends StageRun {

  /** How many keys are remembered now. */
  int keyCount();

  /** How many keys were forgotten because there were more than the stage's {@link KeyLimit}. */
  long evictedKeys();
}
