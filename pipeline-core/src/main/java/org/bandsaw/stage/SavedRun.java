package org.bandsaw.stage;

import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;
import org.jspecify.annotations.Nullable;

/**
 * The easy base for a user's stage with state: {@link #mark} and {@link #rollback} by saving to
 * memory and loading again. The cost of each chunk then follows the size of the state.
 */
public abstract class SavedRun implements StageRun {

  private byte @Nullable [] marked;

  @Override
  public final void mark() {
    StateWriter out = new StateWriter();
    save(out);
    marked = out.toBytes();
  }

  @Override
  public final void rollback() {
    byte[] state = marked;
    if (state == null) {
      throw new IllegalStateException("rollback without a mark");
    }
    load(new StateReader(state));
  }
}
