package org.bandsaw.stage.run;

import org.bandsaw.stage.StageRun;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;

/** A run that consists of the parts of a {@link RunState}. */
public interface ComposedRun extends StageRun {

  /** Returns the parts. */
  RunState state();

  @Override
  default void mark() {
    state().mark();
  }

  @Override
  default void rollback() {
    state().rollback();
  }

  @Override
  default void save(StateWriter out) {
    state().save(out.writeVersion(1));
  }

  @Override
  default void load(StateReader in) {
    in.readVersion(1);
    state().load(in);
  }

  @Override
  default long retainedBytes() {
    return state().retainedBytes();
  }
}
