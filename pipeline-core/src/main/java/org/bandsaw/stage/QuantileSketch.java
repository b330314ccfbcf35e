package org.bandsaw.stage;

import java.util.Arrays;
import org.bandsaw.data.Retained;
import org.bandsaw.state.Saved;
import org.bandsaw.state.StateCorruptException;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;

/**
 * Quantiles of a stream of finite numbers, in bounded memory and without chance: equal streams give
 * equal answers, bit for bit.
 *
 * <p>Of n values p, from 0 to 1, asks for the rank h = (n − 1)p, counted from 0, and for the mean
 * of the values of the ranks ⌊h⌋ and ⌊h⌋ + 1, weighted by how near they are (type 7). Up to {@value
 * #EXACT} values the answer is exact. Beyond, the value of a rank is that of a true rank at most
 * {@link #rankError()} away, which is below n(⌊log2(n/1024)⌋ + 3)/2048: 0.6 % of the values for a
 * million of them, 1.1 % for a billion.
 *
 * <p>Values are kept on levels of {@value #EXACT} places; one on level i stands for 2^i. A full
 * level is put in order, and every other of its values goes on to the next one, the even and the
 * odd ones in turn. This moves the rank of a number by at most 2^i, and up and down in turn; so m
 * such steps move it by at most ⌈m/2⌉·2^i. (Collapsing with alternating offsets: Manku, Rajagopalan
 * and Lindsay, Approximate medians and other quantiles in one pass and with limited memory, SIGMOD
 * 1998; after Munro and Paterson 1980.)
 *
 * <p>A value costs its share of sorting. The first question after new values costs a search on each
 * level and a walk from the place of the last answer; another one with the same p costs nothing.
 * {@link #mark} costs nothing, and a level is copied when it is first rearranged after it, so a way
 * back costs what was added. Used by one thread.
 */
final class QuantileSketch implements Saved {

  /** How many values are remembered as they are. */
  static final int EXACT = 1024;

  private static final int HALF = EXACT / 2;
  private static final int FIRST_PLACES = 16;
  private static final int MOST_LEVELS = 44;
  private static final double[] NOTHING = {};

  private final double[][] levels = new double[MOST_LEVELS][];
  private final int[] counts = new int[MOST_LEVELS];
  private int levelCount = 1;
  private int inOrder; // on level 0; the others always are
  private long size;

  private double askedFor = Double.NaN;
  private double answered;
  private double near;
  private final int[] before = new int[MOST_LEVELS];

  private boolean isMarked;
  private final int[] markedCounts = new int[MOST_LEVELS];
  private int markedLevels;
  private int markedInOrder;
  private long markedSize;
  private long copied; // a bit for each level that was copied since the mark
  private final double[][] copies = new double[MOST_LEVELS][];

  QuantileSketch() {
    Arrays.fill(levels, NOTHING);
    Arrays.fill(copies, NOTHING);
  }

  /** How many values were added. */
  long size() {
    return size;
  }

  /** Takes in a finite value. */
  void add(double value) {
    int count = counts[0];
    if (count == EXACT) {
      settle();
      compact(0);
      count = 0;
      inOrder = 0;
    }
    double[] values = levels[0];
    if (count == values.length) {
      values = Arrays.copyOf(values, Math.max(FIRST_PLACES, 2 * count));
      levels[0] = values;
    }
    values[count] = value;
    counts[0] = count + 1;
    size++;
    askedFor = Double.NaN;
  }

  /** Puts level 0 in order: few values that came last are put in their places one by one. */
  private void settle() {
    int count = counts[0];
    if (inOrder == count) {
      return;
    }
    copy(0);
    double[] values = levels[0];
    if (count - inOrder > count / 4) {
      Arrays.sort(values, 0, count);
    } else {
      for (int i = inOrder; i < count; i++) {
        double value = values[i];
        int found = Arrays.binarySearch(values, 0, i, value);
        int at = found < 0 ? -1 - found : found;
        System.arraycopy(values, at, values, at + 1, i - at);
        values[at] = value;
      }
    }
    inOrder = count;
  }

