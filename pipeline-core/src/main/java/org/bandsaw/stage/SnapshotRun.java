package org.bandsaw.stage;

import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;
import org.jspecify.annotations.Nullable;

/**
 * A simple base class for stages with state: {@link #mark} saves the state to memory and {@link
 * #rollback} loads it. The cost of each chunk is therefore proportional to the size of the state.
 */
public abstract class SnapshotRun implements StageRun {

  private byte @Nullable [] snapshot;

  @Override
  public final void mark() {
    StateWriter out = new StateWriter();
    save(out);
    snapshot = out.toBytes();
  }

  @Override
  public final void rollback() {
    byte[] state = snapshot;
    if (state == null) {
      throw new IllegalStateException("rollback without a mark");
    }
    load(new StateReader(state));
  }
}
