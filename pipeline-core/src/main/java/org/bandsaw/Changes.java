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
final class Changes {

  private final Listeners listeners;
  private final long budgetBytes;
  private final Optional<Duration> target;
  private int rows;
  private boolean readsAhead;
  private Cause cause = Cause.NOTHING;
  private long needed;
  private ObservedMemory observed = ObservedMemory.unknown();

  /**
   * @param first the state before the first chunk
   */
  Changes(JobSettings settings, Listeners listeners, ControllerState first) {
    this.listeners = listeners;
    this.budgetBytes = settings.memory().bytes();
    this.target = settings.chunks().targetLatency();
    this.rows = first.nextRows();
    this.readsAhead = first.measures().readsAhead();
  }

  /**
   * The answer to an attempt; tells at once when it ends or begins reading ahead, and answers
   * whether it ends it.
   */
  boolean see(long chunk, ChunkReading reading, Step step) {
    if (step.cause() != Cause.NOTHING) {
      cause = step.cause();
    }
    needed = Math.max(needed, reading.neededBytes());
    observed = reading.observed();
    boolean now = step.next().measures().readsAhead();
    if (now != readsAhead) {
      listeners.tell(
          new RunEvent.ReadAheadChanged(
              chunk, readsAhead, now, words(Duration.ZERO), reading.neededBytes(), budgetBytes));
      readsAhead = now;
      return !now;
    }
    return false;
  }

  /** The last part of a chunk was committed; tells when the next gets another size. */
  void done(long chunk, int next, Duration took) {
    if (next != rows) {
      if (cause == Cause.NOTHING || (cause == Cause.ROOM && next < rows)) {
        cause = Cause.TARGET_LATENCY;
      }
      listeners.tell(new RunEvent.Resized(chunk, rows, next, words(took), needed, budgetBytes));
      rows = next;
    }
    cause = Cause.NOTHING;
    needed = 0;
  }

  private String words(Duration took) {
    return switch (cause) {
      case NOTHING, ROOM -> "there is room";
      case LITTLE_ROOM -> "little room is left";
      case OVER_BUDGET -> "it did not fit";
      case MACHINE_SHORT -> "the machine is almost full, " + observed;
      case TARGET_LATENCY ->
          String.format(
              Locale.ROOT,
              "it took %.1f ms and should take %.1f",
              took.toNanos() / 1e6,
              target.orElse(Duration.ZERO).toNanos() / 1e6);
    };
  }
}
