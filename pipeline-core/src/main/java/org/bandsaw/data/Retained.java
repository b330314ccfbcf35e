package org.bandsaw.data;

/**
 * What arrays cost in memory, as the collector counts them: a header, the elements, rounded up to
 * eight bytes; an array of half a heap region or more is rounded up to whole regions, since a
 * region-based collector gives it those alone. Regions are taken as one mebibyte, the least there
 * is, where the virtual machine does not say.
 */
public final class Retained {

  private static final int HEADER = 16;
  private static final long REGION = 1L << 20;

  private Retained() {}

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

  private static long array(long content) {
    long size = (HEADER + content + 7) & -8L;
    return size < REGION / 2 ? size : (size + REGION - 1) & -REGION;
  }
}
