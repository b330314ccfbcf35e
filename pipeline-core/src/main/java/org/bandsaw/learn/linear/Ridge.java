package org.bandsaw.learn.linear;

import org.bandsaw.learn.BatchLearner;
import org.bandsaw.learn.Features;
import org.bandsaw.learn.Model;
import org.bandsaw.learn.TrainingRows;
import org.bandsaw.state.StateReader;

/**
 * The learner described at {@link org.bandsaw.learn.Learners#ridge}.
 *
 * @param lambda λ, above 0
 */
record Ridge(double lambda) implements BatchLearner {

  Ridge {
    if (!(lambda > 0 && lambda <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "the penalty of ridge must be above 0, not "
              + lambda
              + ". For no penalty use leastSquares()");
    }
  }

  @Override
  public String name() {
    return "ridge";
  }

  @Override
  public Model fit(TrainingRows rows, long seed) {
    CentredRows centred = new CentredRows(rows);
    return centred.model(SvdLeastSquares.solve(centred, lambda));
  }

  @Override
  public Model load(Features features, StateReader in) {
    return LinearModel.load(name(), features, in);
  }
}
