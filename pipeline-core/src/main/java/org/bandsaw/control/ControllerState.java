package org.bandsaw.control;

import java.util.Objects;
import org.bandsaw.state.StateCorruptException;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;

/**
 * The state of a {@link ChunkController} between two decisions: the size of the next chunk, what
 * rows are estimated to cost, and the measures taken because memory is short. Immutable. It can be
 * saved: a loaded state leads to the same decisions.
 */
public final class ControllerState {

  private static final int VERSION = 1;

  private final int nextRows;
  private final int retries;
  private final RowCost byteCost;
  private final RowCost timeCost;
  private final RetainedEstimate retained;
  private final Mitigations mitigations;

  private ControllerState(
      int nextRows,
      int retries,
      RowCost byteCost,
      RowCost timeCost,
      RetainedEstimate retained,
      Mitigations mitigations) {
    this.nextRows = nextRows;
    this.retries = retries;
    this.byteCost = Objects.requireNonNull(byteCost, "byteCost");
    this.timeCost = Objects.requireNonNull(timeCost, "timeCost");
    this.retained = Objects.requireNonNull(retained, "retained");
    this.mitigations = Objects.requireNonNull(mitigations, "mitigations");
  }

  /** Creates a state without read-ahead and without cost estimates. */
  ControllerState(int nextRows, int retries) {
    this(
        nextRows,
        retries,
        RowCost.unknown(),
        RowCost.unknown(),
        RetainedEstimate.unknown(),
        Mitigations.none(false));
  }

  /** Returns the number of rows that the next chunk should have, at least 1. */
  public int nextRows() {
    return nextRows;
  }

  /** Returns whether chunks may be read while another one is processed. */
  public boolean isReadingAhead() {
    return mitigations.isReadingAhead();
  }

  /** Returns how often the current chunk was split. */
  int retries() {
    return retries;
  }

  /** Returns the bytes that rows allocate. */
  RowCost byteCost() {
    return byteCost;
  }

  /** Returns the nanoseconds that rows take; unknown if the policy has no target latency. */
  RowCost timeCost() {
    return timeCost;
  }

  /** Returns the bytes retained before an attempt, and the part of them that depends on rows. */
  RetainedEstimate retained() {
    return retained;
  }

  /** Returns the measures taken because memory is short, other than smaller chunks. */
  Mitigations mitigations() {
    return mitigations;
  }

  /** Writes this state; {@link #load} reads it back. */
  public void save(StateWriter out) {
    out.writeVersion(VERSION).writeInt(nextRows).writeInt(retries);
    byteCost.save(out);
    timeCost.save(out);
    retained.save(out);
    mitigations.save(out);
  }

  /**
   * Reads a state that {@link #save} wrote.
   *
   * @throws StateCorruptException if the bytes are not such a state
   * @throws org.bandsaw.state.StateMismatchException if a newer version wrote it
   */
  public static ControllerState load(StateReader in) {
    in.readVersion(VERSION);
    int nextRows = in.readInt();
    int retries = in.readInt();
    if (nextRows < 1 || retries < 0) {
      throw new StateCorruptException(
          "a controller state needs at least 1 row and at least 0 retries, not "
              + nextRows
              + " and "
              + retries);
    }
    return new ControllerState(
        nextRows,
        retries,
        RowCost.load(in),
        RowCost.load(in),
        RetainedEstimate.load(in),
        Mitigations.load(in));
  }

  /**
   * The bytes retained before an attempt. A part of them belongs to the rows of the chunk, such as
   * the buffers of a reader.
   *
   * @param bytesPerRow bytes retained for each row of a chunk, estimated from chunks of different
   *     sizes
   * @param variance the variance of that estimate
   * @param rows rows of the last chunk; 0 before the first
   * @param bytes bytes retained before it
   */
  record RetainedEstimate(double bytesPerRow, double variance, int rows, long bytes) {

    /**
     * The change of the retained bytes per row from chunk to chunk, as a share of their maximum.
     */
    private static final double DRIFT = 0.01;

    /** Other state changes too; a small change of rows must not explain all of that. */
    private static final double STATE_NOISE = 0.05;

    /** A larger error is a change of other state, such as a table that doubled. */
    private static final double OUTLIER_DEVIATIONS = 3;

