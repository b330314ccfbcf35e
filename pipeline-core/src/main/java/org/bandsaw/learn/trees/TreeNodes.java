package org.bandsaw.learn.trees;

import java.util.Arrays;
import org.bandsaw.data.MemorySizes;
import org.bandsaw.state.StateCorruptException;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;

/**
 * The nodes of trees in parallel arrays. Children come after their parent, the right child directly
 * after the left one. A row goes to the left child if its feature is at most the threshold.
 */
final class TreeNodes {

  private static final int LEAF = -1;

  private int[] roots;
  private int trees;

  /** The feature that a node compares, or LEAF. */
  private int[] feature;

  /** The left child; the right one is the next node. */
  private int[] left;

  /** The threshold, or the value of a leaf. */
  private double[] thresholdOrValue;

  private int size;

  TreeNodes() {
    this(new int[1], new int[16], new int[16], new double[16]);
  }

  private TreeNodes(int[] roots, int[] feature, int[] left, double[] number) {
    this.roots = roots;
    this.feature = feature;
    this.left = left;
    this.thresholdOrValue = number;
  }

  /** Starts a tree and returns its root, a leaf. */
  int addRoot() {
    if (trees == roots.length) {
      roots = Arrays.copyOf(roots, 2 * trees);
    }
    roots[trees++] = size;
    ensureCapacity(1);
    return addLeaf();
  }

  /** Splits a leaf by a feature and returns its left child; both children are leaves. */
  int split(int node, int featureIndex, double threshold) {
    ensureCapacity(2);
    feature[node] = featureIndex;
    left[node] = size;
    thresholdOrValue[node] = threshold;
    addLeaf();
    return addLeaf() - 1;
  }

  private int addLeaf() {
    feature[size] = LEAF;
    return size++;
  }

  private void ensureCapacity(int more) {
    if (size + more > feature.length) {
      int length = Math.max(size + more, feature.length * 2);
      feature = Arrays.copyOf(feature, length);
      left = Arrays.copyOf(left, length);
      thresholdOrValue = Arrays.copyOf(thresholdOrValue, length);
    }
  }

  void value(int leaf, double value) {
    thresholdOrValue[leaf] = value;
  }

  /** A copy in arrays of exactly the needed length. */
  TreeNodes trimmedCopy() {
    TreeNodes nodes =
        new TreeNodes(
            Arrays.copyOf(roots, trees),
            Arrays.copyOf(feature, size),
            Arrays.copyOf(left, size),
            Arrays.copyOf(thresholdOrValue, size));
    nodes.trees = trees;
    nodes.size = size;
    return nodes;
  }

  int trees() {
    return trees;
  }

  int size() {
    return size;
  }

  /** The value of the leaf that a row reaches in a tree. */
  double value(int tree, double[] x) {
    int node = roots[tree];
    int compared = feature[node];
    while (compared >= 0) {
      node = x[compared] <= thresholdOrValue[node] ? left[node] : left[node] + 1;
      compared = feature[node];
    }
    return thresholdOrValue[node];
  }

  long retainedBytes() {
    return MemorySizes.ints(roots.length)
        + 2 * MemorySizes.ints(feature.length)
        + MemorySizes.doubles(thresholdOrValue.length);
  }

  void save(StateWriter out) {
    out.writeInts(Arrays.copyOf(roots, trees))
        .writeInts(Arrays.copyOf(feature, size))
        .writeInts(Arrays.copyOf(left, size))
        .writeDoubles(thresholdOrValue, 0, size);
  }

  static TreeNodes load(String learner, int features, StateReader in) {
    TreeNodes nodes = new TreeNodes(in.readInts(), in.readInts(), in.readInts(), in.readDoubles());
    nodes.trees = nodes.roots.length;
    nodes.size = nodes.feature.length;
    if (!nodes.isValid(features)) {
      throw new StateCorruptException(
          "learner '" + learner + "': the saved nodes do not form trees");
    }
    return nodes;
  }

  /** Requires children to come after their parent, so that no path loops. */
  private boolean isValid(int features) {
    boolean valid = left.length == size && thresholdOrValue.length == size;
    for (int root : roots) {
      valid &= root >= 0 && root < size;
    }
    for (int node = 0; node < size && valid; node++) {
      boolean inner = feature[node] != LEAF;
      valid =
          !inner
              || (feature[node] >= 0
                  && feature[node] < features
                  && left[node] > node
                  && left[node] < size - 1);
    }
    return valid;
  }
}
