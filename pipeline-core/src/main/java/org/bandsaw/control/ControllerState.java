package org.bandsaw.control;

import java.util.Objects;

/**
 * What earlier decisions left behind.
 *
 * @param nextRows how many rows the next chunk should have
 * @param retries how often the present chunk was tried again in parts
 * @param byteCost what a row allocates
 * @param timeCost what a row takes, in nanoseconds; unknown as long as nobody asks for a latency
 * @param retained what is held while a chunk is worked on, and how it follows the number of rows
 * @param mitigations what was done about memory beside smaller chunks
 */
public record ControllerState(
    int nextRows,
    int retries,
    RowCost byteCost,
    RowCost timeCost,
    RetainedEstimate retained,
    Mitigations mitigations) {

  /**
   * Bytes held before an attempt, of which some belong to its rows, as in the buffers of a reader.
   *
   * @param bytesPerRow bytes that come and go with each row, as sizes that changed have shown
   * @param variance the variance of that
   * @param rows rows of the last chunk; 0 before the first
   * @param bytes bytes held before it
   */
  public record RetainedEstimate(double bytesPerRow, double variance, int rows, long bytes) {

    private static final double DRIFT = 0.01;
    private static final double STATE_NOISE = 0.05;
    private static final double OUTLIER_DEVIATIONS = 3;

    /** Nothing is known yet. */
    static RetainedEstimate unknown() {
      return new RetainedEstimate(0, 0, 0, 0);
    }

    /** With one more chunk; another size shows what belongs to rows, unless much else changed. */
    RetainedEstimate withReading(int rowsNow, long bytesNow) {
      double each = (double) bytesNow / rowsNow;
      if (rows == 0) {
        return new RetainedEstimate(0, each * each, rowsNow, bytesNow);
      }
      double unsure = variance + DRIFT * each * DRIFT * each;
      double more = rowsNow - rows;
      double off = bytesNow - bytes - bytesPerRow * more;
      double state = STATE_NOISE * bytesNow;
      double total = unsure * more * more + state * state;
      if (more == 0 || total == 0) {
        return new RetainedEstimate(
            Math.min(bytesPerRow, each), Math.min(unsure, each * each), rowsNow, bytesNow);
      }
      double gain =
          off * off > OUTLIER_DEVIATIONS * OUTLIER_DEVIATIONS * total ? 0 : unsure * more / total;
      double learned = Math.min(Math.max(0, bytesPerRow + gain * off), each);
      return new RetainedEstimate(learned, unsure * (1 - gain * more), rowsNow, bytesNow);
    }
  }

  /**
   * What was done about memory beside smaller chunks.
   *
   * @param isReadingAhead whether chunks may be read while another is worked on
   * @param chunksWithRoom chunks in a row with room enough to read ahead again
   * @param pauses how often the present piece waited for memory to come free
   * @param releasableBytes what might have come free at the last of these waits
   * @param systemMemoryWaits waits for a machine that was almost full, since it became so
   */
  public record Mitigations(
      boolean isReadingAhead,
      int chunksWithRoom,
      int pauses,
      long releasableBytes,
      int systemMemoryWaits) {

    /** Nothing was done yet. */
    static Mitigations none(boolean readsAhead) {
      return new Mitigations(readsAhead, 0, 0, 0, 0);
    }

    Mitigations withReadAhead(boolean now, int roomyChunks) {
      return new Mitigations(now, roomyChunks, pauses, releasableBytes, systemMemoryWaits);
    }

    Mitigations withPauses(int count, long passing) {
      return new Mitigations(isReadingAhead, chunksWithRoom, count, passing, systemMemoryWaits);
    }

    Mitigations withSystemMemoryWaits(int count) {
      return new Mitigations(isReadingAhead, chunksWithRoom, pauses, releasableBytes, count);
    }
  }

  public ControllerState {
    Objects.requireNonNull(byteCost, "bytes");
    Objects.requireNonNull(timeCost, "time");
    Objects.requireNonNull(retained, "held");
    Objects.requireNonNull(mitigations, "measures");
  }

  /** A state of a run that reads nothing ahead and knows nothing about costs. */
  public ControllerState(int nextRows, int retries) {
    this(
        nextRows,
        retries,
        RowCost.unknown(),
        RowCost.unknown(),
        RetainedEstimate.unknown(),
        Mitigations.none(false));
  }

  ControllerState withNextRows(int rows) {
    return new ControllerState(
        Math.max(1, rows), retries, byteCost, timeCost, retained, mitigations);
  }

  ControllerState withRetries(int times) {
    return new ControllerState(nextRows, times, byteCost, timeCost, retained, mitigations);
  }

  ControllerState with(RowCost bytesNow, RetainedEstimate heldNow) {
    return new ControllerState(nextRows, retries, bytesNow, timeCost, heldNow, mitigations);
  }

  ControllerState with(RowCost timeNow) {
    return new ControllerState(nextRows, retries, byteCost, timeNow, retained, mitigations);
  }

  ControllerState with(Mitigations now) {
    // not compared: the first call of a record's equals costs a cold run 40 ms
    return new ControllerState(nextRows, retries, byteCost, timeCost, retained, now);
  }
}
