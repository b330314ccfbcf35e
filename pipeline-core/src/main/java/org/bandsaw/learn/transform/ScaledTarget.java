package org.bandsaw.learn.transform;

import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.bandsaw.learn.Features;
import org.bandsaw.learn.OnlineLearner;
import org.bandsaw.learn.OnlineModel;
import org.bandsaw.state.StateCorruptException;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;

/**
 * The learner described at {@link org.bandsaw.learn.Learners#scaledTarget}.
 *
 * @param learner learns the standardized target; its task is a regression
 */
record ScaledTarget(OnlineLearner learner) implements OnlineLearner {

  public ScaledTarget {
    Objects.requireNonNull(learner, "learner");
    if (learner.task().isClassification()) {
      throw new IllegalArgumentException(
          "learner '"
              + learner.name()
              + "' classifies; its targets are 0 or 1 and cannot be scaled. Use it without"
              + " scaledTarget");
    }
  }

  @Override
  public String name() {
    return "scaled-" + learner.name();
  }

  @Override
  public OnlineModel open(Features features, long seed) {
    return new ScaledTargetModel(name(), learner.open(features, seed));
  }

  @Override
  public Set<Capability> capabilities() {
    return learner.capabilities();
  }

  @Override
  public int version() {
    return learner.version();
  }

  private static final class ScaledTargetModel implements OnlineModel {

    private static final int VERSION = 1;
    private final String name;
    private final OnlineModel inner;
    private double count;
    private double mean;
    private double squaredDeviations;
    private double deviation = 1;

    ScaledTargetModel(String name, OnlineModel inner) {
      this.name = name;
      this.inner = inner;
    }

    @Override
    public double predict(double[] x) {
      return mean + deviation * inner.predict(x);
    }

    @Override
    public void learn(double[] x, double y, double weight) {
      inner.learn(x, standardize(y, weight), weight);
    }

    @Override
    public double predictThenLearn(double[] x, double y, double weight) {
      final double m = mean;
      final double s = deviation;
      return m + s * inner.predictThenLearn(x, standardize(y, weight), weight);
    }

    /** Adds a target to mean and deviation, then standardizes it with them. */
    private double standardize(double y, double weight) {
      count += weight;
      double delta = y - mean;
      mean += weight * delta / count;
      squaredDeviations += weight * delta * (y - mean);
      deviation = deviation(squaredDeviations, count);
      return (y - mean) / deviation;
    }

    private static double deviation(double squares, double count) {
      double s = Math.sqrt(squares / count);
      return s > 0 ? s : 1;
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
      out.writeVersion(VERSION).writeDouble(count).writeDouble(mean).writeDouble(squaredDeviations);
      inner.save(out);
    }

    @Override
    public void load(StateReader in) {
      in.readVersion(VERSION);
      final double savedCount = in.readDouble();
      final double savedMean = in.readDouble();
      final double savedSquares = in.readDouble();
      if (!(savedCount >= 0 && savedSquares >= 0 && Math.abs(savedMean) <= Double.MAX_VALUE)) {
        throw new StateCorruptException(
            String.format(
                Locale.ROOT,
                "learner '%s': %s targets of mean %s and squares %s",
                name,
                savedCount,
                savedMean,
                savedSquares));
      }
      inner.load(in);
      count = savedCount;
      mean = savedMean;
      squaredDeviations = savedSquares;
      deviation = deviation(squaredDeviations, count);
    }
  }
}
