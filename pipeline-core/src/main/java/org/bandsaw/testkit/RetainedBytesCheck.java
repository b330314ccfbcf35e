package org.bandsaw.testkit;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * Compares the reported retained bytes of an object with the growth of the heap: many copies are
 * made between two full collections. The two may differ by 15 % plus 2 KiB per copy, since not
 * every object and field needs to be counted. If {@link System#gc} has no effect, nothing is
 * compared.
 *
 * <p>Other threads allocate at the same time, and the heap includes their allocation buffers of up
 * to some MiB. A measurement outside the tolerance is therefore repeated with twice as many copies,
 * which reduces the share of these buffers, and with the minimum of more readings.
 */
final class RetainedBytesCheck {

  private static final double TOLERANCE = 0.15;
  private static final long SLACK_BYTES_PER_COPY = 2 << 10;
  private static final long TARGET_BYTES = 4L << 20;
  private static final int MIN_COPIES = 4;
  private static final int MAX_ATTEMPTS = 5;

  private RetainedBytesCheck() {}

  /**
   * Checks the reported bytes.
   *
   * @param name start of the message
   * @param factory creates a copy in the state to be measured
   * @param reportedBytes returns the retained bytes that a copy reports
   * @param maxCopies maximum number of copies of the first measurement; fewer if they are large
   * @throws AssertionError if five measurements are outside the tolerance, each with twice the
   *     copies of the one before
   */
  static <T> void check(
      String name, Supplier<T> factory, ToLongFunction<T> reportedBytes, int maxCopies) {
    check(name, factory, reportedBytes, maxCopies, RetainedBytesCheck::liveBytesAfterGc);
  }

  /**
   * Checks the reported bytes against a given heap.
   *
   * @param liveBytes bytes in use after a full collection; empty if none can be started
   */
  static <T> void check(
      String name,
      Supplier<T> factory,
      ToLongFunction<T> reportedBytes,
      int maxCopies,
      Supplier<OptionalLong> liveBytes) {
    // The first copy also loads classes and fills shared caches.
    long bytes = reportedBytes.applyAsLong(factory.get());
    int copies = (int) Math.max(MIN_COPIES, Math.min(maxCopies, TARGET_BYTES / Math.max(1, bytes)));
    Measurement last = new Measurement(copies, 0, 0);
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      int readings = 1 + attempt;
      OptionalLong before = minLiveBytes(readings, liveBytes);
      if (before.isEmpty()) {
        return;
      }
      last =
          measureGrowth(
              copies << attempt, factory, reportedBytes, before.getAsLong(), readings, liveBytes);
      if (last.isWithinTolerance()) {
        return;
      }
    }
    throw new AssertionError(
        String.format(
            Locale.ROOT,
            "%s reports %d retained bytes, but the heap grows by %d per copy; the allowed difference"
                + " is 15 %% plus 2 KiB",
            name,
            last.reportedBytes() / last.copies(),
            last.heapGrowthBytes() / last.copies()));
  }

  // A separate method, so that no copy is reachable during the next measurement.
  private static <T> Measurement measureGrowth(
      int copies,
      Supplier<T> factory,
      ToLongFunction<T> reportedBytes,
      long before,
      int readings,
      Supplier<OptionalLong> liveBytes) {
    List<T> all = new ArrayList<>(copies);
    for (int i = 0; i < copies; i++) {
      all.add(factory.get());
    }
    long growth = minLiveBytes(readings, liveBytes).orElseThrow() - before;
    long reported = 0;
    for (T copy : all) {
      reported += reportedBytes.applyAsLong(copy);
    }
    return new Measurement(copies, reported, growth);
  }

  /** Total reported bytes of all copies, and the growth of the heap. */
  private record Measurement(int copies, long reportedBytes, long heapGrowthBytes) {

    boolean isWithinTolerance() {
      double allowed =
          TOLERANCE * Math.max(heapGrowthBytes, reportedBytes)
              + (double) copies * SLACK_BYTES_PER_COPY;
      return Math.abs(heapGrowthBytes - reportedBytes) <= allowed;
    }
  }

  private static OptionalLong minLiveBytes(int readings, Supplier<OptionalLong> liveBytes) {
    OptionalLong min = liveBytes.get();
    for (int i = 1; i < readings && min.isPresent(); i++) {
      min = OptionalLong.of(Math.min(min.getAsLong(), liveBytes.get().orElseThrow()));
    }
    return min;
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

  /** Calls a factory, and wraps a checked exception in an {@link AssertionError}. */
  static <T> T callUnchecked(Callable<T> factory) {
    try {
      return Objects.requireNonNull(factory.call());
    } catch (RuntimeException unchecked) {
      throw unchecked;
    } catch (Exception thrown) {
      throw new AssertionError("threw " + thrown, thrown);
    }
  }
}
