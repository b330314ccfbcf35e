package org.bandsaw.learn.transform;

import java.util.Objects;
import java.util.Set;
import org.bandsaw.data.BandsawException;
import org.bandsaw.learn.Features;
import org.bandsaw.learn.Learner;
import org.bandsaw.learn.ModelDivergedException;
import org.bandsaw.learn.OnlineLearner;
import org.bandsaw.learn.OnlineModel;
import org.bandsaw.learn.TargetTransform;
import org.bandsaw.state.StateCorruptException;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;

/**
 * The learner described at {@link org.bandsaw.learn.Learners#transformedTarget(OnlineLearner,
 * TargetTransform)}.
 *
 * @param learner learns the transformed target; its task is a regression
 */
record TransformedTarget(OnlineLearner learner, TargetTransform transform)
    implements OnlineLearner {

  public TransformedTarget {
    Objects.requireNonNull(learner, "learner");
    Objects.requireNonNull(transform, "transform");
    requireRegression(learner);
  }

  static void requireRegression(Learner learner) {
    if (learner.task().isClassification()) {
      throw new IllegalArgumentException(
          "learner '"
              + learner.name()
              + "' classifies; its targets are 0 or 1 and cannot be transformed. Use it without"
              + " transformedTarget");
    }
  }

  static String overflowMessage(TargetTransform transform, double prediction) {
    return "the prediction "
        + prediction
        + " of a "
        + transform.label()
        + " is too large to be transformed back into a target. Scale the features in an earlier"
        + " stage, or choose a smaller learning rate";
  }

  @Override
  public String name() {
    return transform.label() + "-" + learner.name();
  }

  @Override
  public OnlineModel open(Features features, long seed) {
    return new TransformedModel(name(), transform, learner.open(features, seed));
  }

  @Override
  public Set<Capability> capabilities() {
    return learner.capabilities();
  }

  @Override
  public int version() {
    return learner.version();
  }

  private static final class TransformedModel implements OnlineModel {

    private static final int VERSION = 1;
    private final String name;
    private final TargetTransform transform;
    private final OnlineModel inner;
    private long learned;

    TransformedModel(String name, TargetTransform transform, OnlineModel inner) {
      this.name = name;
      this.transform = transform;
      this.inner = inner;
    }

    @Override
    public double predict(double[] x) {
      return invert(inner.predict(x));
    }

    @Override
    public void learn(double[] x, double y, double weight) {
      inner.learn(x, forward(y), weight);
      learned++;
    }

    @Override
    public double predictThenLearn(double[] x, double y, double weight) {
      double prediction = inner.predictThenLearn(x, forward(y), weight);
      double target = invert(prediction);
      learned++;
      return target;
    }

    private double forward(double y) {
      try {
        return transform.forward(y);
      } catch (IllegalArgumentException problem) {
        throw new BandsawException(
            "learner '" + name + "', learned row " + (learned + 1) + ": " + problem.getMessage(),
            problem);
      }
    }

    private double invert(double prediction) {
      double target = transform.inverse(prediction);
      if (!(Math.abs(target) <= Double.MAX_VALUE)) {
        throw new ModelDivergedException(name, learned, overflowMessage(transform, prediction));
      }
      return target;
    }

    @Override
    public void grow(Features features) {
      inner.grow(features);
    }

    @Override
    public long retainedBytes() {
      return inner.retainedBytes();
    }

    @Override
    public void save(StateWriter out) {
      out.writeVersion(VERSION).writeLong(learned);
      inner.save(out);
    }

    @Override
    public void load(StateReader in) {
      in.readVersion(VERSION);
      long saved = in.readLong();
      if (saved < 0) {
        throw new StateCorruptException("learner '" + name + "': " + saved + " learned rows");
      }
      inner.load(in);
      learned = saved;
    }
  }
}
