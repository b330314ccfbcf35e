package org.bandsaw.learn.linear;

import org.bandsaw.learn.BatchLearner;
import org.bandsaw.learn.Features;
import org.bandsaw.learn.Model;
import org.bandsaw.learn.TrainingRows;
import org.bandsaw.state.StateReader;

/** The learner described at {@link org.bandsaw.learn.Learners#leastSquares()}. */
record LeastSquares() implements BatchLearner {

  @Override
  public String name() {
    return "least-squares";
  }

  @Override
  public Model fit(TrainingRows rows, long seed) {
    CentredRows centred = new CentredRows(rows);
    return centred.model(SvdLeastSquares.solve(centred, 0));
  }

  @Override
  public Model load(Features features, StateReader in) {
    return LinearModel.load(name(), features, in);
  }
}
