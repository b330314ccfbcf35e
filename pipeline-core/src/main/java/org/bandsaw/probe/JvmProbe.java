package org.bandsaw.probe;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads the JVM's counters, {@code /proc} and the control groups. Thread-safe. */
final class JvmProbe implements ResourceProbe {

  static final JvmProbe INSTANCE = new JvmProbe(Path.of("/"));

  /** Fields of {@code /proc/self/stat}, counted after the name, which may contain spaces. */
  private static final int USER_TICKS_INDEX = 11;

  private static final int SYSTEM_TICKS_INDEX = 12;

  /** Linux reports processor time in hundredths of a second. */
  private static final long TICK_NANOS = 10_000_000;

  private final Path root;
  private final ControlGroups groups;

  /** Creates a probe that reads system files below this directory. */
  JvmProbe(Path root) {
    this.root = root;
    this.groups = new ControlGroups(root);
  }

  /** Initialized on first use: the platform beans are slow to load. */
  private static final class ThreadBeanHolder {
    static final com.sun.management.@Nullable ThreadMXBean BEAN = find();

    private static com.sun.management.@Nullable ThreadMXBean find() {
      return ManagementFactory.getThreadMXBean() instanceof com.sun.management.ThreadMXBean bean
              && bean.isThreadAllocatedMemorySupported()
              && bean.isThreadAllocatedMemoryEnabled()
          ? bean
          : null;
    }
  }

  /** As {@link ThreadBeanHolder}: needed only with a compute budget, or for a full reading. */
  private static final class ProcessBeanHolder {
    static final @Nullable OperatingSystemMXBean BEAN =
        ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean bean
            ? bean
            : null;
  }

  /** As {@link ThreadBeanHolder}: needed only for a full reading. */
  private static final class MemoryBeansHolder {
    static final List<GarbageCollectorMXBean> COLLECTORS =
        ManagementFactory.getGarbageCollectorMXBeans();
    static final List<MemoryPoolMXBean> POOLS = heapPools();
    static final List<BufferPoolMXBean> DIRECT_POOLS = directPools();

    // Loops, because the first stream costs a cold process more than the beans do.
    private static List<MemoryPoolMXBean> heapPools() {
      List<MemoryPoolMXBean> pools = new ArrayList<>();
      for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
        if (pool.getType() == MemoryType.HEAP) {
          pools.add(pool);
        }
      }
      return pools;
    }

