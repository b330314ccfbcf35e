package org.bandsaw.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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

/** What {@link LearnerContract} tries on learners from all rows at once. */
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

  private void require(boolean kept, String promise) {
    if (!kept) {
      throw new AssertionError("learner '" + learner.name() + "' " + promise);
    }
  }

  private void requireEqual(double[] expected, double[] actual, String promise) {
    for (int row = 0; row < expected.length; row++) {
      require(
          Double.doubleToLongBits(expected[row]) == Double.doubleToLongBits(actual[row]),
          String.format(
              "%s: row %d is predicted as %s and as %s", promise, row, expected[row], actual[row]));
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
    double[][] givenX = copyRows();
    double[] givenY = y.clone();
    Model model = learner.fit(TrainingRows.of(FEATURES, givenX, givenY), seed);
    require(
        Arrays.deepEquals(givenX, x) && Arrays.equals(givenY, y),
        "writes to the rows that it is fitted to");
    double[] before = predict(model);
    for (double[] row : givenX) {
      Arrays.fill(row, 1e6);
    }
    Arrays.fill(givenY, 1e6);
    requireEqual(before, predict(model), "keeps the rows that it was fitted to");
    for (double[] row : x) {
      double[] given = row.clone();
      model.predict(given);
      require(Arrays.equals(given, row), "writes to the vector when it predicts");
    }
  }

  private void predictsFiniteNumbers() throws Exception {
    Model model = fit();
    requireFinite(predict(model), "after it was fitted to " + ROWS + " rows");
    require(model.retainedBytes() >= 0, "retains " + model.retainedBytes() + " bytes");
  }

  private void requireFinite(double[] predictions, String when) {
    boolean classifies = learner.task().isClassification();
    for (int row = 0; row < predictions.length; row++) {
      double p = predictions[row];
      require(Double.isFinite(p), String.format("predicts %s for row %d %s", p, row, when));
      require(
          !classifies || (p >= 0 && p <= 1),
          String.format("classifies, and predicts %s for row %d: no probability", p, row));
    }
  }

  private void predictsConsistently() throws Exception {
    Model model = fit();
    double[] once = predict(model);
    requireEqual(once, predict(model), "changes when it predicts");
    double[] others = new double[ROWS];
    for (int row = 0; row < ROWS; row++) {
      others[row] = y[ROWS - 1 - row];
    }
    learner.fit(TrainingRows.of(FEATURES, copyRows(), others), seed);
    requireEqual(once, predict(model), "lets one model change another");
  }

  /** Few rows, a feature that never changes, two that are equal: finite, or an error of its own. */
  private void handlesDegenerateRows() {
    double[][] dull = copyRows();
    for (double[] row : dull) {
      row[1] = 0.1;
      row[3] = row[2];
    }
    checkDegenerateRows(dull, y, "a feature that never changes and two that are equal");
    checkDegenerateRows(Arrays.copyOf(copyRows(), 1), Arrays.copyOf(y, 1), "a single row");
    checkDegenerateRows(
        Arrays.copyOf(copyRows(), 3), Arrays.copyOf(y, 3), "fewer rows than features");
    double[] constant = y.clone();
    Arrays.fill(constant, learner.task().isClassification() ? 1 : y[0]);
    checkDegenerateRows(copyRows(), constant, "targets that are all alike");
  }

  private void checkDegenerateRows(double[][] rows, double[] targets, String what) {
    Model model;
    try {
      model = learner.fit(TrainingRows.of(FEATURES, rows, targets), seed);
    } catch (Exception e) {
      String message = e.getMessage();
      boolean clear =
          !(e instanceof NullPointerException)
              && !(e instanceof IndexOutOfBoundsException)
              && message != null
              && message.length() > 10;
      if (clear) {
        return;
      }
      AssertionError error =
          new AssertionError(
              "learner '"
                  + learner.name()
                  + "' neither fits "
                  + what
                  + " nor says what is wrong with it");
      error.initCause(e);
      throw error;
    }
    requireFinite(predict(model), "after it was fitted to " + what);
  }

  private void checkRepeatability() throws Exception {
    Model one = fit();
    Model other = fit();
    String promise = "is repeatable, but the same rows and seed give another model";
    requireEqual(predict(one), predict(other), promise);
    if (capabilities.contains(Capability.SAVEABLE)) {
      require(Arrays.equals(save(one), save(other)), promise + " in bytes");
    }
    requireEqual(predict(one), result(runInThread(this::fitAndPredict)), promise + " in a thread");
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
    require(in.isAtEnd(), "does not read all of its state");
    requireEqual(predict(model), predict(loaded), "predicts otherwise when loaded");
    require(Arrays.equals(state, save(loaded)), "saves other bytes than it has loaded");
  }

  private void predictsConcurrently() throws Exception {
    Model model = fit();
    double[] expected = predict(model);
    List<FutureTask<double[]>> tasks = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      tasks.add(runInThread(() -> predict(model)));
    }
    for (FutureTask<double[]> task : tasks) {
      requireEqual(expected, result(task), "does not predict alike in several threads");
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

  /** Rows of weight 8 with other targets: predictions must be those of rows that stand 8 times. */
  private void respectsWeights() throws Exception {
    double[] targets = y.clone();
    double[] weights = new double[ROWS];
    List<double[]> manyX = new ArrayList<>();
    List<Double> manyY = new ArrayList<>();
    boolean classifies = learner.task().isClassification();
    for (int row = 0; row < ROWS; row++) {
      boolean heavy = row % 2 == 0;
      targets[row] = classifies ? (heavy ? 1 : 0) : y[row] + (heavy ? 5 : 0);
      weights[row] = heavy ? HEAVY_WEIGHT : 1;
      for (int i = 0; i < weights[row]; i++) {
        manyX.add(x[row].clone());
        manyY.add(targets[row]);
      }
    }
    final double[] alike =
        predict(learner.fit(TrainingRows.of(FEATURES, copyRows(), targets.clone()), seed));
    double[] weighted =
        predict(learner.fit(TrainingRows.of(FEATURES, copyRows(), targets, weights), seed));
    double[] repeated =
        predict(
            learner.fit(
                TrainingRows.of(
                    FEATURES,
                    manyX.toArray(double[][]::new),
                    manyY.stream().mapToDouble(Double::doubleValue).toArray()),
                seed));
    double far = 0;
    double near = 0;
    for (int row = 0; row < ROWS; row++) {
      far += Math.abs(alike[row] - repeated[row]);
      near += Math.abs(weighted[row] - repeated[row]);
    }
    require(
        near <= far / 2,
        String.format(
            "does not heed weights: to rows that stand 8 times, those of weight 8 come within %s,"
                + " those of weight 1 within %s",
            near, far));
  }
}
