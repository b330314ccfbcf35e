package org.bandsaw.stage.run;

import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;

/** A part of a run: state, a buffer, or both. By default it has neither. */
public interface RunPart {

  /** Begins an attempt, as {@link org.bandsaw.stage.StageRun#mark} does. */
  default void mark() {}

  /** Returns to the last mark. A buffer is released: a smaller chunk follows and must cost less. */
  default void rollback() {}

  /** Writes the state. */
  default void save(StateWriter out) {}

  /** Replaces the state by one that {@link #save} wrote. */
  default void load(StateReader in) {}

  /** Returns the bytes of state and buffers. */
  default long retainedBytes() {
    return 0;
  }
}