    private static List<BufferPoolMXBean> directPools() {
      List<BufferPoolMXBean> direct = new ArrayList<>();
      for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
        if (pool.getName().equals("direct")) {
          direct.add(pool);
        }
      }
      return direct;
    }
  }

  @Override
  public OptionalLong threadAllocatedBytes() {
    com.sun.management.ThreadMXBean bean = ThreadBeanHolder.BEAN;
    return bean == null
        ? OptionalLong.empty()
        : OptionalLong.of(bean.getCurrentThreadAllocatedBytes());
  }

  @Override
  public OptionalLong allocatedBytes(Collection<Thread> threads) {
    com.sun.management.ThreadMXBean bean = ThreadBeanHolder.BEAN;
    if (bean == null) {
      return OptionalLong.empty();
    }
    long sum = 0;
    for (Thread thread : threads) {
      sum += Math.max(0, bean.getThreadAllocatedBytes(thread.getId()));
    }
    return OptionalLong.of(sum);
  }

  @Override
  public OptionalLong processCpuNanos() {
    OperatingSystemMXBean bean = ProcessBeanHolder.BEAN;
    return bean == null ? OptionalLong.empty() : emptyIfNegative(bean.getProcessCpuTime());
  }

  @Override
  public OptionalLong machineCpuNanos() {
    return SystemCpuTime.readNanos(root.resolve("proc/stat"));
  }

  @Override
  public int processors() {
    return Runtime.getRuntime().availableProcessors();
  }

  @Override
  public OptionalLong peakResidentBytes() {
    return parseKibibytes(processStatus(), "VmHWM:");
  }

  @Override
  public OptionalLong totalMemoryBytes() {
    return ResourceReading.min(machineMemoryBytes(), groups.memoryLimitBytes());
  }

  @Override
  public ResourceReading read() {
    Runtime runtime = Runtime.getRuntime();
    com.sun.management.ThreadMXBean bean = ThreadBeanHolder.BEAN;
    String status = processStatus();
    return new ResourceReading(
        runtime.totalMemory() - runtime.freeMemory(),
        runtime.maxMemory(),
        heapAfterCollectionBytes(),
        heapLiveBytes(),
        directBytes(),
        threadAllocatedBytes(),
        bean != null && bean.isCurrentThreadCpuTimeSupported()
            ? OptionalLong.of(bean.getCurrentThreadCpuTime())
            : OptionalLong.empty(),
        readProcessCpuNanos(),
        processors(),
        parseKibibytes(status, "VmRSS:"),
        parseKibibytes(status, "VmHWM:"),
        machineMemoryBytes(),
        groups.read());
  }

  /**
   * Reads procfs if possible. The bean uses the same clock, but detects containers when it is
   * loaded, which costs a cold process 10 ms.
   */
  private OptionalLong readProcessCpuNanos() {
    String stat = KernelFile.readText(root.resolve("proc/self/stat"));
    String[] afterName = stat.substring(stat.lastIndexOf(')') + 1).trim().split(" ", -1);
    if (afterName.length <= SYSTEM_TICKS_INDEX) {
      return processCpuNanos();
    }
    try {
      long ticks = Long.parseLong(afterName[USER_TICKS_INDEX]);
      return OptionalLong.of((ticks + Long.parseLong(afterName[SYSTEM_TICKS_INDEX])) * TICK_NANOS);
    } catch (NumberFormatException malformed) {
      return processCpuNanos();
    }
  }

  /**
   * The bytes left by the last collection. For a pool of old objects this is its current usage:
   * only collections and very large arrays add to it, and its collection usage is 0 until its own
   * first collection. The notification info of the collectors would cost a cold process 5 ms.
   */
  private static OptionalLong heapAfterCollectionBytes() {
    boolean collected = false;
    for (GarbageCollectorMXBean collector : MemoryBeansHolder.COLLECTORS) {
      collected |= collector.getCollectionCount() > 0;
    }
    if (!collected) {
      return OptionalLong.empty();
    }
    long sum = 0;
    for (MemoryPoolMXBean pool : MemoryBeansHolder.POOLS) {
      MemoryUsage after = isOldGeneration(pool) ? pool.getUsage() : pool.getCollectionUsage();
      if (after == null) {
        return OptionalLong.empty(); // not reported by this collector
      }
      sum += after.getUsed();
    }
    return OptionalLong.of(sum);
  }

  private static boolean isOldGeneration(MemoryPoolMXBean pool) {
    return pool.getName().contains("Old") || pool.getName().contains("Tenured");
  }

  /**
   * The sum over all pools of the bytes left by the last collection of each. After its first
   * collection only the pool of old objects is never empty.
   */
  private static OptionalLong heapLiveBytes() {
    long sum = 0;
    boolean old = false;
    for (MemoryPoolMXBean pool : MemoryBeansHolder.POOLS) {
      MemoryUsage usage = pool.getCollectionUsage();
      if (usage == null) {
        return OptionalLong.empty();
      }
      boolean young = pool.getName().contains("Eden") || pool.getName().contains("Survivor");
      old |= !young && usage.getUsed() > 0;
      sum += usage.getUsed();
    }
    return old ? OptionalLong.of(sum) : OptionalLong.empty();
  }

  private static OptionalLong directBytes() {
    return MemoryBeansHolder.DIRECT_POOLS.isEmpty()
        ? OptionalLong.empty()
        : emptyIfNegative(MemoryBeansHolder.DIRECT_POOLS.get(0).getMemoryUsed());
  }

  private OptionalLong machineMemoryBytes() {
    OptionalLong total =
        parseKibibytes(KernelFile.readText(root.resolve("proc/meminfo")), "MemTotal:");
    OperatingSystemMXBean bean = total.isPresent() ? null : ProcessBeanHolder.BEAN;
    return bean == null ? total : emptyIfNegative(bean.getTotalMemorySize());
  }

  private static OptionalLong emptyIfNegative(long value) {
    return value < 0 ? OptionalLong.empty() : OptionalLong.of(value);
  }

  /** Empty on systems without procfs; the readings are then empty too. */
  private String processStatus() {
    return KernelFile.readText(root.resolve("proc/self/status"));
  }

  private static OptionalLong parseKibibytes(String text, String field) {
    int at = text.indexOf(field);
    int end = at < 0 ? -1 : text.indexOf("kB", at);
    if (end < 0) {
      return OptionalLong.empty();
    }
    try {
      long value = Long.parseLong(text.substring(at + field.length(), end).trim());
      return OptionalLong.of(value << 10);
    } catch (NumberFormatException malformed) {
      return OptionalLong.empty();
    }
  }
}
