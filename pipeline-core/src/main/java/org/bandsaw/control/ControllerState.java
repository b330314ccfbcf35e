package org.bandsaw.control;

import java.util.Objects;

/**
 * What earlier decisions left behind.
 *
 * @param nextRows how many rows the next chunk should have
 * @param retries how often the present chunk was tried again in parts
 * @param bytes what a row allocates
 * @param time what a row takes, in nanoseconds; unknown as long as nobody asks for a latency
 * @param held what is held while a chunk is worked on, and how it follows the number of rows
 * @param measures what was done about memory beside smaller chunks
 */
public record ControllerState(
    int nextRows, int retries, RowCost bytes, RowCost time, Held held, Measures measures) {

  /**
   * Bytes held before an attempt, of which some belong to its rows, as in the buffers of a reader.
   *
   * @param perRow bytes that come and go with each row, as sizes that changed have shown
   * @param doubt the variance of that
   * @param rows rows of the last chunk; 0 before the first
   * @param bytes bytes held before it
   */
  public record Held(double perRow, double doubt, int rows, long bytes) {

    private static final double DRIFT = 0.01;
    private static final double STATE = 0.05;
    private static final double FAR = 3;

    /** Nothing is known yet. */
    static Held unknown() {
      return new Held(0, 0, 0, 0);
    }

    /** With one more chunk; another size shows what belongs to rows, unless much else changed. */
    Held and(int rowsNow, long bytesNow) {
      double each = (double) bytesNow / rowsNow;
      if (rows == 0) {
        return new Held(0, each * each, rowsNow, bytesNow);
      }
      double unsure = doubt + DRIFT * each * DRIFT * each;
      double more = rowsNow - rows;
      double off = bytesNow - bytes - perRow * more;
      double state = STATE * bytesNow;
      double total = unsure * more * more + state * state;
      if (more == 0 || total == 0) {
        return new Held(Math.min(perRow, each), Math.min(unsure, each * each), rowsNow, bytesNow);
      }
      double gain = off * off > FAR * FAR * total ? 0 : unsure * more / total;
      double learned = Math.min(Math.max(0, perRow + gain * off), each);
      return new Held(learned, unsure * (1 - gain * more), rowsNow, bytesNow);
    }
  }

  /**
   * What was done about memory beside smaller chunks.
   *
   * @param readsAhead whether chunks may be read while another is worked on
   * @param roomy chunks in a row with room enough to read ahead again
   * @param pauses how often the present piece waited for memory to come free
   * @param passingBytes what might have come free at the last of these waits
   * @param machineWaits waits for a machine that was almost full, since it became so
   */
  public record Measures(
      boolean readsAhead, int roomy, int pauses, long passingBytes, int machineWaits) {

    /** Nothing was done yet. */
    static Measures none(boolean readsAhead) {
      return new Measures(readsAhead, 0, 0, 0, 0);
    }

    Measures readingAhead(boolean now, int roomyChunks) {
      return new Measures(now, roomyChunks, pauses, passingBytes, machineWaits);
    }

    Measures pausing(int count, long passing) {
      return new Measures(readsAhead, roomy, count, passing, machineWaits);
    }

    Measures waitingForMachine(int count) {
      return new Measures(readsAhead, roomy, pauses, passingBytes, count);
    }
  }

  public ControllerState {
    Objects.requireNonNull(bytes, "bytes");
    Objects.requireNonNull(time, "time");
    Objects.requireNonNull(held, "held");
    Objects.requireNonNull(measures, "measures");
  }

  /** A state of a run that reads nothing ahead and knows nothing about costs. */
  public ControllerState(int nextRows, int retries) {
    this(
        nextRows,
        retries,
        RowCost.unknown(),
        RowCost.unknown(),
        Held.unknown(),
        Measures.none(false));
  }

  ControllerState sized(int rows) {
    return new ControllerState(Math.max(1, rows), retries, bytes, time, held, measures);
  }

  ControllerState tried(int times) {
    return new ControllerState(nextRows, times, bytes, time, held, measures);
  }

  ControllerState with(RowCost bytesNow, Held heldNow) {
    return new ControllerState(nextRows, retries, bytesNow, time, heldNow, measures);
  }

  ControllerState with(RowCost timeNow) {
    return new ControllerState(nextRows, retries, bytes, timeNow, held, measures);
  }

  ControllerState with(Measures now) {
    // not compared: the first call of a record's equals costs a cold run 40 ms
    return new ControllerState(nextRows, retries, bytes, time, held, now);
  }
}
