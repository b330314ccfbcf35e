package org.bandsaw.data;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;

/**
 * Sizes of arrays and texts in the heap: a header and the elements, rounded up to eight bytes. A
 * collector that divides the heap into regions allocates whole regions for an array of half a
 * region or more; the size of such an array is rounded up to regions.
 */
public final class MemorySizes {

  private static final int ARRAY_HEADER_BYTES = 16;
  private static final int STRING_OBJECT_BYTES = 24;
  private static final char MAX_LATIN1 = 0xFF;
  private static final long MIN_REGION_BYTES = 1L << 20;

  private MemorySizes() {}

  /** Initialised for the first large array, because the query to the virtual machine is slow. */
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

  /** Returns the bytes of an array of doubles. */
  public static long doubles(int length) {
    return arrayBytes(8L * length);
  }

  /** Returns the bytes of an array of longs. */
  public static long longs(int length) {
    return arrayBytes(8L * length);
  }

  /** Returns the bytes of an array of ints. */
  public static long ints(int length) {
    return arrayBytes(4L * length);
  }

  /** Returns the bytes of an array of bytes. */
  public static long bytes(int length) {
    return arrayBytes(length);
  }

  /** Returns the bytes of an array of references, without the objects that they refer to. */
  public static long references(int length) {
    return arrayBytes(4L * length);
  }

  /**
   * Returns the bytes of a text: the object and its characters, which take one byte each, or two
   * bytes each if one of them is not in Latin-1.
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
