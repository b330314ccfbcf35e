package org.bandsaw.control;

import java.util.Locale;
import java.util.Objects;
import java.util.OptionalLong;
import org.bandsaw.budget.BudgetOutcome;
import org.bandsaw.budget.MemoryBudget;
import org.bandsaw.budget.MemoryUsage;
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
  private static final int GC_WINDOW = 4;

  private final MemoryBudget budget;
  private long maxAccountedBytes;
  private long maxCommittedBytes;
  private long maxDiscardedBytes;
  private long overruns;
  private long readAheadStopped;
  private long pauses;
  private long minUnaccountedBytes = Long.MAX_VALUE;
  private final long[] recentLiveBytes = new long[GC_WINDOW];
  private final long[] recentAccountedBytes = new long[GC_WINDOW];
  private int collectionCount;
  private long readingCount;
  private long lastLiveBytes = -1;
  private long lastAccountedBytes = Long.MAX_VALUE;
  private long maxLiveBytes = -1;
  private long maxDirectBytes = -1;

  /** A meter that has seen nothing yet. */
  public MemoryMeter(MemoryBudget budget) {
    this.budget = Objects.requireNonNull(budget, "budget");
  }

  /** So much was accounted for at once, and stayed within what was asked of it. */
  public void committed(long bytes) {
    maxAccountedBytes = Math.max(maxAccountedBytes, bytes);
    maxCommittedBytes = Math.max(maxCommittedBytes, bytes);
  }

  /** An attempt took so much and was thrown away. */
  public void discarded(long bytes) {
    maxAccountedBytes = Math.max(maxAccountedBytes, bytes);
    maxDiscardedBytes = Math.max(maxDiscardedBytes, bytes);
  }

  /** An attempt took more than the budget and was accepted all the same. */
  public void overrun(long bytes) {
    overruns++;
    committed(bytes);
  }

  /** Chunks in flight were reduced to one. */
  public void readAheadStopped() {
    readAheadStopped++;
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
  public void record(ResourceReading reading, long accountedBytes) {
    OptionalLong live = reading.heapLiveBytes();
    if (live.isPresent() && live.getAsLong() != lastLiveBytes) {
      // A collection seen at the first look may have been before the run.
      if (readingCount > 0) {
        recordCollection(live.getAsLong(), Math.min(accountedBytes, lastAccountedBytes));
      }
      lastLiveBytes = live.getAsLong();
    }
    readingCount++;
    lastAccountedBytes = accountedBytes;
    maxDirectBytes = Math.max(maxDirectBytes, reading.directBytes().orElse(-1));
  }

  /**
   * A collection left so much. Some leave much garbage among old objects, so what the least of four
   * in a row left is taken for live. It was at some moment between two looks, so the lesser account
   * is taken too.
   */
  private void recordCollection(long bytes, long accounted) {
    recentLiveBytes[collectionCount % recentLiveBytes.length] = bytes;
    recentAccountedBytes[collectionCount % recentLiveBytes.length] = accounted;
    collectionCount++;
    if (collectionCount < recentLiveBytes.length) {
      return;
    }
    long least = Long.MAX_VALUE;
    long leastAccounted = Long.MAX_VALUE;
    for (int i = 0; i < recentLiveBytes.length; i++) {
      least = Math.min(least, recentLiveBytes[i]);
      leastAccounted = Math.min(leastAccounted, recentAccountedBytes[i]);
    }
    // What the run does not account for: the host application, and what the machine itself needs.
    minUnaccountedBytes = Math.min(minUnaccountedBytes, Math.max(0, least - leastAccounted));
    maxLiveBytes = Math.max(maxLiveBytes, least);
  }

  /** What was made of the budget so far. */
  public MemoryUsage usage() {
    return new MemoryUsage(
        budget,
        maxAccountedBytes,
        maxLiveBytes < 0
            ? Figure.unknown("fewer than four collections of old objects were seen")
            : Figure.known(observedBytes() / MEBIBYTE),
        maxDirectBytes < 0
            ? Figure.unknown("this machine did not say, or was not asked")
            : Figure.known(maxDirectBytes / MEBIBYTE),
        outcome());
  }

  private long observedBytes() {
    return Math.max(0, maxLiveBytes - minUnaccountedBytes);
  }

  private BudgetOutcome outcome() {
    double limit = budget.bytes();
    if (maxCommittedBytes > limit) {
      return new BudgetOutcome.Exceeded(
          maxCommittedBytes / limit - 1,
          String.format(
              Locale.ROOT,
              "%s was needed at once, and what could not be made smaller was accepted %s; the budget"
                  + " is %s",
              mebibytes(maxCommittedBytes),
              times(overruns),
              budget));
    }
    @Nullable String why = degradedReason(limit);
    return why == null
        ? new BudgetOutcome.Within(
            String.format(Locale.ROOT, "%s of %s at most", mebibytes(maxCommittedBytes), budget))
        : new BudgetOutcome.Degraded(why);
  }

  private @Nullable String degradedReason(double limit) {
    if (maxDiscardedBytes > (1 + TOLERANCE) * limit) {
      return String.format(
          Locale.ROOT,
          "an attempt took %s of %s before it was thrown away and tried in parts",
          mebibytes(maxDiscardedBytes),
          budget);
    }
    if (pauses > 0) {
      return "the run paused " + times(pauses) + " for memory";
    }
    if (maxLiveBytes >= 0
        && observedBytes() > (1 + TOLERANCE) * Math.max(limit, (double) maxAccountedBytes)) {
      return String.format(
          Locale.ROOT,
          "the heap grew by %s while the run accounted for %s at most: something else in this"
              + " process grew, or a part of the pipeline holds more than its retainedBytes()",
          mebibytes(observedBytes()),
          mebibytes(maxAccountedBytes));
    }
    if (readAheadStopped > 0) {
      return "reading ahead was given up " + times(readAheadStopped) + " to stay within";
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
