package org.bandsaw.learn.transform;

import java.util.Objects;
import java.util.Set;
import org.bandsaw.data.BandsawException;
import org.bandsaw.learn.BatchLearner;
import org.bandsaw.learn.Features;
import org.bandsaw.learn.Model;
import org.bandsaw.learn.TargetTransform;
import org.bandsaw.learn.TrainingRows;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;

/**
 * The learner described at {@link org.bandsaw.learn.Learners#transformedTarget(BatchLearner,
 * TargetTransform)}.
 *
 * @param learner learns the transformed targets; its task is a regression
 */
record TransformedBatchTarget(BatchLearner learner, TargetTransform transform)
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
      try {
        targets[i] = transform.forward(targets[i]);
      } catch (IllegalArgumentException problem) {
        throw new BandsawException(
            "learner '" + name() + "', training row " + i + ": " + problem.getMessage(), problem);
      }
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
            "learner '" + name + "': " + TransformedTarget.overflowMessage(transform, prediction));
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
