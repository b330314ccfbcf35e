package org.bandsaw.control;

import java.util.Locale;
import java.util.Objects;
import java.util.OptionalLong;
import org.bandsaw.data.Figure;
import org.bandsaw.probe.ResourceReading;
import org.jspecify.annotations.Nullable;

/**
 * Adds up what a run accounts for, looks at what the machine shows of it, and judges its {@link
 * MemoryBudget}. The budget binds what is accounted for; readings only verify, for the heap belongs
 * to the host application too. Reads no clock and no probe; used by one thread.
 */
public final class MemoryMeter {

  private static final double MEBIBYTE = 1 << 20;
  private static final double TOLERANCE = 0.1;
  private static final int COLLECTIONS = 4;

  private final MemoryBudget budget;
  private long most;
  private long mostKept;
  private long mostThrownAway;
  private long overruns;
  private long fewerInFlight;
  private long pauses;
  private long leastForeign = Long.MAX_VALUE;
  private final long[] recent = new long[COLLECTIONS];
  private final long[] recentAccounted = new long[COLLECTIONS];
  private int collections;
  private long looks;
  private long lastLive = -1;
  private long lastAccounted = Long.MAX_VALUE;
  private long mostObserved = -1;
  private long mostDirect = -1;

  /** A meter that has seen nothing yet. */
  public MemoryMeter(MemoryBudget budget) {
    this.budget = Objects.requireNonNull(budget, "budget");
  }

  /** So much was accounted for at once, and stayed within what was asked of it. */
  public void kept(long bytes) {
    most = Math.max(most, bytes);
    mostKept = Math.max(mostKept, bytes);
  }

  /** An attempt took so much and was thrown away. */
  public void thrownAway(long bytes) {
    most = Math.max(most, bytes);
    mostThrownAway = Math.max(mostThrownAway, bytes);
  }

  /** An attempt took more than the budget and was accepted all the same. */
  public void overrun(long bytes) {
    overruns++;
    kept(bytes);
  }

  /** Chunks in flight were reduced to one. */
  public void fewerInFlight() {
    fewerInFlight++;
  }

  /** The run paused because memory was short. */
  public void paused() {
    pauses++;
  }

  /**
   * Takes a reading in.
   *
   * @param accountedBytes what the run accounted for at that moment
   */
  public void see(ResourceReading reading, long accountedBytes) {
    OptionalLong live = reading.heapLiveBytes();
    if (live.isPresent() && live.getAsLong() != lastLive) {
      // A collection seen at the first look may have been before the run.
      if (looks > 0) {
        left(live.getAsLong(), Math.min(accountedBytes, lastAccounted));
      }
      lastLive = live.getAsLong();
    }
    looks++;
    lastAccounted = accountedBytes;
    mostDirect = Math.max(mostDirect, reading.directBytes().orElse(-1));
  }

  /**
   * A collection left so much. Some leave much garbage among old objects, so what the least of four
   * in a row left is taken for live. It was at some moment between two looks, so the lesser account
   * is taken too.
   */
  private void left(long bytes, long accounted) {
    recent[collections % recent.length] = bytes;
    recentAccounted[collections % recent.length] = accounted;
    collections++;
    if (collections < recent.length) {
      return;
    }
    long least = Long.MAX_VALUE;
    long leastAccounted = Long.MAX_VALUE;
    for (int i = 0; i < recent.length; i++) {
      least = Math.min(least, recent[i]);
      leastAccounted = Math.min(leastAccounted, recentAccounted[i]);
    }
    // What the run does not account for: the host application, and what the machine itself needs.
    leastForeign = Math.min(leastForeign, Math.max(0, least - leastAccounted));
    mostObserved = Math.max(mostObserved, least);
  }

  /** What was made of the budget so far. */
  public MemoryUse use() {
    return new MemoryUse(
        budget,
        most,
        mostObserved < 0
            ? Figure.unknown("fewer than four collections of old objects were seen")
            : Figure.known(observed() / MEBIBYTE),
        mostDirect < 0
            ? Figure.unknown("this machine did not say, or was not asked")
            : Figure.known(mostDirect / MEBIBYTE),
        outcome());
  }

  private long observed() {
    return Math.max(0, mostObserved - leastForeign);
  }

  private BudgetOutcome outcome() {
    double limit = budget.bytes();
    if (mostKept > limit) {
      return new BudgetOutcome.Exceeded(
          mostKept / limit - 1,
          String.format(
              Locale.ROOT,
              "%s was needed at once, and what could not be made smaller was accepted %s; the budget"
                  + " is %s",
              mebibytes(mostKept),
              times(overruns),
              budget));
    }
    @Nullable String why = whyDegraded(limit);
    return why == null
        ? new BudgetOutcome.Within(
            String.format(Locale.ROOT, "%s of %s at most", mebibytes(mostKept), budget))
        : new BudgetOutcome.Degraded(why);
  }

  private @Nullable String whyDegraded(double limit) {
    if (mostThrownAway > (1 + TOLERANCE) * limit) {
      return String.format(
          Locale.ROOT,
          "an attempt took %s of %s before it was thrown away and tried in parts",
          mebibytes(mostThrownAway),
          budget);
    }
    if (pauses > 0) {
      return "the run paused " + times(pauses) + " for memory";
    }
    if (mostObserved >= 0 && observed() > (1 + TOLERANCE) * Math.max(limit, (double) most)) {
      return String.format(
          Locale.ROOT,
          "the heap grew by %s while the run accounted for %s at most: something else in this"
              + " process grew, or a part of the pipeline holds more than its retainedBytes()",
          mebibytes(observed()),
          mebibytes(most));
    }
    if (fewerInFlight > 0) {
      return "reading ahead was given up " + times(fewerInFlight) + " to stay within";
    }
    return null;
  }

  private static String times(long count) {
    return count == 1 ? "once" : count + " times";
  }

  private static String mebibytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f MiB", bytes / MEBIBYTE);
  }
}
