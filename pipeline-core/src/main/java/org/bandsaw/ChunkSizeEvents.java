package org.bandsaw;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.bandsaw.control.ChunkReading;
import org.bandsaw.control.ControllerState;
import org.bandsaw.control.ObservedMemory;
import org.bandsaw.control.Step;
import org.bandsaw.control.Step.Cause;
import org.bandsaw.observe.RunEvent;

/** Tells listeners when chunks get another size, or reading ahead ends or begins. */
final class ChunkSizeEvents {

  private final Listeners listeners;
  private final long budgetBytes;
  private final Optional<Duration> targetLatency;
  private int rows;
  private boolean readsAhead;
  private Cause cause = Cause.NONE;
  private long neededBytes;
  private ObservedMemory observed = ObservedMemory.unknown();

  /**
   * @param first the state before the first chunk
   */
  ChunkSizeEvents(RunSettings settings, Listeners listeners, ControllerState first) {
    this.listeners = listeners;
    this.budgetBytes = settings.memory().bytes();
    this.targetLatency = settings.chunks().targetLatency();
    this.rows = first.nextRows();
    this.readsAhead = first.isReadingAhead();
  }

  /**
   * The answer to an attempt; tells at once when it ends or begins reading ahead, and answers
   * whether it ends it.
   */
  boolean recordAttempt(long chunk, ChunkReading reading, Step step) {
    if (step.cause() != Cause.NONE) {
      cause = step.cause();
    }
    neededBytes = Math.max(neededBytes, reading.neededBytes());
    observed = reading.observedMemory();
    boolean now = step.next().isReadingAhead();
    if (now != readsAhead) {
      listeners.publish(
          new RunEvent.ReadAheadChanged(
              chunk, readsAhead, now, reason(Duration.ZERO), reading.neededBytes(), budgetBytes));
      readsAhead = now;
      return !now;
    }
    return false;
  }

  /** The last part of a chunk was committed; tells when the next gets another size. */
  void chunkCommitted(long chunk, int next, Duration took) {
    if (next != rows) {
      if (cause == Cause.NONE || (cause == Cause.HEADROOM && next < rows)) {
        cause = Cause.TARGET_LATENCY;
      }
      listeners.publish(
          new RunEvent.Resized(chunk, rows, next, reason(took), neededBytes, budgetBytes));
      rows = next;
    }
    cause = Cause.NONE;
    neededBytes = 0;
  }

  private String reason(Duration took) {
    return switch (cause) {
      case NONE, HEADROOM -> "there is room";
      case LOW_HEADROOM -> "little room is left";
      case OVER_BUDGET -> "it did not fit";
      case SYSTEM_MEMORY_LOW -> "the machine is almost full, " + observed;
      case TARGET_LATENCY ->
          String.format(
              Locale.ROOT,
              "it took %.1f ms and should take %.1f",
              took.toNanos() / 1e6,
              targetLatency.orElse(Duration.ZERO).toNanos() / 1e6);
    };
  }
}
