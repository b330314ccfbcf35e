package org.bandsaw.testkit;

import java.util.Collection;
import java.util.OptionalLong;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;
import org.bandsaw.probe.ResourceProbe;
import org.bandsaw.probe.ResourceReading;
import org.jspecify.annotations.Nullable;

/**
 * A machine that says what a test wants: attempts at chunks cost nothing, or far too much. Used by
 * one thread.
 */
public final class FakeProbe implements ResourceProbe {

  private static final long OVER_BUDGET_BYTES = 1L << 50;

  private final LongPredicate isOverBudget;
  private final int processors;
  private final @Nullable LongSupplier cpuNanos;
  private final @Nullable LongSupplier machineNanos;
  private long readings;
  private long allocated;

  private FakeProbe(
      LongPredicate over,
      int processors,
      @Nullable LongSupplier cpuNanos,
      @Nullable LongSupplier machineNanos) {
    this.isOverBudget = over;
    this.processors = processors;
    this.cpuNanos = cpuNanos;
    this.machineNanos = machineNanos;
  }

  /** Nothing costs anything. */
  public static FakeProbe idle() {
    return new FakeProbe(attempt -> false, 1, null, null);
  }

  /**
   * Some attempts cost more than any budget and force a split.
   *
   * @param over whether an attempt does, by its number in the run, from 1
   */
  public static FakeProbe overBudgetAt(LongPredicate over) {
    return new FakeProbe(over, 1, null, null);
  }

  /**
   * Nothing costs memory, and the processor time is what the test says.
   *
   * @param processors how many there are
   * @param cpuNanos processor time of the process; asked before each chunk of a run with a compute
   *     budget, and after each rest
   */
  public static FakeProbe withCpuTime(int processors, LongSupplier cpuNanos) {
    return new FakeProbe(attempt -> false, processors, cpuNanos, null);
  }

  /**
   * As {@link #withCpuTime(int, LongSupplier)}, on a machine whose processes together have used so
   * much.
   *
   * @param machineNanos processor time of all processes of the machine
   */
  public static FakeProbe withCpuTime(
      int processors, LongSupplier cpuNanos, LongSupplier machineNanos) {
    return new FakeProbe(attempt -> false, processors, cpuNanos, machineNanos);
  }

  @Override
  public OptionalLong processCpuNanos() {
    return cpuNanos == null ? OptionalLong.empty() : OptionalLong.of(cpuNanos.getAsLong());
  }

  @Override
  public OptionalLong machineCpuNanos() {
    return machineNanos == null ? OptionalLong.empty() : OptionalLong.of(machineNanos.getAsLong());
  }

  @Override
  public int processors() {
    return processors;
  }

  /** Read before and after each attempt; every second reading may show the cost. */
  @Override
  public OptionalLong threadAllocatedBytes() {
    readings++;
    if (readings % 2 == 0 && isOverBudget.test(readings / 2)) {
      allocated += OVER_BUDGET_BYTES;
    }
    return OptionalLong.of(allocated);
  }

  /** Other threads cost nothing. */
  @Override
  public OptionalLong allocatedBytes(Collection<Thread> threads) {
    return OptionalLong.of(0);
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
