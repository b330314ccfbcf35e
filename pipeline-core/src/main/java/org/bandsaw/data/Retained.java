package org.bandsaw.data;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;

/**
 * What arrays cost in memory, as the collector counts them: a header, the elements, rounded up to
 * eight bytes. A collector that divides the heap into regions gives an array of half a region or
 * more whole regions of its own; such an array is rounded up to them.
 */
public final class Retained {

  private static final int HEADER = 16;
  private static final int TEXT_OBJECT = 24;
  private static final char LATIN = 0xFF;
  private static final long SMALLEST_REGION = 1L << 20;

  private Retained() {}

  /** Looked up when the first large array is seen: asking the virtual machine takes a while. */
  private static final class Regions {
    static final long BYTES = bytes();

    private static long bytes() {
      HotSpotDiagnosticMXBean machine =
          ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
      if (machine == null) {
        return SMALLEST_REGION;
      }
      boolean divided = Boolean.parseBoolean(machine.getVMOption("UseG1GC").getValue());
      return divided ? Long.parseLong(machine.getVMOption("G1HeapRegionSize").getValue()) : 0;
    }
  }

  /** An array of so many doubles. */
  public static long doubles(int length) {
    return array(8L * length);
  }

  /** An array of so many longs. */
  public static long longs(int length) {
    return array(8L * length);
  }

  /** An array of so many ints. */
  public static long ints(int length) {
    return array(4L * length);
  }

  /** An array of so many bytes. */
  public static long bytes(int length) {
    return array(length);
  }

  /** An array of so many references, without what they refer to. */
  public static long references(int length) {
    return array(4L * length);
  }

  /**
   * A text: the object, and its characters in one byte each, or in two each where one of them needs
   * that.
   */
  public static long text(String text) {
    int length = text.length();
    int i = 0;
    while (i < length && text.charAt(i) <= LATIN) {
      i++;
    }
    return TEXT_OBJECT + array(i < length ? 2L * length : length);
  }

  private static long array(long content) {
    long size = (HEADER + content + 7) & -8L;
    return size < SMALLEST_REGION / 2 ? size : rounded(size, Regions.BYTES);
  }

  private static long rounded(long size, long region) {
    return region == 0 || size < region / 2 ? size : (size + region - 1) & -region;
  }
}
