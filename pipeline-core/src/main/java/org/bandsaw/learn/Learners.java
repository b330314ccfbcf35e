package org.bandsaw.learn;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.function.ToDoubleBiFunction;
import org.bandsaw.learn.linear.LinearModels;
import org.bandsaw.learn.transform.TargetLearners;

/** The built-in learners. Each is an immutable description that can be shared. */
public final class Learners {

  private Learners() {}

  /**
   * Linear regression by stochastic gradient descent, with scikit-learn's defaults: squared loss,
   * L2 penalty 0.0001, learning rate 0.01 / t<sup>0.25</sup>.
   */
  public static Sgd sgd() {
    return new Sgd(SgdLoss.squared(), SgdPenalty.l2(1e-4), LearningRate.inverseScaling(0.01), 0);
  }

  /**
   * Logistic regression by stochastic gradient descent, with scikit-learn's defaults: L2 penalty
   * 0.0001, optimal learning rate, threshold 0.5.
   */
  public static LogisticRegression logisticRegression() {
    return new LogisticRegression(SgdPenalty.l2(1e-4), LearningRate.optimal(), 0, 0.5);
  }

  /**
   * Linear regression by recursive least squares, without forgetting and with a prior variance of
   * the weights of 100. Best for up to a few hundred features.
   */
  public static RecursiveLeastSquares recursiveLeastSquares() {
    return new RecursiveLeastSquares(1, 100);
  }

  /**
   * A regression that learns its target standardized by the mean and the standard deviation so far.
   * Predictions are in the target's units. Use it with gradient descent for targets far from 0 or
   * with a large standard deviation: without it, descent takes thousands of rows to reach them.
   *
   * <p>With W, m and S the weighted count, mean and sum of squared deviations of the targets
   * learned so far (West: Updating mean and variance estimates, Communications of the ACM 22,
   * 1979), and s = √(S/W), or 1 if that is 0:
   *
   * <pre>
   * predict    m + s · (the learner's prediction)
   * learn      W ← W + weight    δ = y − m    m ← m + weight·δ/W    S ← S + weight·δ·(y − m)
   *            then the learner learns (y − m)/s
   * </pre>
   *
   * <p>So a prediction depends only on targets learned before it. A target is part of the mean and
   * deviation when it is learned; this limits its standardized size to √(n − 1) after n rows. The
   * first target becomes 0, however large it is.
   *
   * <p>Has the capabilities of the given learner.
   *
   * @param learner learns the standardized target; its task is a regression
   * @throws IllegalArgumentException if the learner classifies
   */
  public static OnlineLearner scaledTarget(OnlineLearner learner) {
    return TargetLearners.scaled(learner);
  }

  /**
   * Predicts the weighted mean of the targets so far, and 0 before the first row; ignores the
   * features. A baseline for other learners.
   *
   * <p>W ← W + weight; m ← m + weight·(y − m) / W. Has all capabilities.
   */
  public static OnlineLearner mean() {
    return TargetLearners.mean();
  }

  /**
   * A custom learner that learns row by row.
   *
   * <p>Each run opens a new model; {@link OnlineModel#grow} gives it its features before the first
   * row. Default: all capabilities, that is repeatable, saveable, safe for concurrent predictions,
   * and with weights; declare fewer with {@link CustomOnlineLearner#capabilities}.
   *
   * @param name the name in reports and saved files, not empty
   * @param models returns a new model at each call
   */
  public static CustomOnlineLearner online(String name, Supplier<? extends OnlineModel> models) {
    requireName(name);
    Objects.requireNonNull(models, "models");
    return new CustomOnlineLearner(name, models, 1, EnumSet.allOf(OnlineLearner.Capability.class));
  }

  /**
   * Linear regression by least squares over all rows at once, equal to scikit-learn's {@code
   * LinearRegression} up to rounding.
   *
   * <p>Weighted means are subtracted from the features and the target. Of all w that minimize Σ
   * weight · (y − w·x)², the one of minimum norm ‖w‖ is used, found by the singular value
   * decomposition of the rows (Golub, Van Loan: Matrix Computations, section 5.5). Singular values
   * up to 2⁻⁵² · max(rows, features) times the largest one count as 0. The intercept b follows from
   * the means and is not part of the norm.
   *
   * <p>So constant features get the weight 0, equal features share one weight, and there may be
   * fewer rows than features; for a single row b is its target. If features are nearly equal, give
   * all features similar sizes: differences below the rounding of the largest feature have no
   * effect.
   *
   * <p>A fit takes about 10 · rows · features² operations and the memory of two copies of the rows.
   * Has all capabilities.
   */
  public static BatchLearner leastSquares() {
    return LinearModels.leastSquares();
  }

  /**
   * Linear regression with an L2 penalty over all rows at once, equal to scikit-learn's {@code
   * Ridge} up to rounding. Minimizes
   *
   * <pre>
   * Σ weight · (y − w·x − b)² + λ · ‖w‖²
   * </pre>
   *
   * <p>(Hoerl, Kennard: Ridge regression, Technometrics 12, 1970). This is the sum over the rows,
   * not their mean, so the same λ has less effect with more rows. The intercept b is not penalized.
   * Features are not scaled: scale them in a stage, because the penalty treats all weights alike.
   *
   * <p>Solved by singular values at the cost of {@link #leastSquares()}. A constant feature gets
   * the weight 0; equal features share their weight; there may be fewer rows than features. Has all
   * capabilities.
   *
   * @param lambda λ, above 0
   */
  public static BatchLearner ridge(double lambda) {
    return LinearModels.ridge(lambda);
  }

