package org.bandsaw.learn;

import java.util.Objects;
import java.util.Set;
import org.bandsaw.state.StateCorruptException;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;

/**
 * A learner of regressions that sees its targets standardised and whose predictions come back in
 * the target's units: for gradient descent on targets far from 0 or of a large unit.
 *
 * <p>With W, m and S the weighted count, mean and sum of squared deviations of the targets learned
 * so far (West: Updating mean and variance estimates, Communications of the ACM 22, 1979), and s =
 * √(S/W), or 1 where that is 0:
 *
 * <pre>
 * predict    m + s · (the learner's prediction)
 * learn      W ← W + weight    δ = y − m    m ← m + weight·δ/W    S ← S + weight·δ·(y − m)
 *            then the learner learns (y − m)/s
 * </pre>
 *
 * <p>A prediction thus knows targets that were learned before, and no others. A target is in its
 * own mean and deviation when it is learned, which holds it within √(n − 1) for n rows: the first
 * one is 0, however large.
 *
 * <p>Can do what the learner can. Immutable; made by {@link Learners#scaledTarget}.
 *
 * @param learner what learns the standardised target; its task is a regression
 */
public record ScaledTarget(OnlineLearner learner) implements OnlineLearner {

  public ScaledTarget {
    Objects.requireNonNull(learner, "learner");
    if (learner.task().isClassification()) {
      throw new IllegalArgumentException(
          "learner '"
              + learner.name()
              + "' classifies; its targets are 0 or 1 and cannot be scaled. Use it by itself");
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

    /** Takes a target in, then scales it. */
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
                "learner '%s': %s targets of mean %s and squares %s",
                name, savedCount, savedMean, savedSquares));
      }
      inner.load(in);
      count = savedCount;
      mean = savedMean;
      squaredDeviations = savedSquares;
      deviation = deviation(squaredDeviations, count);
    }
  }
}
