package org.bandsaw.probe;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Reads the virtual machine's counters and {@code /proc/self/status}. Safe for any number of
 * threads.
 */
final class JvmProbe implements ResourceProbe {

  static final JvmProbe INSTANCE = new JvmProbe();

  private static final Path STATUS = Path.of("/proc/self/status");

  private JvmProbe() {}

  /** Looked up when first needed: the platform's beans take a while to load. */
  private static final class Threads {
    static final com.sun.management.@Nullable ThreadMXBean BEAN = find();

    private static com.sun.management.@Nullable ThreadMXBean find() {
      return ManagementFactory.getThreadMXBean() instanceof com.sun.management.ThreadMXBean bean
              && bean.isThreadAllocatedMemorySupported()
              && bean.isThreadAllocatedMemoryEnabled()
          ? bean
          : null;
    }
  }

  @Override
  public OptionalLong threadAllocatedBytes() {
    com.sun.management.ThreadMXBean bean = Threads.BEAN;
    return bean == null
        ? OptionalLong.empty()
        : OptionalLong.of(bean.getCurrentThreadAllocatedBytes());
  }

  @Override
  public ResourceReading read() {
    Runtime runtime = Runtime.getRuntime();
    com.sun.management.ThreadMXBean bean = Threads.BEAN;
    String status = status();
    return new ResourceReading(
        runtime.totalMemory() - runtime.freeMemory(),
        runtime.maxMemory(),
        threadAllocatedBytes(),
        bean != null && bean.isCurrentThreadCpuTimeSupported()
            ? OptionalLong.of(bean.getCurrentThreadCpuTime())
            : OptionalLong.empty(),
        kibibytes(status, "VmRSS:"),
        kibibytes(status, "VmHWM:"));
  }

  /** Empty on systems without procfs: the readings are then empty too. */
  private static String status() {
    if (!Files.isReadable(STATUS)) {
      return "";
    }
    try {
      return Files.readString(STATUS);
    } catch (IOException unreadable) {
      return "";
    }
  }

  private static OptionalLong kibibytes(String status, String field) {
    int at = status.indexOf(field);
    if (at < 0) {
      return OptionalLong.empty();
    }
    int end = status.indexOf("kB", at);
    return OptionalLong.of(Long.parseLong(status.substring(at + field.length(), end).trim()) << 10);
  }
}
