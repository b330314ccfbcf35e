package org.bandsaw.learn;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.function.ToDoubleBiFunction;

/** Ready-made learners: immutable descriptions, safe to share. */
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
   * 0.0001, optimal learning rate; a row counts as 1 from a probability of 0.5 on.
   */
  public static LogisticRegression logisticRegression() {
    return new LogisticRegression(SgdPenalty.l2(1e-4), LearningRate.optimal(), 0, 0.5);
  }

  /**
   * Linear regression by recursive least squares: nothing is forgotten, and weights have a prior
   * variance of 100. At its best up to some hundred features.
   */
  public static RecursiveLeastSquares recursiveLeastSquares() {
    return new RecursiveLeastSquares(1, 100);
  }

  /**
   * A learner of regressions under a causal scaling of its target: it sees the target less the mean
   * so far, divided by the standard deviation so far, and predictions come back in the target's
   * units. Without it gradient descent takes thousands of rows to reach a target far from 0.
   */
  public static ScaledTarget scaledTarget(OnlineLearner learner) {
    return new ScaledTarget(learner);
  }

  /** Predicts the mean of the targets so far: the least another learner has to beat. */
  public static RunningMean mean() {
    return new RunningMean();
  }

  /**
   * A learner of one's own.
   *
   * <p>Each run gets a new model, which is told its features by {@link OnlineModel#grow} before the
   * first row. It counts as repeatable, saveable and safe for several threads that predict; say so
   * with {@link CustomOnlineLearner#capabilities} if it is not.
   *
   * @param name what reports and saved files call it, not empty
   * @param models gives a new model at each call
   */
  public static CustomOnlineLearner online(String name, Supplier<? extends OnlineModel> models) {
    requireName(name);
    Objects.requireNonNull(models, "models");
    return new CustomOnlineLearner(name, models, 1, EnumSet.allOf(OnlineLearner.Capability.class));
  }

  /** Linear regression by least squares over all rows at once; of least norm where many fit. */
  public static LeastSquares leastSquares() {
    return new LeastSquares();
  }

  /**
   * Linear regression with an L2 penalty over all rows at once.
   *
   * @param lambda what {@code ‖w‖²} counts against the sum of squared errors, above 0
   */
  public static Ridge ridge(double lambda) {
    return new Ridge(lambda);
  }

  /**
   * Linear regression with an L1 penalty over all rows at once, which leaves many weights at 0.
   *
   * @param lambda what {@code Σ|w|} counts against half the mean squared error, above 0
   */
  public static Lasso lasso(double lambda) {
    return new Lasso(lambda, 1e-10, 100_000);
  }

  /** A regression tree of at most 64 leaves, each of 5 rows or more. */
  public static RegressionTree tree() {
    return new RegressionTree(64, 5);
  }

  /**
   * A random forest of trees of at most 256 leaves, each of 5 rows or more; a split chooses from a
   * third of the features.
   *
   * @param trees how many, from 1; 100 is a good start
   */
  public static RandomForest forest(int trees) {
    return new RandomForest(trees, 256, 5, 1.0 / 3);
  }

  /**
   * Gradient boosting: each of these small trees mends what those before it left over. At a rate of
   * 0.1, of 8 leaves, each of 5 rows or more, over all rows.
   *
   * @param trees how many, from 1; 100 is a good start
   */
  public static BoostedTrees boosting(int trees) {
    return new BoostedTrees(trees, 0.1, 8, 5, 1);
  }

  /**
   * A neural network that learns row by row, with a learning rate of 0.01 and no decay. Wants
   * features of about one size, and a target under {@link #scaledTarget}.
   *
   * @param hidden units of each hidden layer, one layer or more
   */
  public static NeuralNetwork neuralNetwork(int... hidden) {
    List<Integer> layers = new ArrayList<>();
    for (int units : hidden) {
      layers.add(units);
    }
    return new NeuralNetwork(layers, NeuralNetwork.Activation.TANH, 0.01, 0);
  }

  /**
   * Learns row by row with a learner that takes all rows at once, by fitting it anew to the last
   * rows: whenever a tenth of them is new, unless {@link Refit#every} says otherwise.
   *
   * @param lastRows how many rows are kept and fitted to at most, from 1
   */
  public static Refit refit(BatchLearner learner, int lastRows) {
    return new Refit(learner, lastRows, Math.max(1, lastRows / 10));
  }

  /** A learner of regressions that sees its targets transformed; predictions are turned back. */
  public static TransformedTarget transformedTarget(
      OnlineLearner learner, TargetTransform transform) {
    return new TransformedTarget(learner, transform);
  }

  /** A learner of regressions that sees its targets transformed; predictions are turned back. */
  public static TransformedBatchTarget transformedTarget(
      BatchLearner learner, TargetTransform transform) {
    return new TransformedBatchTarget(learner, transform);
  }

  /** Learns from all rows at once; may throw anything. */
  @FunctionalInterface
  public interface FitFunction {

    /**
     * Fits.
     *
     * @param x a vector for each row; read it, do not write to it
     * @param y a target for each row; read it, do not write to it
     */
    Predictor fit(double[][] x, double[] y) throws Exception;
  }

  /** Learns a model of some type from all rows at once; may throw anything. */
  @FunctionalInterface
  public interface ModelFitFunction<M> {

    /**
     * Fits.
     *
     * @param x a vector for each row; read it, do not write to it
     * @param y a target for each row; read it, do not write to it
     */
    M fit(double[][] x, double[] y) throws Exception;
  }

  /** Predicts; several threads may do so at once unless its learner says otherwise. */
  @FunctionalInterface
  public interface Predictor {

    /** The prediction for a vector as long as those that were learned. */
    double predict(double[] x);
  }

  /**
   * A learner of one's own from all rows at once, with whatever library. Its models cannot be saved
   * unless {@link CustomBatchLearner#savedBy} says how.
   *
   * @param name what reports and saved files call it, not empty
   */
  public static CustomBatchLearner<Predictor> batch(String name, FitFunction fit) {
    Objects.requireNonNull(fit, "fit");
    return batch(name, fit::fit, Predictor::predict);
  }

  /**
   * A learner of one's own from all rows at once, whose models are of some type that can be saved
   * with {@link CustomBatchLearner#savedBy}.
   *
   * @param name what reports and saved files call it, not empty
   * @param fit makes a model
   * @param predict asks it
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
