package org.bandsaw.learn.trees;

import org.bandsaw.learn.Features;
import org.bandsaw.learn.Model;
import org.bandsaw.state.StateCorruptException;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;

/**
 * The model of {@link org.bandsaw.learn.RegressionTree}, {@link org.bandsaw.learn.RandomForest} and
 * {@link org.bandsaw.learn.BoostedTrees}. Predicts base + scale · Σ (the value of the leaf that the
 * row reaches), summed over the trees in order. Immutable and thread-safe.
 */
final class TreeEnsembleModel implements Model {

  private static final int VERSION = 1;

  private final int features;
  private final double base;
  private final double scale;
  private final TreeNodes nodes;

  TreeEnsembleModel(int features, double base, double scale, TreeNodes nodes) {
    this.features = features;
    this.base = base;
    this.scale = scale;
    this.nodes = nodes;
  }

  static TreeEnsembleModel load(String learner, Features features, StateReader in) {
    in.readVersion(VERSION);
    double base = in.readDouble();
    double scale = in.readDouble();
    int saved = in.readInt();
    if (saved != features.size()) {
      throw new StateCorruptException(
          "learner '" + learner + "': trees over " + saved + " features, not " + features.size());
    }
    return new TreeEnsembleModel(saved, base, scale, TreeNodes.load(learner, saved, in));
  }

  /** The number of trees. */
  int trees() {
    return nodes.trees();
  }

  /** The number of leaves of all trees. */
  int leaves() {
    return (nodes.size() + nodes.trees()) / 2;
  }

  @Override
  public double predict(double[] x) {
    if (x.length != features) {
      throw new IllegalArgumentException(
          x.length + " features were given to a model of " + features);
    }
    double sum = 0;
    int trees = nodes.trees();
    for (int tree = 0; tree < trees; tree++) {
      sum += nodes.value(tree, x);
    }
    return base + scale * sum;
  }

  @Override
  public void save(StateWriter out) {
    out.writeVersion(VERSION).writeDouble(base).writeDouble(scale).writeInt(features);
    nodes.save(out);
  }

  @Override
  public long retainedBytes() {
    return nodes.retainedBytes();
  }
}
