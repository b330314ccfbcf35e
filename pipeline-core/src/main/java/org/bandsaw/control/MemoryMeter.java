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
 * Collects the accounted peak of a run and what the heap shows of it, and checks the {@link
 * MemoryBudget}. The budget bounds the accounted bytes; heap readings only verify them, because the
 * heap belongs to the host application too. Reads no clock and no probe. Used by one thread.
 */
public final class MemoryMeter {

  private static final double MEBIBYTE = 1 << 20;

  /** The share above the budget that observed and discarded bytes may reach. */
  private static final double TOLERANCE = 0.1;

  /** Consecutive collections of which the minimum counts, since some leave garbage. */
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

  /** Creates a meter without readings. */
  public MemoryMeter(MemoryBudget budget) {
    this.budget = Objects.requireNonNull(budget, "budget");
  }

  /** Records the accounted peak of an attempt that is committed. */
  public void committed(long bytes) {
    maxAccountedBytes = Math.max(maxAccountedBytes, bytes);
    maxCommittedBytes = Math.max(maxCommittedBytes, bytes);
  }

  /** Records the accounted peak of an attempt that is rolled back. */
  public void discarded(long bytes) {
    maxAccountedBytes = Math.max(maxAccountedBytes, bytes);
    maxDiscardedBytes = Math.max(maxDiscardedBytes, bytes);
  }

  /** Records the accounted peak of an attempt that is over budget and is accepted. */
  public void overrun(long bytes) {
    overruns++;
    committed(bytes);
  }

  /** Records that read-ahead stopped. */
  public void readAheadStopped() {
    readAheadStopped++;
  }

  /** Records that the run paused because memory was short. */
  public void paused() {
    pauses++;
  }

  /**
   * Adds a reading.
   *
   * @param accountedBytes the bytes accounted for at that time
   */
  public void record(ResourceReading reading, long accountedBytes) {
    OptionalLong live = reading.heapLiveBytes();
    if (live.isPresent() && live.getAsLong() != lastLiveBytes) {
      // The collection that the first reading shows may be older than the run.
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
   * Adds the bytes that a collection left. Some collections leave much garbage among old objects,
   * so the minimum of four consecutive ones is taken as live. The collection happened at some time
   * between two readings, so the lower accounted bytes of these are used.
   */
  private void recordCollection(long bytes, long accounted) {
    recentLiveBytes[collectionCount % recentLiveBytes.length] = bytes;
    recentAccountedBytes[collectionCount % recentLiveBytes.length] = accounted;
    collectionCount++;
    if (collectionCount < recentLiveBytes.length) {
      return;
    }
    long minLive = Long.MAX_VALUE;
    long minAccounted = Long.MAX_VALUE;
    for (int i = 0; i < recentLiveBytes.length; i++) {
      minLive = Math.min(minLive, recentLiveBytes[i]);
      minAccounted = Math.min(minAccounted, recentAccountedBytes[i]);
    }
    // Bytes that the run does not account for: those of the host application and of the JVM.
    minUnaccountedBytes = Math.min(minUnaccountedBytes, Math.max(0, minLive - minAccounted));
    maxLiveBytes = Math.max(maxLiveBytes, minLive);
  }

  /** Returns the memory usage so far, and whether the budget held. */
  public MemoryUsage usage() {
    return new MemoryUsage(
        budget,
        maxAccountedBytes,
        maxLiveBytes < 0
            ? Figure.unknown("fewer than four collections of old objects were observed")
            : Figure.known(observedBytes() / MEBIBYTE),
        maxDirectBytes < 0
            ? Figure.unknown("unavailable on this JVM, or not read")
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
              "%s needed at peak, overruns accepted %s; the budget is %s",
              mebibytes(maxCommittedBytes),
              times(overruns),
              budget));
    }
    @Nullable String reason = degradedReason(limit);
    return reason == null
        ? new BudgetOutcome.Within(
            String.format(Locale.ROOT, "peak %s of %s", mebibytes(maxCommittedBytes), budget))
        : new BudgetOutcome.Degraded(reason);
  }

  private @Nullable String degradedReason(double limit) {
    if (maxDiscardedBytes > (1 + TOLERANCE) * limit) {
      return String.format(
          Locale.ROOT,
          "an attempt needed %s of %s before it was rolled back and split",
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
          "the heap grew by %s while the run accounted for at most %s: something else in this"
              + " process grew, or a part of the pipeline retains more than its retainedBytes()",
          mebibytes(observedBytes()),
          mebibytes(maxAccountedBytes));
    }
    if (readAheadStopped > 0) {
      return "read-ahead was stopped " + times(readAheadStopped) + " to stay within the budget";
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
