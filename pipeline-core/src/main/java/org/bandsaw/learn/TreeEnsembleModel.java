package org.bandsaw.learn;

import org.bandsaw.state.StateCorruptException;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;

/**
 * One tree or many, as {@link RegressionTree}, {@link RandomForest} or {@link BoostedTrees} fitted
 * them: predicts base + scale · Σ (the value of the leaf that the row comes to), summed over the
 * trees in order. Immutable; any number of threads may predict.
 *
 * <p>Saved are the nodes, 16 bytes each, and no training rows.
 */
public final class TreeEnsembleModel implements Model {

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
    int found = in.readInt();
    if (found != features.size()) {
      throw new StateCorruptException(
          "learner '" + learner + "': trees over " + found + " features, not " + features.size());
    }
    return new TreeEnsembleModel(found, base, scale, TreeNodes.load(learner, found, in));
  }

  /** The number of trees. */
  public int trees() {
    return nodes.trees();
  }

  /** The number of leaves of all trees. */
  public int leaves() {
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
