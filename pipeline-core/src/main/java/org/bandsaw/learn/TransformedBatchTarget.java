package org.bandsaw.learn;

import java.util.Objects;
import java.util.Set;
import org.bandsaw.data.BandsawException;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;

/**
 * A learner of regressions from all rows at once that sees their targets transformed, and whose
 * predictions come back in the target's units, in which they are scored.
 *
 * <p>A target that cannot be transformed is an error that names it and its row. So is a prediction
 * too large to be turned back; it is not cut to something finite.
 *
 * <p>Can do what the learner can, and saves what that saves. Immutable; made by {@link
 * Learners#transformedTarget}.
 *
 * @param learner what learns the transformed targets; its task is a regression
 */
public record TransformedBatchTarget(BatchLearner learner, TargetTransform transform)
    implements BatchLearner {

  public TransformedBatchTarget {
    Objects.requireNonNull(learner, "learner");
    Objects.requireNonNull(transform, "transform");
    TransformedTarget.requireRegression(learner);
  }

  @Override
  public String name() {
    return transform.label() + "-" + learner.name();
  }

  @Override
  public Set<Capability> capabilities() {
    return learner.capabilities();
  }

  @Override
  public int version() {
    return learner.version();
  }

  @Override
  public Model fit(TrainingRows rows, long seed) throws Exception {
    double[] targets = rows.y().clone();
    for (int i = 0; i < targets.length; i++) {
      if (!transform.isDefinedFor(targets[i])) {
        throw new BandsawException(
            "learner '"
                + name()
                + "', training row "
                + i
                + ": "
                + transform.undefinedMessage(targets[i]));
      }
      targets[i] = transform.apply(targets[i]);
    }
    return wrap(
        learner.fit(TrainingRows.of(rows.features(), rows.x(), targets, rows.weights()), seed));
  }

  @Override
  public Model load(Features features, StateReader in) {
    return wrap(learner.load(features, in));
  }

  private Model wrap(Model inner) {
    return new TransformedModel(name(), transform, inner);
  }

  private record TransformedModel(String name, TargetTransform transform, Model inner)
      implements Model {

    @Override
    public double predict(double[] x) {
      double prediction = inner.predict(x);
      double target = transform.inverse(prediction);
      if (!(Math.abs(target) <= Double.MAX_VALUE)) {
        throw new BandsawException(
            "learner '" + name + "': " + transform.overflowMessage(prediction));
      }
      return target;
    }

    @Override
    public void save(StateWriter out) {
      inner.save(out);
    }

    @Override
    public long retainedBytes() {
      return inner.retainedBytes();
    }
  }
}
