package org.bandsaw.stats;

import java.util.Arrays;
import org.bandsaw.data.MemorySizes;
import org.bandsaw.state.Saveable;
import org.bandsaw.state.StateCorruptException;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;

/**
 * Quantiles of a stream of finite numbers, in bounded memory and deterministic: equal streams give
 * equal results, bit for bit.
 *
 * <p>The quantile p, from 0 to 1, of n values has the rank h = (n − 1)p, counted from 0: the mean
 * of the values of the ranks ⌊h⌋ and ⌊h⌋ + 1, weighted by their distance from h (type 7). It is
 * exact for up to {@value #EXACT_SIZE} values. Beyond that, the value of a rank is that of a true
 * rank at most {@link #rankError()} away, which is below n(⌊log2(n/1024)⌋ + 3)/2048: 0.6 % of the
 * values for a million of them, 1.1 % for a billion.
 *
 * <p>Values are kept on levels of {@value #EXACT_SIZE} elements; a value on level i represents 2^i
 * values. A full level is sorted, and every other of its values moves to the next level: the even
 * and the odd ones in turn. This changes the rank of a number by at most 2^i, up and down in turn,
 * so m such steps change it by at most ⌈m/2⌉·2^i. (Collapsing with alternating offsets: Manku,
 * Rajagopalan and Lindsay, Approximate medians and other quantiles in one pass and with limited
 * memory, SIGMOD 1998; after Munro and Paterson 1980.)
 *
 * <p>The cost of a value is its share of sorting. The first query after new values costs a search
 * on each level and a scan from the position of the last result; another query with the same p
 * costs nothing. {@link #mark} costs nothing, and a level is copied when it is first rearranged
 * after it, so a rollback costs what was added. Not thread-safe: a query may change the sketch.
 */
public final class QuantileSketch implements Saveable {

  /** How many values are kept exactly. */
  static final int EXACT_SIZE = 1024;

  private static final int HALF_SIZE = EXACT_SIZE / 2;
  private static final int INITIAL_CAPACITY = 16;
  private static final int MAX_LEVELS = 44;
  private static final double[] EMPTY = {};

  private final double[][] levels = new double[MAX_LEVELS][];
  private final int[] counts = new int[MAX_LEVELS];
  private int levelCount = 1;
  private int sortedCount; // on level 0; the other levels are always sorted
  private long size;

  private double cachedP = Double.NaN;
  private double cachedQuantile;
  private double searchHint;
  private final int[] countsBefore = new int[MAX_LEVELS];

  private boolean isMarked;
  private final int[] markedCounts = new int[MAX_LEVELS];
  private int markedLevelCount;
  private int markedSortedCount;
  private long markedSize;
  private long copiedLevels; // a bit for each level copied since the mark
  private final double[][] levelCopies = new double[MAX_LEVELS][];

  /** Creates an empty sketch. */
  public QuantileSketch() {
    Arrays.fill(levels, EMPTY);
    Arrays.fill(levelCopies, EMPTY);
  }

  /** Returns the number of values that were added. */
  public long size() {
    return size;
  }

  /** Adds a finite value. */
  public void add(double value) {
    int count = counts[0];
    if (count == EXACT_SIZE) {
      sortLevelZero();
      compact(0);
      count = 0;
      sortedCount = 0;
    }
    double[] values = levels[0];
    if (count == values.length) {
      values = Arrays.copyOf(values, Math.max(INITIAL_CAPACITY, 2 * count));
      levels[0] = values;
    }
    values[count] = value;
    counts[0] = count + 1;
    size++;
    cachedP = Double.NaN;
  }

  /** Sorts level 0; if few values are unsorted, they are inserted one by one. */
  private void sortLevelZero() {
    int count = counts[0];
    if (sortedCount == count) {
      return;
    }
    saveLevel(0);
    double[] values = levels[0];
    if (count - sortedCount > count / 4) {
      Arrays.sort(values, 0, count);
    } else {
      for (int i = sortedCount; i < count; i++) {
        double value = values[i];
        int found = Arrays.binarySearch(values, 0, i, value);
        int at = found < 0 ? -1 - found : found;
        System.arraycopy(values, at, values, at + 1, i - at);
        values[at] = value;
      }
    }
    sortedCount = count;
  }

