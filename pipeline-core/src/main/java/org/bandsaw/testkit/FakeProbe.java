package org.bandsaw.testkit;

import java.util.OptionalLong;
import java.util.function.LongPredicate;
import org.bandsaw.probe.ResourceProbe;
import org.bandsaw.probe.ResourceReading;

/**
 * A machine that says what a test wants: attempts at chunks cost nothing, or far too much. Used by
 * one thread.
 */
public final class FakeProbe implements ResourceProbe {

  private static final long FAR_TOO_MUCH = 1L << 50;

  private final LongPredicate over;
  private long readings;
  private long allocated;

  private FakeProbe(LongPredicate over) {
    this.over = over;
  }

  /** Nothing costs anything. */
  public static FakeProbe calm() {
    return new FakeProbe(attempt -> false);
  }

  /**
   * Some attempts cost more than any budget and force a split.
   *
   * @param over whether an attempt does, by its number in the run, from 1
   */
  public static FakeProbe overBudgetAt(LongPredicate over) {
    return new FakeProbe(over);
  }

  /** Read before and after each attempt; every second reading may show the cost. */
  @Override
  public OptionalLong threadAllocatedBytes() {
    readings++;
    if (readings % 2 == 0 && over.test(readings / 2)) {
      allocated += FAR_TOO_MUCH;
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
