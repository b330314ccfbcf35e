package org.bandsaw.stage;

import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;
import org.jspecify.annotations.Nullable;

/**
 * The easy base for a user's stage with state: {@link #mark} and {@link #rollback} by saving to
 * memory and loading again. The cost of each chunk then follows the size of the state.
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
