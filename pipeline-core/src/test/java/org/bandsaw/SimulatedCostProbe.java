package org.bandsaw;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.LongUnaryOperator;
import org.bandsaw.probe.ResourceProbe;
import org.bandsaw.probe.ResourceReading;
import org.bandsaw.stage.Stage;
import org.bandsaw.stage.Stages;
import org.bandsaw.testkit.ManualTicker;

/**
 * A probe and a clock on which each attempt and each row take a set time and memory. Used for one
 * run. Rows are {@link Trips}.
 */
final class SimulatedCostProbe implements ResourceProbe {

  final ManualTicker time = ManualTicker.start();

  private final Random random = new Random(5);
  private Duration attemptTime = Duration.ZERO;
  private long nanosPerRow;
  private double jitter;
  private long bytesPerAttempt;
  private LongUnaryOperator bytesPerRow = row -> 0;
  private long allocated;
  private long readings;

  SimulatedCostProbe withTimes(Duration perAttempt, long nanos) {
    attemptTime = perAttempt;
    nanosPerRow = nanos;
    return this;
  }

  /** Varies the time of attempts by up to a share, in both directions. */
  SimulatedCostProbe withJitter(double share) {
    jitter = share;
    return this;
  }

  SimulatedCostProbe withAllocation(long perAttempt, LongUnaryOperator perRow) {
    bytesPerAttempt = perAttempt;
    bytesPerRow = perRow;
    return this;
  }

  /** Returns the stage whose rows take time and memory; it passes all of them. */
  Stage stage() {
    return Stages.filter(
        "costly",
        row -> {
          time.advance(Duration.ofNanos(nanosPerRow));
          allocated += bytesPerRow.applyAsLong((long) row.number("distance") - 1);
          return true;
        });
  }

  /** Called before and after each attempt. */
  @Override
  public OptionalLong threadAllocatedBytes() {
    if (++readings % 2 == 0) {
      allocated += bytesPerAttempt;
      double factor = 1 + jitter * (2 * random.nextDouble() - 1);
      time.advance(Duration.ofNanos((long) (attemptTime.toNanos() * factor)));
    }
    return OptionalLong.of(allocated);
  }

  @Override
  public ResourceReading read() {
    return new ResourceReading(
        0,
        Long.MAX_VALUE,
        OptionalLong.of(allocated),
        OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalLong.empty());
  }
}
