package org.bandsaw.budget;

import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * A way to slow a producer. Pure: the answer depends on the arguments alone. It is asked once for
 * each chunk, before the read; nobody polls. Of several the strictest wins, see {@link
 * org.bandsaw.control.CombinedBackpressure}.
 *
 * <p>{@link #throughput} is one of two published rules. All others follow the second, on the share
 * of a limit that is used: above 0.9 the next read asks for 0.8 of the rows, below 0.5 for 1.2
 * times as many, within 100 and 10 000. Fewer rows alone do not slow a source that is fast, so
 * above 0.9 there is a pause too: where the share is a rate, as long as brings it down to 0.9;
 * where it is a level, as long as was worked, at most a second.
 */
public interface Backpressure {

  /** As in events and reports: {@code disk rate}. */
  String name();

  /** Before the first read. */
  Throttle initial();

  /**
   * Before each other read.
   *
   * @param before the last answer
   * @param load what was measured since
   */
  Throttle next(Throttle before, LoadReading load);

  /** How full the queue of the source is. */
  static Backpressure queueDepth() {
    return new UtilizationBackpressure(
        "queue depth", UtilizationBackpressure.Kind.LEVEL, LoadReading::queueFill);
  }

  /** How much of the memory budget the last attempt needed. */
  static Backpressure memory() {
    return new UtilizationBackpressure(
        "memory", UtilizationBackpressure.Kind.LEVEL, LoadReading::memoryShare);
  }

  /**
   * How busy the run keeps a processor.
   *
   * @param limit a share of one processor, above 0 and at most 1
   */
  static Backpressure processor(double limit) {
    if (!(limit > 0 && limit <= 1)) {
      throw new IllegalArgumentException(
          "a share of a processor is above 0 and at most 1, not " + limit);
    }
    return new UtilizationBackpressure(
        "processor", UtilizationBackpressure.Kind.RATE, share(LoadReading::cpuShare, limit));
  }

  /**
   * How fast the source reads from disk.
   *
   * @param bytesPerSecond the limit, above 0
   */
  static Backpressure diskRate(double bytesPerSecond) {
    return rate("disk rate", bytesPerSecond);
  }

  /**
   * How fast the source reads from the network.
   *
   * @param bytesPerSecond the limit, above 0
   */
  static Backpressure networkRate(double bytesPerSecond) {
    return rate("network rate", bytesPerSecond);
  }

  private static Backpressure rate(String name, double limit) {
    if (!(limit > 0)) {
      throw new IllegalArgumentException(
          "a " + name + " is above 0 bytes per second, not " + limit);
    }
    return new UtilizationBackpressure(
        name, UtilizationBackpressure.Kind.RATE, share(LoadReading::bytesPerSecond, limit));
  }

  /**
   * The published rule of throughput: below 100 rows per second the next read asks for half of the
   * rows and waits as long as was worked, at most a second; above 1 000 it asks for 1.5 times as
   * many. Within 50 and 50 000 rows, which change at most every five seconds.
   */
  static Backpressure throughput() {
    return new ThroughputBackpressure();
  }

  /**
   * A level of your own.
   *
   * @param name as in events
   * @param shareOfLimit 1 at the limit; empty when it is not known, which changes nothing
   */
  static Backpressure custom(String name, Function<LoadReading, OptionalDouble> shareOfLimit) {
    return new UtilizationBackpressure(name, UtilizationBackpressure.Kind.LEVEL, shareOfLimit);
  }

  private static Function<LoadReading, OptionalDouble> share(
      Function<LoadReading, OptionalDouble> value, double limit) {
    return load -> {
      OptionalDouble measured = value.apply(load);
      return measured.isPresent() ? OptionalDouble.of(measured.getAsDouble() / limit) : measured;
    };
  }
}
