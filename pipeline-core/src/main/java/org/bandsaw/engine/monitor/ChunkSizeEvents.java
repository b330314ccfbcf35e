package org.bandsaw.engine.monitor;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.bandsaw.control.ChunkReading;
import org.bandsaw.control.ControllerState;
import org.bandsaw.control.ObservedMemory;
import org.bandsaw.control.Step;
import org.bandsaw.control.Step.Cause;
import org.bandsaw.engine.plan.RunSettings;
import org.bandsaw.observe.RunEvent;

/** Publishes an event when the size of chunks changes, and when reading ahead stops or resumes. */
public final class ChunkSizeEvents {

  private final EventPublisher events;
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
  public ChunkSizeEvents(RunSettings settings, EventPublisher events, ControllerState first) {
    this.events = events;
    this.budgetBytes = settings.memory().bytes();
    this.targetLatency = settings.chunks().targetLatency();
    this.rows = first.nextRows();
    this.readsAhead = first.isReadingAhead();
  }

  /**
   * Records an attempt and the controller's decision, and publishes a change of reading ahead.
   *
   * @return whether the decision stops reading ahead
   */
  public boolean recordAttempt(long chunk, ChunkReading reading, Step step) {
    if (step.cause() != Cause.NONE) {
      cause = step.cause();
    }
    neededBytes = Math.max(neededBytes, reading.neededBytes());
    observed = reading.observedMemory();
    boolean readsAheadNow = step.next().isReadingAhead();
    if (readsAheadNow == readsAhead) {
      return false;
    }
    events.publish(
        new RunEvent.ReadAheadChanged(
            chunk,
            readsAhead,
            readsAheadNow,
            reason(Duration.ZERO),
            reading.neededBytes(),
            budgetBytes));
    readsAhead = readsAheadNow;
    return !readsAheadNow;
  }

  /**
   * Records that all parts of a chunk were committed, and publishes the size of the next chunk if
   * it changed.
   */
  public void chunkCommitted(long chunk, int nextRows, Duration took) {
    if (nextRows != rows) {
      if (cause == Cause.NONE || (cause == Cause.HEADROOM && nextRows < rows)) {
        cause = Cause.TARGET_LATENCY;
      }
      events.publish(
          new RunEvent.Resized(chunk, rows, nextRows, reason(took), neededBytes, budgetBytes));
      rows = nextRows;
    }
    cause = Cause.NONE;
    neededBytes = 0;
  }

  private String reason(Duration took) {
    return switch (cause) {
      case NONE, HEADROOM -> "there is headroom";
      case LOW_HEADROOM -> "headroom is low";
      case OVER_BUDGET -> "it exceeded the budget";
      case SYSTEM_MEMORY_LOW -> "the machine is low on memory, " + observed;
      case TARGET_LATENCY ->
          String.format(
              Locale.ROOT,
              "it took %.1f ms and should take %.1f",
              took.toNanos() / 1e6,
              targetLatency.orElse(Duration.ZERO).toNanos() / 1e6);
    };
  }
}
