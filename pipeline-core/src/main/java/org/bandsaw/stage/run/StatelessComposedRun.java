package org.bandsaw.stage.run;

import org.bandsaw.stage.StatelessRun;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;

/** A stateless run whose {@link RunState} has buffers only. */
public interface StatelessComposedRun extends ComposedRun, StatelessRun {

  @Override
  default void mark() {
    ComposedRun.super.mark();
  }

  @Override
  default void rollback() {
    ComposedRun.super.rollback();
  }

  @Override
  default void save(StateWriter out) {}

  @Override
  default void load(StateReader in) {}

  @Override
  default long retainedBytes() {
    return ComposedRun.super.retainedBytes();
  }
}
