package org.bandsaw.data;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;

/**
 * What arrays cost in memory, as the collector counts them: a header, the elements, rounded up to
 * eight bytes. A collector that divides the heap into regions gives an array of half a region or
 * more whole regions of its own; such an array is rounded up to them.
 */
public final class MemorySizes {

  private static final int ARRAY_HEADER_BYTES = 16;
  private static final int STRING_OBJECT_BYTES = 24;
  private static final char MAX_LATIN1 = 0xFF;
  private static final long MIN_REGION_BYTES = 1L << 20;

  private MemorySizes() {}

  /** Looked up when the first large array is seen: asking the virtual machine takes a while. */
  private static final class HeapRegion {
    static final long SIZE_BYTES = detect();

    private static long detect() {
      HotSpotDiagnosticMXBean machine =
          ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
      if (machine == null) {
        return MIN_REGION_BYTES;
      }
      boolean divided = Boolean.parseBoolean(machine.getVMOption("UseG1GC").getValue());
      return divided ? Long.parseLong(machine.getVMOption("G1HeapRegionSize").getValue()) : 0;
    }
  }

  /** An array of so many doubles. */
  public static long doubles(int length) {
    return arrayBytes(8L * length);
  }

  /** An array of so many longs. */
  public static long longs(int length) {
    return arrayBytes(8L * length);
  }

  /** An array of so many ints. */
  public static long ints(int length) {
    return arrayBytes(4L * length);
  }

  /** An array of so many bytes. */
  public static long bytes(int length) {
    return arrayBytes(length);
  }

  /** An array of so many references, without what they refer to. */
  public static long references(int length) {
    return arrayBytes(4L * length);
  }

  /**
   * A text: the object, and its characters in one byte each, or in two each where one of them needs
   * that.
   */
  public static long text(String text) {
    int length = text.length();
    int i = 0;
    while (i < length && text.charAt(i) <= MAX_LATIN1) {
      i++;
    }
    return STRING_OBJECT_BYTES + arrayBytes(i < length ? 2L * length : length);
  }

  private static long arrayBytes(long content) {
    long size = (ARRAY_HEADER_BYTES + content + 7) & -8L;
    return size < MIN_REGION_BYTES / 2 ? size : roundUpToRegion(size, HeapRegion.SIZE_BYTES);
  }

  private static long roundUpToRegion(long size, long region) {
    return region == 0 || size < region / 2 ? size : (size + region - 1) & -region;
  }
}
