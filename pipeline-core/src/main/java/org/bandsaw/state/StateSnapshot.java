package org.bandsaw.state;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A state whose bytes are made when they are first asked for, out of something that no longer
 * changes; from then on the bytes are kept instead of it. A run ends without holding its state
 * twice. Safe for any number of threads.
 */
public final class StateSnapshot {

  private @Nullable Consumer<StateWriter> writer;
  private byte @Nullable [] bytes;

  private StateSnapshot(@Nullable Consumer<StateWriter> writer, byte @Nullable [] bytes) {
    this.writer = writer;
    this.bytes = bytes;
  }

  /**
   * What this writes when it is first asked for.
   *
   * @param writer called once at most; what it writes must not change any more
   */
  public static StateSnapshot of(Consumer<StateWriter> writer) {
    return new StateSnapshot(Objects.requireNonNull(writer, "writer"), null);
  }

  /** These bytes, which are not copied. */
  public static StateSnapshot of(byte[] bytes) {
    return new StateSnapshot(null, Objects.requireNonNull(bytes, "bytes"));
  }

  /** The state as bytes: read them only. */
  public synchronized byte[] bytes() {
    byte[] made = bytes;
    if (made == null) {
      StateWriter out = new StateWriter();
      Objects.requireNonNull(writer).accept(out);
      made = out.toBytes();
      bytes = made;
      writer = null;
    }
    return made;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof StateSnapshot that && Arrays.equals(bytes(), that.bytes());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes());
  }
}
