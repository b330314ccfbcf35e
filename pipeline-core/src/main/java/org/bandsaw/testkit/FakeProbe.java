package org.bandsaw.testkit;

import java.util.Collection;
import java.util.OptionalLong;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;
import org.bandsaw.probe.ResourceProbe;
import org.bandsaw.probe.ResourceReading;
import org.jspecify.annotations.Nullable;

/**
 * A resource probe with fixed readings: processing a chunk allocates nothing, or more than any
 * budget. Used by one thread.
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
      LongPredicate isOverBudget,
      int processors,
      @Nullable LongSupplier cpuNanos,
      @Nullable LongSupplier machineNanos) {
    this.isOverBudget = isOverBudget;
    this.processors = processors;
    this.cpuNanos = cpuNanos;
    this.machineNanos = machineNanos;
  }

  /** Returns a probe according to which no attempt allocates memory. */
  public static FakeProbe idle() {
    return new FakeProbe(attempt -> false, 1, null, null);
  }

  /**
   * Returns a probe according to which some attempts exceed any memory budget, which forces a
   * split.
   *
   * @param isOverBudget whether an attempt exceeds it, by its number in the run, from 1
   */
  public static FakeProbe overBudgetAt(LongPredicate isOverBudget) {
    return new FakeProbe(isOverBudget, 1, null, null);
  }

  /**
   * Returns a probe with a given processor time, according to which no attempt allocates memory.
   *
   * @param processors number of processors
   * @param cpuNanos processor time of the process; read before each chunk of a run with a compute
   *     budget, and after each pause
   */
  public static FakeProbe withCpuTime(int processors, LongSupplier cpuNanos) {
    return new FakeProbe(attempt -> false, processors, cpuNanos, null);
  }

  /**
   * Like {@link #withCpuTime(int, LongSupplier)}, with the processor time of the machine.
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

  /** Returns the bytes of all attempts. Read before and after each attempt. */
  @Override
  public OptionalLong threadAllocatedBytes() {
    readings++;
    if (readings % 2 == 0 && isOverBudget.test(readings / 2)) {
      allocated += OVER_BUDGET_BYTES;
    }
    return OptionalLong.of(allocated);
  }

  /** Returns 0: other threads allocate nothing. */
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
