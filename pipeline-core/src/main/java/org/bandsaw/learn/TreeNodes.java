package org.bandsaw.learn;

import java.util.Arrays;
import org.bandsaw.data.MemorySizes;
import org.bandsaw.state.StateCorruptException;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;

/**
 * The nodes of trees, one after the other, children behind their parent and side by side. A row
 * goes to the left child if its feature is at most the threshold.
 */
final class TreeNodes {

  private static final int LEAF = -1;

  private int[] roots;
  private int trees;

  /** The feature that is asked for, or LEAF. */
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

  /** Begins a tree; answers its only leaf. */
  int addRoot() {
    if (trees == roots.length) {
      roots = Arrays.copyOf(roots, 2 * trees);
    }
    roots[trees++] = size;
    ensureCapacity(1);
    return addLeaf();
  }

  /** Makes a leaf ask for a feature; answers its left child, a leaf as the right one is. */
  int split(int node, int by, double threshold) {
    ensureCapacity(2);
    feature[node] = by;
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

  /** The same in arrays that are no longer than needed. */
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

  /** The value of the leaf that a row comes to in a tree. */
  double value(int tree, double[] x) {
    int node = roots[tree];
    int by = feature[node];
    while (by >= 0) {
      node = x[by] <= thresholdOrValue[node] ? left[node] : left[node] + 1;
      by = feature[node];
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
      throw new StateCorruptException("learner '" + learner + "': its nodes are no trees");
    }
    return nodes;
  }

  /** Children behind their parents: so every way down ends. */
  private boolean isValid(int features) {
    boolean sound = left.length == size && thresholdOrValue.length == size;
    for (int root : roots) {
      sound &= root >= 0 && root < size;
    }
    for (int node = 0; node < size && sound; node++) {
      boolean inner = feature[node] != LEAF;
      sound =
          !inner
              || (feature[node] >= 0
                  && feature[node] < features
                  && left[node] > node
                  && left[node] < size - 1);
    }
    return sound;
  }
}