  /**
   * Linear regression with an L1 penalty over all rows at once, which makes many weights 0.
   *
   * @param lambda the factor of {@code Σ|w|}, added to half the mean squared error; above 0
   */
  public static Lasso lasso(double lambda) {
    return new Lasso(lambda, 1e-10, 100_000);
  }

  /** A regression tree of at most 64 leaves, each of at least 5 rows. */
  public static RegressionTree tree() {
    return new RegressionTree(64, 5);
  }

  /**
   * A random forest of trees of at most 256 leaves, each of at least 5 rows; each split tries a
   * third of the features.
   *
   * @param trees the number of trees, from 1; 100 is a good start
   */
  public static RandomForest forest(int trees) {
    return new RandomForest(trees, 256, 5, 1.0 / 3);
  }

  /**
   * Gradient boosting: each small tree is fitted to the residuals of the trees before it. Rate 0.1,
   * at most 8 leaves, each of at least 5 rows, on all rows.
   *
   * @param trees the number of trees, from 1; 100 is a good start
   */
  public static BoostedTrees boosting(int trees) {
    return new BoostedTrees(trees, 0.1, 8, 5, 1);
  }

  /**
   * A neural network that learns row by row, with a learning rate of 0.01 and no decay. Needs
   * features of similar sizes, and a target under {@link #scaledTarget}.
   *
   * @param hidden the number of units of each hidden layer; one layer or more
   */
  public static NeuralNetwork neuralNetwork(int... hidden) {
    List<Integer> layers = new ArrayList<>();
    for (int units : hidden) {
      layers.add(units);
    }
    return new NeuralNetwork(layers, NeuralNetwork.Activation.TANH, 0.01, 0);
  }

  /**
   * Learns row by row by refitting a batch learner to the last rows. Default interval between fits:
   * a tenth of the window; see {@link Refit#every}.
   *
   * @param lastRows the length of the window in rows, from 1
   */
  public static Refit refit(BatchLearner learner, int lastRows) {
    return new Refit(learner, lastRows, Math.max(1, lastRows / 10));
  }

  /**
   * A regression that learns a transformed target. Predictions are transformed back, so they and
   * their scores are in the target's units.
   *
   * <p>If a target cannot be transformed, learning throws an exception that names it, and the model
   * does not change. A prediction too large to be transformed back ends in a {@link
   * ModelDivergedException}; it is not limited to a finite value. Has the capabilities of the given
   * learner.
   *
   * @param learner learns the transformed target; its task is a regression
   * @throws IllegalArgumentException if the learner classifies
   */
  public static OnlineLearner transformedTarget(OnlineLearner learner, TargetTransform transform) {
    return TargetLearners.transformed(learner, transform);
  }

  /**
   * A regression over all rows at once that learns transformed targets. Predictions are transformed
   * back, so they and their scores are in the target's units.
   *
   * <p>If a target cannot be transformed, the fit throws an exception that names it and its row. A
   * prediction too large to be transformed back is an error as well; it is not limited to a finite
   * value. Has the capabilities of the given learner, and its models save what that learner's save.
   *
   * @param learner learns the transformed targets; its task is a regression
   * @throws IllegalArgumentException if the learner classifies
   */
  public static BatchLearner transformedTarget(BatchLearner learner, TargetTransform transform) {
    return TargetLearners.transformed(learner, transform);
  }

  /** Fits a predictor to all rows at once; may throw any exception. */
  @FunctionalInterface
  public interface FitFunction {

    /**
     * Fits.
     *
     * @param x a vector for each row; read-only
     * @param y a target for each row; read-only
     */
    Predictor fit(double[][] x, double[] y) throws Exception;
  }

  /** Fits a model of any type to all rows at once; may throw any exception. */
  @FunctionalInterface
  public interface ModelFitFunction<M> {

    /**
     * Fits.
     *
     * @param x a vector for each row; read-only
     * @param y a target for each row; read-only
     */
    M fit(double[][] x, double[] y) throws Exception;
  }

  /** Predicts. Called by several threads at once unless the learner declares otherwise. */
  @FunctionalInterface
  public interface Predictor {

    /** The prediction for a vector of the same length as those fitted to. */
    double predict(double[] x);
  }

  /**
   * A custom learner that fits all rows at once, with any library. Its models can be saved only
   * after {@link CustomBatchLearner#savedBy}.
   *
   * @param name the name in reports and saved files, not empty
   */
  public static CustomBatchLearner<Predictor> batch(String name, FitFunction fit) {
    Objects.requireNonNull(fit, "fit");
    return batch(name, fit::fit, Predictor::predict);
  }

  /**
   * A custom learner that fits all rows at once, with models of any type, which can be saved after
   * {@link CustomBatchLearner#savedBy}.
   *
   * @param name the name in reports and saved files, not empty
   * @param fit returns a model
   * @param predict returns a model's prediction for a vector
   */
  public static <M> CustomBatchLearner<M> batch(
      String name, ModelFitFunction<M> fit, ToDoubleBiFunction<? super M, double[]> predict) {
    requireName(name);
    Objects.requireNonNull(fit, "fit");
    Objects.requireNonNull(predict, "predict");
    return new CustomBatchLearner<>(name, fit, predict);
  }

  private static void requireName(String name) {
    Objects.requireNonNull(name, "name");
    if (name.isEmpty()) {
      throw new IllegalArgumentException("a learner needs a name that is not empty");
    }
  }
}
