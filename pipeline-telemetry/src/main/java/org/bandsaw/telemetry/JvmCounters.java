package org.bandsaw.telemetry;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.bandsaw.data.Figure;
import org.jspecify.annotations.Nullable;

/**
 * Counters of this virtual machine. Its management beans are loaded at the first call, since
 * loading them takes tens of milliseconds.
 */
final class JvmCounters implements Counters {

  private static final Figure NOT_SUPPORTED =
      Figure.unknown("not supported by this virtual machine");
  private static final Figure THREAD_ENDED = Figure.unknown("the measured thread has ended");

  private final long thread;
  private final Supplier<List<Thread>> helpers;
  private final Map<Thread, Long> cpuNanosByHelper = new HashMap<>();
  private @Nullable List<GarbageCollectorMXBean> collectors;

  /** Creates counters of a thread and its helper threads. */
  JvmCounters(Thread thread, Supplier<List<Thread>> helpers) {
    this.thread = thread.getId();
    this.helpers = helpers;
  }

  @Override
  public Figure runCpuSeconds() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    if (!threads.isThreadCpuTimeSupported() || !threads.isThreadCpuTimeEnabled()) {
      return NOT_SUPPORTED;
    }
    long nanos = threads.getThreadCpuTime(thread);
    return nanos < 0 ? THREAD_ENDED : Figure.known((nanos + helperCpuNanos(threads)) / 1e9);
  }

  /** A helper that has ended counts with its last known processor time. */
  private long helperCpuNanos(ThreadMXBean threads) {
    long sum = 0;
    for (Thread helper : helpers.get()) {
      long nanos = threads.getThreadCpuTime(helper.getId());
      if (nanos >= 0) {
        cpuNanosByHelper.put(helper, nanos);
      }
      sum += cpuNanosByHelper.getOrDefault(helper, 0L);
    }
    return sum;
  }

  @Override
  public Figure gcCount() {
    return sum(false, 1);
  }

  @Override
  public Figure gcSeconds() {
    return sum(true, 1e-3);
  }

  /** A collector without a counter returns -1. */
  private Figure sum(boolean time, double unit) {
    List<GarbageCollectorMXBean> all = collectors;
    if (all == null) {
      all = ManagementFactory.getGarbageCollectorMXBeans();
      collectors = all;
    }
    long sum = 0;
    boolean counted = false;
    for (GarbageCollectorMXBean each : all) {
      long value = time ? each.getCollectionTime() : each.getCollectionCount();
      counted |= value >= 0;
      sum += Math.max(0, value);
    }
    return counted ? Figure.known(sum * unit) : NOT_SUPPORTED;
  }
}
