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
 * What this virtual machine counts; its beans, which take a while to load, are loaded when asked.
 */
final class JvmCounters implements Counters {

  private static final Figure NOT_SUPPORTED =
      Figure.unknown("this virtual machine does not count it");
  private static final Figure THREAD_ENDED = Figure.unknown("its thread has ended");

  private final long thread;
  private final Supplier<List<Thread>> helpers;
  private final Map<Thread, Long> cpuNanosByHelper = new HashMap<>();
  private @Nullable List<GarbageCollectorMXBean> collectors;

  /** Counters that watch this thread and its helpers. */
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

  /** A thread that has ended counts what it had used when it was looked at last. */
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

  /** A collector that does not count says -1. */
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
