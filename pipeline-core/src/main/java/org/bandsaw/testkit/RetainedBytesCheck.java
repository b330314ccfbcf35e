package org.bandsaw.testkit;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * Holds what something says it retains to what the heap grows by: many copies are made between two
 * full collections. They may differ by 15 % and by 2 KiB for each copy, since objects and their
 * fields need not be counted one by one. Where collections cannot be asked for, nothing is said.
 *
 * <p>Other threads allocate meanwhile, and the heap counts a block of theirs, of up to some MiB, as
 * soon as they take it. So a measurement that disagrees is made again with twice as many copies,
 * which makes the share of such a block small, and takes the least of more readings.
 */
final class RetainedBytesCheck {

  private static final double TOLERANCE = 0.15;
  private static final long SLACK_BYTES_PER_COPY = 2 << 10;
  private static final long TARGET_BYTES = 4L << 20;
  private static final int MIN_COPIES = 4;
  private static final int MAX_ATTEMPTS = 5;

  private RetainedBytesCheck() {}

  /**
   * Compares.
   *
   * @param what begins the message
   * @param maker makes a copy, in the state in which it is to be measured
   * @param accounted what a copy says it retains
   * @param mostCopies how many copies are made at most the first time; the dearer one is, the fewer
   * @throws AssertionError when five measurements, each with twice the copies of the one before,
   *     disagree
   */
  static <T> void check(
      String what, Supplier<T> maker, ToLongFunction<T> accounted, int mostCopies) {
    check(what, maker, accounted, mostCopies, RetainedBytesCheck::liveBytesAfterGc);
  }

  /**
   * Compares by a heap that is given.
   *
   * @param live what is live after a full collection; empty where none can be asked for
   */
  static <T> void check(
      String what,
      Supplier<T> maker,
      ToLongFunction<T> accounted,
      int mostCopies,
      Supplier<OptionalLong> live) {
    long one = accounted.applyAsLong(maker.get()); // loads classes too, and fills shared caches
    int copies = (int) Math.max(MIN_COPIES, Math.min(mostCopies, TARGET_BYTES / Math.max(1, one)));
    Measurement last = new Measurement(copies, 0, 0);
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      int readings = 1 + attempt;
      OptionalLong before = minLiveBytes(readings, live);
      if (before.isEmpty()) {
        return;
      }
      last = measureGrowth(copies << attempt, maker, accounted, before.getAsLong(), readings, live);
      if (last.isWithinTolerance()) {
        return;
      }
    }
    throw new AssertionError(
        String.format(
            Locale.ROOT,
            "%s says that it retains %d bytes, but the heap grows by %d for each: 15 %% and 2 KiB"
                + " are allowed between them",
            what,
            last.reportedBytes() / last.copies(),
            last.heapGrowthBytes() / last.copies()));
  }

  /** A method of its own, so that no copy outlives the measurement it was made for. */
  private static <T> Measurement measureGrowth(
      int copies,
      Supplier<T> maker,
      ToLongFunction<T> accounted,
      long before,
      int readings,
      Supplier<OptionalLong> live) {
    List<T> all = new ArrayList<>(copies);
    for (int i = 0; i < copies; i++) {
      all.add(maker.get());
    }
    long grown = minLiveBytes(readings, live).orElseThrow() - before;
    long said = 0;
    for (T copy : all) {
      said += accounted.applyAsLong(copy);
    }
    return new Measurement(copies, said, grown);
  }

  /** What copies say that they retain, and what the heap grew by. */
  private record Measurement(int copies, long reportedBytes, long heapGrowthBytes) {

    boolean isWithinTolerance() {
      double allowed =
          TOLERANCE * Math.max(heapGrowthBytes, reportedBytes)
              + (double) copies * SLACK_BYTES_PER_COPY;
      return Math.abs(heapGrowthBytes - reportedBytes) <= allowed;
    }
  }

  private static OptionalLong minLiveBytes(int readings, Supplier<OptionalLong> live) {
    OptionalLong least = live.get();
    for (int i = 1; i < readings && least.isPresent(); i++) {
      least = OptionalLong.of(Math.min(least.getAsLong(), live.get().orElseThrow()));
    }
    return least;
  }

  private static OptionalLong liveBytesAfterGc() {
    long collections = collectionCount();
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    long live = runtime.totalMemory() - runtime.freeMemory();
    return collectionCount() == collections ? OptionalLong.empty() : OptionalLong.of(live);
  }

  private static long collectionCount() {
    long sum = 0;
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      sum += collector.getCollectionCount();
    }
    return sum;
  }

  /** What a maker that may throw makes. */
  static <T> T callUnchecked(java.util.concurrent.Callable<T> maker) {
    try {
      return Objects.requireNonNull(maker.call());
    } catch (RuntimeException unchecked) {
      throw unchecked;
    } catch (Exception thrown) {
      throw new AssertionError("threw " + thrown, thrown);
    }
  }
}