    static RetainedEstimate unknown() {
      return new RetainedEstimate(0, 0, 0, 0);
    }

    /**
     * Returns the estimate after one more chunk. A change of bytes along with a change of rows
     * shows what belongs to rows, unless it is so large that other state must have changed too.
     */
    RetainedEstimate withReading(int newRows, long newBytes) {
      double maxPerRow = (double) newBytes / newRows;
      if (rows == 0) {
        return new RetainedEstimate(0, maxPerRow * maxPerRow, newRows, newBytes);
      }
      double prior = variance + DRIFT * maxPerRow * DRIFT * maxPerRow;
      double rowChange = newRows - rows;
      double error = newBytes - bytes - bytesPerRow * rowChange;
      double stateNoise = STATE_NOISE * newBytes;
      double total = prior * rowChange * rowChange + stateNoise * stateNoise;
      if (rowChange == 0 || total == 0) {
        return new RetainedEstimate(
            Math.min(bytesPerRow, maxPerRow),
            Math.min(prior, maxPerRow * maxPerRow),
            newRows,
            newBytes);
      }
      double gain =
          error * error > OUTLIER_DEVIATIONS * OUTLIER_DEVIATIONS * total
              ? 0
              : prior * rowChange / total;
      double perRow = Math.min(Math.max(0, bytesPerRow + gain * error), maxPerRow);
      return new RetainedEstimate(perRow, prior * (1 - gain * rowChange), newRows, newBytes);
    }

    void save(StateWriter out) {
      out.writeDouble(bytesPerRow).writeDouble(variance).writeInt(rows).writeLong(bytes);
    }

    static RetainedEstimate load(StateReader in) {
      return new RetainedEstimate(in.readDouble(), in.readDouble(), in.readInt(), in.readLong());
    }
  }

  /**
   * The measures taken because memory is short, other than smaller chunks.
   *
   * @param isReadingAhead whether chunks may be read while another one is processed
   * @param chunksWithRoom consecutive chunks with enough room to resume read-ahead
   * @param pauses how often the current attempt was repeated after a pause
   * @param releasableBytes the releasable bytes at the last of these pauses
   * @param systemMemoryWaits pauses since the heap or the container became almost full
   */
  record Mitigations(
      boolean isReadingAhead,
      int chunksWithRoom,
      int pauses,
      long releasableBytes,
      int systemMemoryWaits) {

    static Mitigations none(boolean readsAhead) {
      return new Mitigations(readsAhead, 0, 0, 0, 0);
    }

    Mitigations withReadAhead(boolean readsAhead, int withRoom) {
      return new Mitigations(readsAhead, withRoom, pauses, releasableBytes, systemMemoryWaits);
    }

    Mitigations withPauses(int count, long releasable) {
      return new Mitigations(isReadingAhead, chunksWithRoom, count, releasable, systemMemoryWaits);
    }

    Mitigations withSystemMemoryWaits(int count) {
      return new Mitigations(isReadingAhead, chunksWithRoom, pauses, releasableBytes, count);
    }

    void save(StateWriter out) {
      out.writeBoolean(isReadingAhead)
          .writeInt(chunksWithRoom)
          .writeInt(pauses)
          .writeLong(releasableBytes)
          .writeInt(systemMemoryWaits);
    }

    static Mitigations load(StateReader in) {
      return new Mitigations(
          in.readBoolean(), in.readInt(), in.readInt(), in.readLong(), in.readInt());
    }
  }

  ControllerState withNextRows(int rows) {
    return new ControllerState(
        Math.max(1, rows), retries, byteCost, timeCost, retained, mitigations);
  }

  ControllerState withRetries(int count) {
    return new ControllerState(nextRows, count, byteCost, timeCost, retained, mitigations);
  }

  ControllerState with(RowCost newByteCost, RetainedEstimate newRetained) {
    return new ControllerState(nextRows, retries, newByteCost, timeCost, newRetained, mitigations);
  }

  ControllerState with(RowCost newTimeCost) {
    return new ControllerState(nextRows, retries, byteCost, newTimeCost, retained, mitigations);
  }

  ControllerState with(Mitigations newMitigations) {
    return new ControllerState(nextRows, retries, byteCost, timeCost, retained, newMitigations);
  }
}
