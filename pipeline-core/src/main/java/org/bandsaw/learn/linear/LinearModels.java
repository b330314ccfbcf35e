package org.bandsaw.learn.linear;

import java.util.Map;
import org.bandsaw.learn.BatchLearner;
import org.bandsaw.learn.Features;
import org.bandsaw.learn.Lasso;
import org.bandsaw.learn.LogisticRegression;
import org.bandsaw.learn.Model;
import org.bandsaw.learn.OnlineModel;
import org.bandsaw.learn.RecursiveLeastSquares;
import org.bandsaw.learn.Sgd;
import org.bandsaw.learn.TrainingRows;
import org.bandsaw.state.StateReader;

/** Opens, fits and loads the models of the linear learners. */
public final class LinearModels {

  private LinearModels() {}

  /** The learner of {@link org.bandsaw.learn.Learners#leastSquares()}. */
  public static BatchLearner leastSquares() {
    return new LeastSquares();
  }

  /**
   * The learner of {@link org.bandsaw.learn.Learners#ridge}.
   *
   * @throws IllegalArgumentException if lambda is not above 0 and finite
   */
  public static BatchLearner ridge(double lambda) {
    return new Ridge(lambda);
  }

  /** A new model with all weights 0. */
  public static OnlineModel open(Sgd learner, Features features) {
    return new SgdModel(learner, features);
  }

  /** A new model with all weights 0. */
  public static OnlineModel open(LogisticRegression learner, Features features) {
    return new SgdModel(learner, features);
  }

  /** A new model with all weights 0. */
  public static OnlineModel open(RecursiveLeastSquares learner, Features features) {
    return new RlsModel(learner, features);
  }

  /**
   * Fits a lasso.
   *
   * @throws org.bandsaw.data.BandsawException if the fit does not converge within the sweeps
   *     allowed
   */
  public static Model fit(Lasso learner, TrainingRows rows) {
    CentredRows centred = new CentredRows(rows);
    return centred.model(CoordinateDescent.solve(centred, learner));
  }

  /** Reads a fitted lasso that {@link Model#save} wrote. */
  public static Model load(Lasso learner, Features features, StateReader in) {
    return LinearModel.load(learner.name(), features, in);
  }

  /** The hidden descriptions by the name under which they are saved. */
  public static Map<String, Class<?>> kinds() {
    return Map.of("least-squares", LeastSquares.class, "ridge", Ridge.class);
  }
}
