package org.bandsaw.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.bandsaw.learn.BatchLearner;
import org.bandsaw.learn.Features;
import org.bandsaw.learn.Learner.Capability;
import org.bandsaw.learn.Model;
import org.bandsaw.learn.TrainingRows;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;

/** The checks of {@link LearnerContract} for a {@link BatchLearner}. */
final class BatchLearnerChecks {

  private static final int ROWS = 120;
  private static final int THREADS = 3;
  private static final double HEAVY_WEIGHT = 8;
  private static final Features FEATURES = new Features(List.of("a", "b", "c", "d"));

  private final BatchLearner learner;
  private final long seed;
  private final Set<Capability> capabilities;
  private final double[][] x = new double[ROWS][FEATURES.size()];
  private final double[] y = new double[ROWS];

  BatchLearnerChecks(BatchLearner learner, long seed, LearnerContract.Targets targets) {
    this.learner = learner;
    this.seed = seed;
    this.capabilities = learner.capabilities();
    Random random = new Random(seed);
    boolean classifies = learner.task().isClassification();
    for (int row = 0; row < ROWS; row++) {
      double sum = random.nextGaussian() / 4;
      for (int j = 0; j < x[row].length; j++) {
        x[row][j] = random.nextInt(5) == 0 ? 0 : random.nextGaussian();
        sum += x[row][j] * (j + 1) / 3;
      }
      y[row] = classifies ? (sum > 0 ? 1 : 0) : targets.shift(sum);
    }
  }

  void run() throws Exception {
    require(!learner.name().isEmpty(), "has no name");
    predictsConsistently();
    doesNotModifyRows();
    predictsFiniteNumbers();
    handlesDegenerateRows();
    if (capabilities.contains(Capability.REPEATABLE)) {
      checkRepeatability();
    }
    if (capabilities.contains(Capability.SAVEABLE)) {
      restoresSavedState();
    }
    if (capabilities.contains(Capability.CONCURRENT_PREDICTION)) {
      predictsConcurrently();
    }
    if (capabilities.contains(Capability.WEIGHTS)) {
      respectsWeights();
    }
    RetainedBytesCheck.check(
        "learner '" + learner.name() + "'",
        () -> RetainedBytesCheck.callUnchecked(this::fit),
        Model::retainedBytes,
        16);
  }

  private void require(boolean condition, String violation) {
    if (!condition) {
      throw new AssertionError("learner '" + learner.name() + "' " + violation);
    }
  }

  private void requireEqual(double[] expected, double[] actual, String violation) {
    for (int row = 0; row < expected.length; row++) {
      require(
          Double.doubleToLongBits(expected[row]) == Double.doubleToLongBits(actual[row]),
          String.format(
              Locale.ROOT,
              "%s: the predictions of row %d are %s and %s",
              violation,
              row,
              expected[row],
              actual[row]));
    }
  }

  private double[][] copyRows() {
    return Arrays.stream(x).map(double[]::clone).toArray(double[][]::new);
  }

  private Model fit() throws Exception {
    return learner.fit(TrainingRows.of(FEATURES, copyRows(), y.clone()), seed);
  }

  private double[] predict(Model model) {
    double[] predictions = new double[ROWS];
    for (int row = 0; row < ROWS; row++) {
      predictions[row] = model.predict(x[row].clone());
    }
    return predictions;
  }

  private static byte[] save(Model model) {
    StateWriter out = new StateWriter();
    model.save(out);
    return out.toBytes();
  }

  private void doesNotModifyRows() throws Exception {
    double[][] xCopy = copyRows();
    double[] yCopy = y.clone();
    Model model = learner.fit(TrainingRows.of(FEATURES, xCopy, yCopy), seed);
    require(
        Arrays.deepEquals(xCopy, x) && Arrays.equals(yCopy, y),
        "modifies the rows that it is fitted to");
    double[] before = predict(model);
    for (double[] row : xCopy) {
      Arrays.fill(row, 1e6);
    }
    Arrays.fill(yCopy, 1e6);
    requireEqual(before, predict(model), "retains the rows that it was fitted to");
    for (double[] row : x) {
      double[] vector = row.clone();
      model.predict(vector);
      require(Arrays.equals(vector, row), "modifies the vector when it predicts");
    }
  }

  private void predictsFiniteNumbers() throws Exception {
    Model model = fit();
    requireFinite(predict(model), "after a fit to " + ROWS + " rows");
    require(model.retainedBytes() >= 0, "retains " + model.retainedBytes() + " bytes");
  }

  private void requireFinite(double[] predictions, String circumstance) {
    boolean classifies = learner.task().isClassification();
    for (int row = 0; row < predictions.length; row++) {
      double p = predictions[row];
      require(
          Double.isFinite(p),
          String.format(Locale.ROOT, "predicts %s for row %d %s", p, row, circumstance));
      require(
          !classifies || (p >= 0 && p <= 1),
          String.format(
              Locale.ROOT, "classifies, but predicts %s for row %d, not a probability", p, row));
    }
  }

  private void predictsConsistently() throws Exception {
    Model model = fit();
    double[] once = predict(model);
    requireEqual(once, predict(model), "changes when it predicts");
    double[] otherTargets = new double[ROWS];
    for (int row = 0; row < ROWS; row++) {
      otherTargets[row] = y[ROWS - 1 - row];
    }
    learner.fit(TrainingRows.of(FEATURES, copyRows(), otherTargets), seed);
    requireEqual(once, predict(model), "changes a model when it fits another");
  }

