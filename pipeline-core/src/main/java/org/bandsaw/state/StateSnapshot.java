package org.bandsaw.state;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A state that no longer changes: an object that can be saved, or its bytes. The bytes are produced
 * and replace the object at the first call of {@link #reader()}; until then the state is in memory
 * once. Saving, comparing and measuring stream the state and take no further memory. Safe for any
 * number of threads.
 */
public final class StateSnapshot {

  private @Nullable Consumer<StateWriter> object;
  private List<byte[]> blocks;
  private @Nullable Summary summary;

  private record Summary(long length, String digest) {}

  private StateSnapshot(@Nullable Consumer<StateWriter> object, List<byte[]> blocks) {
    this.object = object;
    this.blocks = blocks;
  }

  /** A state of no bytes. */
  public static StateSnapshot empty() {
    return new StateSnapshot(null, List.of());
  }

  /**
   * The state of an object, which is retained.
   *
   * @param save writes the state; called repeatedly, by one thread at a time, and writes the same
   *     bytes each time
   */
  public static StateSnapshot of(Consumer<StateWriter> save) {
    return new StateSnapshot(Objects.requireNonNull(save, "save"), List.of());
  }

  /** Reads all bytes that are left, as {@link #writeTo} wrote them. */
  public static StateSnapshot read(StateReader in) {
    BlockCollector collector = new BlockCollector();
    in.transferTo(collector);
    return new StateSnapshot(null, collector.blocks);
  }

  /** Writes the bytes of the state, without their length. */
  public synchronized void writeTo(StateWriter out) {
    if (object != null) {
      object.accept(out);
    } else {
      for (byte[] block : blocks) {
        out.writeRaw(block, 0, block.length);
      }
    }
  }

  /** Returns a reader at the first byte of the state. */
  public synchronized StateReader reader() {
    if (object != null) {
      BlockCollector collector = new BlockCollector();
      StateWriter out = new StateWriter(collector);
      object.accept(out);
      out.flush();
      blocks = collector.blocks;
      object = null;
    }
    if (blocks.size() == 1) {
      return new StateReader(blocks.get(0));
    }
    long length = 0;
    List<InputStream> streams = new ArrayList<>();
    for (byte[] block : blocks) {
      length += block.length;
      streams.add(new ByteArrayInputStream(block));
    }
    return new StateReader(new SequenceInputStream(Collections.enumeration(streams)), length);
  }

  /** Returns the number of bytes of the state. */
  public long length() {
    return summary().length;
  }

  private synchronized Summary summary() {
    Summary known = summary;
    if (known == null) {
      MessageDigest digest = RecordCodec.sha256();
      StateWriter out =
          new StateWriter(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
      writeTo(out);
      out.flush();
      known = new Summary(out.length(), HexFormat.of().formatHex(digest.digest()));
      summary = known;
    }
    return known;
  }

  /** Compares the SHA-256 digests of the bytes. */
  @Override
  public boolean equals(Object other) {
    return other instanceof StateSnapshot that && summary().digest.equals(that.summary().digest);
  }

  @Override
  public int hashCode() {
    return summary().digest.hashCode();
  }

  /** Copies each array it receives, so that a state may be longer than an array. */
  private static final class BlockCollector extends OutputStream {

    private final List<byte[]> blocks = new ArrayList<>();

    @Override
    public void write(int value) {
      blocks.add(new byte[] {(byte) value});
    }

    @Override
    public void write(byte[] values, int from, int count) {
      blocks.add(Arrays.copyOfRange(values, from, from + count));
    }
  }
}