  /** Every other value of a full level joins the next one, in order. */
  private void compact(int level) {
    int next = level + 1;
    if (next == levelCount) {
      levels[next] = new double[EXACT];
      levelCount++;
    }
    int at = EXACT - 2 + (int) (compactions(level) & 1);
    if (counts[next] == EXACT) {
      compact(next);
    }
    copy(level);
    copy(next);
    double[] from = levels[level];
    double[] to = levels[next];
    int last = counts[next] - 1;
    for (int i = last + HALF; at >= 0; i--) {
      if (last >= 0 && to[last] > from[at]) {
        to[i] = to[last--];
      } else {
        to[i] = from[at];
        at -= 2;
      }
    }
    counts[level] = 0;
    counts[next] += HALF;
  }

  /** How often a level was compacted: all values above it came from there. */
  private long compactions(int level) {
    long above = 0;
    for (int i = level + 1; i < levelCount; i++) {
      above += (long) counts[i] << (i - level);
    }
    return above / EXACT;
  }

  /** How far the true rank of an answer may be from the one that was asked for; 0 when exact. */
  long rankError() {
    long error = 0;
    for (int i = 0; i + 1 < levelCount; i++) {
      error += ((compactions(i) + 1) / 2) << i;
    }
    return error;
  }

  /** The quantile for a p from 0 to 1; NaN before any value. */
  double quantile(double p) {
    if (askedFor != p) {
      answered = size == 0 ? Double.NaN : found(p);
      askedFor = p;
    }
    return answered;
  }

  private double found(double p) {
    settle();
    double h = (size - 1) * p;
    long rank = (long) h;
    double part = h - rank;
    double low;
    double high;
    if (levelCount == 1) {
      low = levels[0][(int) rank];
      high = part == 0 ? low : levels[0][(int) rank + 1];
    } else {
      long passed = walkTo(rank);
      int level = nextLevel();
      low = levels[level][before[level]];
      near = low;
      if (part > 0 && passed + (1L << level) == rank + 1) {
        before[level]++;
        level = nextLevel();
      }
      high = part == 0 ? low : levels[level][before[level]];
    }
    return low == high ? low : low * (1 - part) + high * part;
  }

  /**
   * Divides the values of all levels into those before and those from this rank on, beginning where
   * the last answer was; answers how many values stand before.
   */
  private long walkTo(long rank) {
    long passed = 0;
    for (int i = 0; i < levelCount; i++) {
      before[i] = smaller(levels[i], counts[i], near);
      passed += (long) before[i] << i;
    }
    while (passed > rank) {
      int level = lastLevel();
      before[level]--;
      passed -= 1L << level;
    }
    for (int level = nextLevel(); passed + (1L << level) <= rank; level = nextLevel()) {
      before[level]++;
      passed += 1L << level;
    }
    return passed;
  }

