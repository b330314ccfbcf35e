package org.bandsaw.budget;

import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * A strategy that slows reading. Pure: results depend on the arguments alone. It is called once per
 * chunk, before the read. With several strategies the strictest applies: the fewest rows and the
 * longest pause.
 *
 * <p>{@link #throughput} is one of two published rules. All others follow the second one, which
 * acts on {@code usage / limit}: above 0.9 the next read gets 0.8 times the rows, below 0.5 it gets
 * 1.2 times the rows, between 100 and 10 000. Fewer rows alone do not slow a fast source, so above
 * 0.9 there is also a pause. If the value is a rate, the pause brings it down to 0.9; if it is a
 * level, the pause is as long as the busy time, at most 1 s.
 */
public interface Backpressure {

  /** Returns the name of the strategy in events and reports, such as {@code disk rate}. */
  String name();

  /** Returns the throttle of the first read. */
  Throttle initial();

  /**
   * Returns the throttle of the next read.
   *
   * @param before the throttle of the previous read
   * @param load what was measured since then
   */
  Throttle next(Throttle before, LoadReading load);

  /** Returns a strategy that acts on how full the queue of the source is. */
  static Backpressure queueDepth() {
    return new UtilizationBackpressure(
        "queue depth", UtilizationBackpressure.Kind.LEVEL, LoadReading::queueFill);
  }

  /**
   * Returns a strategy that acts on the share of the memory budget that the last attempt needed.
   */
  static Backpressure memory() {
    return new UtilizationBackpressure(
        "memory", UtilizationBackpressure.Kind.LEVEL, LoadReading::memoryShare);
  }

  /**
   * Returns a strategy that acts on the processor time of the run's thread.
   *
   * @param limit a share of one processor, above 0 and at most 1
   */
  static Backpressure processor(double limit) {
    if (!(limit > 0 && limit <= 1)) {
      throw new IllegalArgumentException(
          "a share of a processor must be above 0 and at most 1, not " + limit);
    }
    return new UtilizationBackpressure(
        "processor", UtilizationBackpressure.Kind.RATE, share(LoadReading::cpuShare, limit));
  }

  /**
   * Returns a strategy that acts on how fast the source reads from disk.
   *
   * @param bytesPerSecond the limit, above 0
   */
  static Backpressure diskRate(double bytesPerSecond) {
    return rate("disk rate", bytesPerSecond);
  }

  /**
   * Returns a strategy that acts on how fast the source reads from the network.
   *
   * @param bytesPerSecond the limit, above 0
   */
  static Backpressure networkRate(double bytesPerSecond) {
    return rate("network rate", bytesPerSecond);
  }

  private static Backpressure rate(String name, double limit) {
    if (!(limit > 0)) {
      throw new IllegalArgumentException(
          "the limit of a " + name + " must be above 0 bytes per second, not " + limit);
    }
    return new UtilizationBackpressure(
        name, UtilizationBackpressure.Kind.RATE, share(LoadReading::bytesPerSecond, limit));
  }

  /**
   * Returns the published rule of throughput. Below 100 rows per second the next read gets half of
   * the rows, after a pause as long as the busy time, at most 1 s. Above 1 000 it gets 1.5 times
   * the rows. The number of rows is between 50 and 50 000 and changes at most every 5 s.
   */
  static Backpressure throughput() {
    return new ThroughputBackpressure();
  }

  /**
   * Returns a strategy that acts on any other level.
   *
   * @param name the name in events and reports
   * @param utilization the function that returns {@code usage / limit}, which is 1 at the limit;
   *     empty if unavailable, which changes nothing
   */
  static Backpressure custom(String name, Function<LoadReading, OptionalDouble> utilization) {
    return new UtilizationBackpressure(name, UtilizationBackpressure.Kind.LEVEL, utilization);
  }

  private static Function<LoadReading, OptionalDouble> share(
      Function<LoadReading, OptionalDouble> value, double limit) {
    return load -> {
      OptionalDouble measured = value.apply(load);
      return measured.isPresent() ? OptionalDouble.of(measured.getAsDouble() / limit) : measured;
    };
  }
}