  /** Merges every other value of a full level into the next one. */
  private void compact(int level) {
    int next = level + 1;
    if (next == levelCount) {
      levels[next] = new double[EXACT_SIZE];
      levelCount++;
    }
    int at = EXACT_SIZE - 2 + (int) (compactions(level) & 1);
    if (counts[next] == EXACT_SIZE) {
      compact(next);
    }
    saveLevel(level);
    saveLevel(next);
    double[] from = levels[level];
    double[] to = levels[next];
    int last = counts[next] - 1;
    for (int i = last + HALF_SIZE; at >= 0; i--) {
      if (last >= 0 && to[last] > from[at]) {
        to[i] = to[last--];
      } else {
        to[i] = from[at];
        at -= 2;
      }
    }
    counts[level] = 0;
    counts[next] += HALF_SIZE;
  }

  /** Returns how often a level was compacted: all values above it came from there. */
  private long compactions(int level) {
    long above = 0;
    for (int i = level + 1; i < levelCount; i++) {
      above += (long) counts[i] << (i - level);
    }
    return above / EXACT_SIZE;
  }

  /** Returns how far the true rank of a result may be from the requested rank; 0 if exact. */
  long rankError() {
    long error = 0;
    for (int i = 0; i + 1 < levelCount; i++) {
      error += ((compactions(i) + 1) / 2) << i;
    }
    return error;
  }

  /** Returns the quantile for a p from 0 to 1; NaN before any value. */
  public double quantile(double p) {
    if (cachedP != p) {
      cachedQuantile = size == 0 ? Double.NaN : computeQuantile(p);
      cachedP = p;
    }
    return cachedQuantile;
  }

  private double computeQuantile(double p) {
    sortLevelZero();
    double h = (size - 1) * p;
    long rank = (long) h;
    double part = h - rank;
    double low;
    double high;
    if (levelCount == 1) {
      low = levels[0][(int) rank];
      high = part == 0 ? low : levels[0][(int) rank + 1];
    } else {
      long passed = seekRank(rank);
      int level = nextLevel();
      low = levels[level][countsBefore[level]];
      searchHint = low;
      if (part > 0 && passed + (1L << level) == rank + 1) {
        countsBefore[level]++;
        level = nextLevel();
      }
      high = part == 0 ? low : levels[level][countsBefore[level]];
    }
    return low == high ? low : low * (1 - part) + high * part;
  }

  /**
   * Divides the values of all levels into those before this rank and the others, starting from the
   * last result. Returns the number of values before.
   */
  private long seekRank(long rank) {
    long passed = 0;
    for (int i = 0; i < levelCount; i++) {
      countsBefore[i] = countBelow(levels[i], counts[i], searchHint);
      passed += (long) countsBefore[i] << i;
    }
    while (passed > rank) {
      int level = lastLevel();
      countsBefore[level]--;
      passed -= 1L << level;
    }
    for (int level = nextLevel(); passed + (1L << level) <= rank; level = nextLevel()) {
      countsBefore[level]++;
      passed += 1L << level;
    }
    return passed;
  }

