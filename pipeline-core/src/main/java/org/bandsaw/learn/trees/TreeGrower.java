package org.bandsaw.learn.trees;

import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.bandsaw.learn.TrainingRows;
import org.jspecify.annotations.Nullable;

/**
 * Grows regression trees over one set of rows, which are sorted once by every feature. For each
 * feature the rows of the tree are kept in the order of that feature. A node is a range of these
 * rows; a split divides the range without changing the order on either side.
 */
final class TreeGrower {

  private static final Comparator<SplitCandidate> LARGEST_GAIN_FIRST =
      Comparator.comparingDouble((SplitCandidate candidate) -> -candidate.gain)
          .thenComparingInt(candidate -> candidate.node);

  private final int rows;
  private final int features;
  private final double[][] columns;

  /** All rows sorted by each feature; the last array has them in their original order. */
  private final int[][] sorted;

  private final int maxLeaves;
  private final double minLeafWeight;
  private final int featuresPerSplit;
  private final TreeNodes nodes;

  /** The rows of the present tree, sorted like {@link #sorted}. */
  private final int[][] order;

  private final int[] buffer;
  private final int[] candidateFeatures;
  private final boolean[] goesLeft;

  /** For each row its weight, then weight times target: a scan reads both together. */
  private final double[] weightedTargets;

  /** A leaf that can be split, and its best split. */
  private static final class SplitCandidate {
    final int node;
    final int from;
    final int to;
    double weight;
    double sum;
    double gain;
    int feature = -1;
    double threshold;
    int leftRows;

    SplitCandidate(int node, int from, int to) {
      this.node = node;
      this.from = from;
      this.to = to;
    }
  }

  /**
   * @param featuresPerSplit the number of features tried for each split, drawn for each split
   * @param nodes receives the trees
   */
  TreeGrower(
      TrainingRows training,
      int maxLeaves,
      double minLeafWeight,
      int featuresPerSplit,
      TreeNodes nodes) {
    this.rows = training.rows();
    this.features = training.features().size();
    this.maxLeaves = maxLeaves;
    this.minLeafWeight = minLeafWeight;
    this.featuresPerSplit = featuresPerSplit;
    this.nodes = nodes;
    columns = new double[features][rows];
    sorted = new int[features + 1][rows];
    order = new int[features + 1][rows];
    buffer = new int[rows];
    goesLeft = new boolean[rows];
    weightedTargets = new double[Math.multiplyExact(2, rows)];
    candidateFeatures = new int[features];
    for (int j = 0; j < features; j++) {
      for (int i = 0; i < rows; i++) {
        columns[j][i] = training.x()[i][j] + 0.0; // −0 becomes 0
      }
      sortRows(columns[j], sorted[j]);
    }
    for (int i = 0; i < rows; i++) {
      sorted[features][i] = i;
    }
  }

  /** Sorts row numbers by value, stably, with a counting sort of ranks: nothing is boxed. */
  private static void sortRows(double[] column, int[] into) {
    double[] values = column.clone();
    Arrays.sort(values);
    int distinct = 0;
    for (int i = 0; i < values.length; i++) {
      if (i == 0 || values[i] != values[i - 1]) {
        values[distinct++] = values[i];
      }
    }
    int[] rank = new int[column.length];
    int[] next = new int[distinct + 1];
    for (int i = 0; i < column.length; i++) {
      rank[i] = Arrays.binarySearch(values, 0, distinct, column[i]);
      next[rank[i] + 1]++;
    }
    for (int k = 0; k < distinct; k++) {
      next[k + 1] += next[k];
    }
    for (int i = 0; i < column.length; i++) {
      into[next[rank[i]]++] = i;
    }
  }

  /**
   * Grows one more tree, best split first.
   *
   * @param y the targets, near 0
   * @param weights the weight of each row; rows of weight 0 are not used
   * @param random draws the features for each split if not all are tried; null if all are
   */
  void grow(double[] y, double[] weights, @Nullable SplittableRandom random) {
    for (int i = 0; i < rows; i++) {
      weightedTargets[2 * i] = weights[i];
      weightedTargets[2 * i + 1] = weights[i] * y[i];
    }
    int count = 0;
    for (int j = 0; j <= features; j++) {
      count = 0;
      for (int row : sorted[j]) {
        if (weights[row] > 0) {
          order[j][count++] = row;
        }
      }
    }
    for (int j = 0; j < features; j++) {
      candidateFeatures[j] = j;
    }
    PriorityQueue<SplitCandidate> open = new PriorityQueue<>(LARGEST_GAIN_FIRST);
    addLeaf(open, nodes.addRoot(), 0, count, y, 1, random);
    int leaves = 1;
    while (leaves < maxLeaves) {
      SplitCandidate best = open.poll();
      if (best == null) {
        return;
      }
      leaves++;
      int left = nodes.split(best.node, best.feature, best.threshold);
      int middle = best.from + best.leftRows;
      partition(best, leaves < maxLeaves);
      addLeaf(open, left, best.from, middle, y, leaves, random);
      addLeaf(open, left + 1, middle, best.to, y, leaves, random);
    }
  }