  private static int smaller(double[] values, int count, double than) {
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (values[middle] < than) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The level of the smallest value that stands after the division; there must be one. */
  private int nextLevel() {
    int best = -1;
    for (int i = 0; i < levelCount; i++) {
      boolean isThere = before[i] < counts[i];
      if (isThere && (best < 0 || levels[i][before[i]] < levels[best][before[best]])) {
        best = i;
      }
    }
    return best;
  }

  /** The level of the largest value that stands before the division; there must be one. */
  private int lastLevel() {
    int best = -1;
    for (int i = 0; i < levelCount; i++) {
      boolean isThere = before[i] > 0;
      if (isThere && (best < 0 || levels[i][before[i] - 1] > levels[best][before[best] - 1])) {
        best = i;
      }
    }
    return best;
  }

  /** Begins an attempt: {@link #rollback} comes back to here. */
  void mark() {
    isMarked = true;
    System.arraycopy(counts, 0, markedCounts, 0, levelCount);
    markedLevels = levelCount;
    markedInOrder = inOrder;
    markedSize = size;
    copied = 0;
  }

  /** Keeps what a level held at the mark, before it is rearranged; until then values only join. */
  private void copy(int level) {
    if (!isMarked || level >= markedLevels || (copied >>> level & 1) == 1) {
      return;
    }
    copied |= 1L << level;
    int count = markedCounts[level];
    if (copies[level].length < count) {
      copies[level] = new double[level == 0 ? levels[0].length : EXACT];
    }
    System.arraycopy(levels[level], 0, copies[level], 0, count);
  }

  /** Undoes everything since the last mark, which stays, and lets memory go. */
  void rollback() {
    if (!isMarked) {
      throw new IllegalStateException("rollback without a mark");
    }
    for (int i = 0; i < markedLevels; i++) {
      counts[i] = markedCounts[i];
      if ((copied >>> i & 1) == 1) {
        System.arraycopy(copies[i], 0, levels[i], 0, counts[i]);
      }
    }
    for (int i = markedLevels; i < levelCount; i++) {
      levels[i] = NOTHING;
      counts[i] = 0;
    }
    Arrays.fill(copies, NOTHING);
    if (levels[0].length > 2 * Math.max(FIRST_PLACES, counts[0])) {
      levels[0] = Arrays.copyOf(levels[0], Math.max(FIRST_PLACES, counts[0]));
    }
    copied = 0;
    levelCount = markedLevels;
    inOrder = markedInOrder;
    size = markedSize;
    askedFor = Double.NaN;
  }

  @Override
  public void save(StateWriter out) {
    settle();
    out.version(1).writeLong(size).writeInt(levelCount);
    for (int i = 0; i < levelCount; i++) {
      out.writeDoubles(levels[i], 0, counts[i]);
    }
  }

  @Override
  public void load(StateReader in) {
    in.version(1);
    long read = in.readLong();
    int levelsRead = in.count(4);
    isTrue(levelsRead >= 1 && levelsRead <= MOST_LEVELS, levelsRead + " levels");
    Arrays.fill(levels, NOTHING);
    Arrays.fill(copies, NOTHING);
    Arrays.fill(counts, 0);
    long sum = 0;
    for (int i = 0; i < levelsRead; i++) {
      double[] values = in.readDoubles();
      boolean fits = i == 0 ? values.length <= EXACT : values.length % HALF == 0;
      isTrue(fits && values.length <= EXACT, values.length + " values on level " + i);
      for (int at = 0; at < values.length; at++) {
        isTrue(Math.abs(values[at]) <= Double.MAX_VALUE, "a value that is not finite");
        isTrue(at == 0 || values[at - 1] <= values[at], "values out of order");
      }
      levels[i] = i == 0 ? values : Arrays.copyOf(values, EXACT);
      counts[i] = values.length;
      sum += (long) values.length << i;
    }
    isTrue(sum == read, sum + " values in all, where " + read + " were added");
    levelCount = levelsRead;
    inOrder = counts[0];
    size = read;
    askedFor = Double.NaN;
    isMarked = false;
  }

  private static void isTrue(boolean condition, String found) {
    if (!condition) {
      throw new StateCorruptException("quantiles were saved with " + found);
    }
  }

  /** Bytes of all levels, and of the copies for the way back. */
  long retainedBytes() {
    long sum = 3 * Retained.ints(MOST_LEVELS) + 2 * Retained.references(MOST_LEVELS);
    for (int i = 0; i < MOST_LEVELS; i++) {
      sum += levels[i].length == 0 ? 0 : Retained.doubles(levels[i].length);
      sum += copies[i].length == 0 ? 0 : Retained.doubles(copies[i].length);
    }
    return sum;
  }
}