  private static int countBelow(double[] values, int count, double bound) {
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (values[middle] < bound) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Returns the level of the smallest value after the division, which must exist. */
  private int nextLevel() {
    int best = -1;
    for (int i = 0; i < levelCount; i++) {
      boolean hasNext = countsBefore[i] < counts[i];
      if (hasNext && (best < 0 || levels[i][countsBefore[i]] < levels[best][countsBefore[best]])) {
        best = i;
      }
    }
    return best;
  }

  /** Returns the level of the largest value before the division, which must exist. */
  private int lastLevel() {
    int best = -1;
    for (int i = 0; i < levelCount; i++) {
      boolean hasLast = countsBefore[i] > 0;
      if (hasLast
          && (best < 0 || levels[i][countsBefore[i] - 1] > levels[best][countsBefore[best] - 1])) {
        best = i;
      }
    }
    return best;
  }

  /** Begins an attempt: {@link #rollback} returns to this state. */
  public void mark() {
    isMarked = true;
    System.arraycopy(counts, 0, markedCounts, 0, levelCount);
    markedLevelCount = levelCount;
    markedSortedCount = sortedCount;
    markedSize = size;
    copiedLevels = 0;
  }

  /** Copies the values of the mark before a level is rearranged; until then it only grows. */
  private void saveLevel(int level) {
    if (!isMarked || level >= markedLevelCount || (copiedLevels >>> level & 1) == 1) {
      return;
    }
    copiedLevels |= 1L << level;
    int count = markedCounts[level];
    if (levelCopies[level].length < count) {
      levelCopies[level] = new double[level == 0 ? levels[0].length : EXACT_SIZE];
    }
    System.arraycopy(levels[level], 0, levelCopies[level], 0, count);
  }

  /** Undoes everything since the last mark, which stays valid, and releases memory. */
  public void rollback() {
    if (!isMarked) {
      throw new IllegalStateException("rollback without a mark");
    }
    for (int i = 0; i < markedLevelCount; i++) {
      counts[i] = markedCounts[i];
      if ((copiedLevels >>> i & 1) == 1) {
        System.arraycopy(levelCopies[i], 0, levels[i], 0, counts[i]);
      }
    }
    for (int i = markedLevelCount; i < levelCount; i++) {
      levels[i] = EMPTY;
      counts[i] = 0;
    }
    Arrays.fill(levelCopies, EMPTY);
    if (levels[0].length > 2 * Math.max(INITIAL_CAPACITY, counts[0])) {
      levels[0] = Arrays.copyOf(levels[0], Math.max(INITIAL_CAPACITY, counts[0]));
    }
    copiedLevels = 0;
    levelCount = markedLevelCount;
    sortedCount = markedSortedCount;
    size = markedSize;
    cachedP = Double.NaN;
  }

  @Override
  public void save(StateWriter out) {
    sortLevelZero();
    out.writeVersion(1).writeLong(size).writeInt(levelCount);
    for (int i = 0; i < levelCount; i++) {
      out.writeDoubles(levels[i], 0, counts[i]);
    }
  }

  @Override
  public void load(StateReader in) {
    in.readVersion(1);
    long read = in.readLong();
    int levelsRead = in.readCount(4);
    require(levelsRead >= 1 && levelsRead <= MAX_LEVELS, levelsRead + " levels");
    Arrays.fill(levels, EMPTY);
    Arrays.fill(levelCopies, EMPTY);
    Arrays.fill(counts, 0);
    long sum = 0;
    for (int i = 0; i < levelsRead; i++) {
      double[] values = in.readDoubles();
      boolean fits = i == 0 ? values.length <= EXACT_SIZE : values.length % HALF_SIZE == 0;
      require(fits && values.length <= EXACT_SIZE, values.length + " values on level " + i);
      for (int at = 0; at < values.length; at++) {
        require(Math.abs(values[at]) <= Double.MAX_VALUE, "a value that is not finite");
        require(at == 0 || values[at - 1] <= values[at], "values out of order");
      }
      levels[i] = i == 0 ? values : Arrays.copyOf(values, EXACT_SIZE);
      counts[i] = values.length;
      sum += (long) values.length << i;
    }
    require(sum == read, sum + " values in all; " + read + " were added");
    levelCount = levelsRead;
    sortedCount = counts[0];
    size = read;
    cachedP = Double.NaN;
    isMarked = false;
  }

  private static void require(boolean condition, String found) {
    if (!condition) {
      throw new StateCorruptException("quantiles were saved with " + found);
    }
  }

  /** Returns the bytes of all levels and of the copies for a rollback. */
  public long retainedBytes() {
    long sum = 3 * MemorySizes.ints(MAX_LEVELS) + 2 * MemorySizes.references(MAX_LEVELS);
    for (int i = 0; i < MAX_LEVELS; i++) {
      sum += levels[i].length == 0 ? 0 : MemorySizes.doubles(levels[i].length);
      sum += levelCopies[i].length == 0 ? 0 : MemorySizes.doubles(levelCopies[i].length);
    }
    return sum;
  }
}
