package org.bandsaw.learn;

import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;

/** Reads the contents of models from the bytes that they save. */
final class SavedModels {

  /** The intercept and the weights of a linear model. */
  static final class Linear {

    private final double intercept;
    private final double[] weights;

    private Linear(StateReader in) {
      intercept = in.readDouble();
      weights = in.readDoubles();
    }

    double intercept() {
      return intercept;
    }

    double[] weights() {
      return weights;
    }
  }

  private SavedModels() {}

  private static StateReader saved(Model model) {
    StateWriter out = new StateWriter();
    model.save(out);
    return new StateReader(out.toBytes());
  }

  /** A linear model that was fitted to all rows at once. */
  static Linear fitted(Model model) {
    StateReader in = saved(model);
    in.readVersion(1);
    return new Linear(in);
  }

  /** A linear model that learns row by row, without averaging. */
  static Linear online(OnlineModel model) {
    StateReader in = saved(model);
    in.readVersion(1);
    in.readLong();
    return new Linear(in);
  }

  /** The number of leaves of one tree, which has one node less than twice as many. */
  static int leaves(Model tree) {
    StateReader in = saved(tree);
    in.readVersion(1);
    in.readDouble();
    in.readDouble();
    in.readInt();
    in.readInts();
    return (in.readInts().length + 1) / 2;
  }
}