  private void handlesDegenerateRows() {
    double[][] degenerate = copyRows();
    for (double[] row : degenerate) {
      row[1] = 0.1;
      row[3] = row[2];
    }
    checkDegenerateRows(degenerate, y, "a constant feature and two equal ones");
    checkDegenerateRows(Arrays.copyOf(copyRows(), 1), Arrays.copyOf(y, 1), "a single row");
    checkDegenerateRows(
        Arrays.copyOf(copyRows(), 3), Arrays.copyOf(y, 3), "fewer rows than features");
    double[] constant = y.clone();
    Arrays.fill(constant, learner.task().isClassification() ? 1 : y[0]);
    checkDegenerateRows(copyRows(), constant, "equal targets");
  }

  /** Checks that predictions are finite, or that the fit fails with a message. */
  private void checkDegenerateRows(double[][] rows, double[] targets, String description) {
    Model model;
    try {
      model = learner.fit(TrainingRows.of(FEATURES, rows, targets), seed);
    } catch (Exception e) {
      String message = e.getMessage();
      boolean isExplained =
          !(e instanceof NullPointerException)
              && !(e instanceof IndexOutOfBoundsException)
              && message != null
              && message.length() > 10;
      if (isExplained) {
        return;
      }
      throw new AssertionError(
          "learner '"
              + learner.name()
              + "' fails to fit "
              + description
              + " without a message that explains why",
          e);
    }
    requireFinite(predict(model), "after a fit to " + description);
  }

  private void checkRepeatability() throws Exception {
    Model first = fit();
    Model second = fit();
    String violation = "is REPEATABLE, but the same rows and seed result in another model";
    requireEqual(predict(first), predict(second), violation);
    if (capabilities.contains(Capability.SAVEABLE)) {
      require(Arrays.equals(save(first), save(second)), violation + ", which differs when saved");
    }
    requireEqual(
        predict(first), result(runInThread(this::fitAndPredict)), violation + " in another thread");
  }

  private double[] fitAndPredict() throws Exception {
    return predict(fit());
  }

  private void restoresSavedState() throws Exception {
    Model model = fit();
    byte[] state = save(model);
    require(Arrays.equals(state, save(model)), "saves one model as different bytes");
    StateReader in = new StateReader(state);
    Model loaded = learner.load(FEATURES, in);
    require(in.isAtEnd(), "does not read all of its saved state");
    requireEqual(predict(model), predict(loaded), "predicts differently after loading");
    require(Arrays.equals(state, save(loaded)), "saves other bytes than it loaded");
  }

  private void predictsConcurrently() throws Exception {
    Model model = fit();
    double[] expected = predict(model);
    List<FutureTask<double[]>> tasks = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      tasks.add(runInThread(() -> predict(model)));
    }
    for (FutureTask<double[]> task : tasks) {
      requireEqual(expected, result(task), "predicts differently in several threads");
    }
  }

  private static FutureTask<double[]> runInThread(Callable<double[]> predictions) {
    FutureTask<double[]> task = new FutureTask<>(predictions);
    new Thread(task, "learner-contract").start();
    return task;
  }

  private double[] result(FutureTask<double[]> task) throws InterruptedException {
    try {
      return task.get();
    } catch (ExecutionException e) {
      throw new AssertionError(
          "learner '" + learner.name() + "' fails in another thread", e.getCause());
    }
  }

  /** Checks that rows of weight 8 result in about the same predictions as rows repeated 8 times. */
  private void respectsWeights() throws Exception {
    double[] targets = y.clone();
    double[] weights = new double[ROWS];
    List<double[]> repeatedX = new ArrayList<>();
    List<Double> repeatedY = new ArrayList<>();
    boolean classifies = learner.task().isClassification();
    for (int row = 0; row < ROWS; row++) {
      boolean heavy = row % 2 == 0;
      targets[row] = classifies ? (heavy ? 1 : 0) : y[row] + (heavy ? 5 : 0);
      weights[row] = heavy ? HEAVY_WEIGHT : 1;
      for (int i = 0; i < weights[row]; i++) {
        repeatedX.add(x[row].clone());
        repeatedY.add(targets[row]);
      }
    }
    final double[] unweighted =
        predict(learner.fit(TrainingRows.of(FEATURES, copyRows(), targets.clone()), seed));
    double[] weighted =
        predict(learner.fit(TrainingRows.of(FEATURES, copyRows(), targets, weights), seed));
    double[] repeated =
        predict(
            learner.fit(
                TrainingRows.of(
                    FEATURES,
                    repeatedX.toArray(double[][]::new),
                    repeatedY.stream().mapToDouble(Double::doubleValue).toArray()),
                seed));
    double unweightedDifference = 0;
    double weightedDifference = 0;
    for (int row = 0; row < ROWS; row++) {
      unweightedDifference += Math.abs(unweighted[row] - repeated[row]);
      weightedDifference += Math.abs(weighted[row] - repeated[row]);
    }
    require(
        weightedDifference <= unweightedDifference / 2,
        String.format(
            Locale.ROOT,
            "ignores weights: predictions from rows repeated 8 times differ by %s from those of"
                + " weight 8, and by %s from those of weight 1",
            weightedDifference,
            unweightedDifference));
  }
}