  /** Sets the value of a new leaf, and adds it to the candidates if it can be split. */
  private void addLeaf(
      PriorityQueue<SplitCandidate> open,
      int node,
      int from,
      int to,
      double[] y,
      int leaves,
      @Nullable SplittableRandom random) {
    SplitCandidate leaf = new SplitCandidate(node, from, to);
    boolean differ = false;
    for (int i = from; i < to; i++) {
      int row = order[features][i];
      leaf.weight += weightedTargets[2 * row];
      leaf.sum += weightedTargets[2 * row + 1];
      differ |= y[row] != y[order[features][from]];
    }
    nodes.value(node, leaf.weight > 0 ? leaf.sum / leaf.weight : 0);
    if (differ && leaves < maxLeaves && leaf.weight >= 2 * minLeafWeight) {
      findSplit(leaf, random);
      if (leaf.feature >= 0) {
        open.add(leaf);
      }
    }
  }

  private void findSplit(SplitCandidate leaf, @Nullable SplittableRandom random) {
    for (int k = 0; k < featuresPerSplit; k++) {
      if (random != null && featuresPerSplit < features) {
        int other = k + nextInt(random, features - k);
        int chosen = candidateFeatures[other];
        candidateFeatures[other] = candidateFeatures[k];
        candidateFeatures[k] = chosen;
      }
      scanThresholds(
          leaf, candidateFeatures[k], columns[candidateFeatures[k]], order[candidateFeatures[k]]);
    }
  }

  /** A number from 0 to bound − 1, from the bits that are the same in every Java version. */
  static int nextInt(SplittableRandom random, int bound) {
    return (int) (((random.nextLong() >>> 32) * bound) >>> 32);
  }

  /**
   * Tries every threshold of a feature. The gain of a split into parts of weights a and b and means
   * p and q is a·b/(a + b)·(p − q)², the reduction of the sum of squared errors. Of equal gains the
   * first one wins.
   */
  private void scanThresholds(SplitCandidate leaf, int feature, double[] column, int[] sortedRows) {
    double left = 0;
    double sum = 0;
    double next = column[sortedRows[leaf.from]];
    for (int i = leaf.from; i < leaf.to - 1; i++) {
      int row = sortedRows[i];
      left += weightedTargets[2 * row];
      sum += weightedTargets[2 * row + 1];
      double value = next;
      next = column[sortedRows[i + 1]];
      if (next > value) {
        double right = leaf.weight - left;
        if (left >= minLeafWeight && right >= minLeafWeight) {
          double difference = sum / left - (leaf.sum - sum) / right;
          double gain = left * right / leaf.weight * difference * difference;
          if (gain > leaf.gain) {
            leaf.gain = gain;
            leaf.feature = feature;
            leaf.threshold = midpoint(value, next);
            leaf.leftRows = i + 1 - leaf.from;
          }
        }
      }
    }
  }

  private static double midpoint(double low, double high) {
    double middle = low / 2 + high / 2;
    return middle >= low && middle < high ? middle : low;
  }

  /** Divides the rows of a leaf; in every feature's order only if further splits are possible. */
  private void partition(SplitCandidate leaf, boolean everyOrder) {
    double[] column = columns[leaf.feature];
    for (int i = leaf.from; i < leaf.to; i++) {
      int row = order[features][i];
      goesLeft[row] = column[row] <= leaf.threshold;
    }
    for (int j = everyOrder ? 0 : features; j <= features; j++) {
      partition(order[j], leaf.from, leaf.to);
    }
  }

  private void partition(int[] range, int from, int to) {
    int left = from;
    int right = 0;
    for (int i = from; i < to; i++) {
      int row = range[i];
      if (goesLeft[row]) {
        range[left++] = row;
      } else {
        buffer[right++] = row;
      }
    }
    System.arraycopy(buffer, 0, range, left, right);
  }
}
