package org.bandsaw.learn.transform;

import org.bandsaw.learn.Features;
import org.bandsaw.learn.OnlineLearner;
import org.bandsaw.learn.OnlineModel;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;

/** The learner described at {@link org.bandsaw.learn.Learners#mean()}. */
record RunningMean() implements OnlineLearner {

  @Override
  public String name() {
    return "mean";
  }

  @Override
  public OnlineModel open(Features features, long seed) {
    return new RunningMeanModel();
  }

  private static final class RunningMeanModel implements OnlineModel {

    private static final int VERSION = 1;
    private double weights;
    private double mean;

    @Override
    public double predict(double[] x) {
      return mean;
    }

    @Override
    public void learn(double[] x, double y, double weight) {
      weights += weight;
      mean += (y - mean) * weight / weights;
    }

    @Override
    public void grow(Features features) {}

    @Override
    public long retainedBytes() {
      return 0;
    }

    @Override
    public void save(StateWriter out) {
      out.writeVersion(VERSION).writeDouble(weights).writeDouble(mean);
    }

    @Override
    public void load(StateReader in) {
      in.readVersion(VERSION);
      weights = in.readDouble();
      mean = in.readDouble();
    }
  }
}
