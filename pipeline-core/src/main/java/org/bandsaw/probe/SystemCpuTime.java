package org.bandsaw.probe;

import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * Reads the first line of {@code /proc/stat}: the time of all processors since the machine start.
 */
final class SystemCpuTime {

  /** Linux reports hundredths of a second on every architecture that the JVM supports. */
  private static final long TICK_NANOS = 10_000_000;

  /**
   * Fields: user, nice, system, idle, iowait, irq, softirq, steal; idle, iowait and steal are not
   * busy.
   */
  private static final int[] BUSY_FIELDS = {1, 2, 3, 6, 7};

  private SystemCpuTime() {}

  static OptionalLong readNanos(Path stat) {
    String text = KernelFile.readText(stat);
    String[] fields = text.substring(0, Math.max(0, text.indexOf('\n'))).trim().split(" +", -1);
    if (fields.length < 8 || !fields[0].equals("cpu")) {
      return OptionalLong.empty();
    }
    try {
      long ticks = 0;
      for (int field : BUSY_FIELDS) {
        ticks += Long.parseLong(fields[field]);
      }
      return ticks > 0 ? OptionalLong.of(ticks * TICK_NANOS) : OptionalLong.empty();
    } catch (NumberFormatException malformed) {
      return OptionalLong.empty();
    }
  }
}
