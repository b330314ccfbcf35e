package org.bandsaw.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.bandsaw.learn.Features;
import org.bandsaw.learn.Learner.Capability;
import org.bandsaw.learn.OnlineLearner;
import org.bandsaw.learn.OnlineModel;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;

/** The checks of {@link LearnerContract} for an {@link OnlineLearner}. */
final class OnlineLearnerChecks {

  private static final int ROWS = 240;
  private static final int GROWTH_ROW = 150;
  private static final int THREADS = 3;
  private static final Features INITIAL_FEATURES = new Features(List.of("a", "b", "c"));
  private static final Features EXTENDED_FEATURES = new Features(List.of("a", "b", "c", "d", "e"));

  private final OnlineLearner learner;
  private final long seed;
  private final Set<Capability> capabilities;
  private final double[][] x = new double[ROWS][];
  private final double[] y = new double[ROWS];
  private final double[] weights = new double[ROWS];

  OnlineLearnerChecks(OnlineLearner learner, long seed, LearnerContract.Targets targets) {
    this.learner = learner;
    this.seed = seed;
    this.capabilities = learner.capabilities();
    Random random = new Random(seed);
    boolean classifies = learner.task().isClassification();
    for (int row = 0; row < ROWS; row++) {
      x[row] = new double[row < GROWTH_ROW ? INITIAL_FEATURES.size() : EXTENDED_FEATURES.size()];
      double sum = random.nextGaussian() / 4;
      for (int j = 0; j < x[row].length; j++) {
        x[row][j] = random.nextInt(5) == 0 ? 0 : random.nextGaussian();
        sum += x[row][j] * (j + 1) / 3;
      }
      y[row] = classifies ? (sum > 0 ? 1 : 0) : targets.shift(sum);
      boolean light = random.nextInt(4) == 0 && capabilities.contains(Capability.WEIGHTS);
      weights[row] = light ? 0.5 : 1;
    }
  }

  void run() {
    checkName();
    predictsFiniteNumbers();
    doesNotModifyVector();
    isolatesModels();
    growsWithoutForgetting();
    predictsWithoutLearning();
    if (capabilities.contains(Capability.REPEATABLE)) {
      checkRepeatability();
    }
    if (capabilities.contains(Capability.SAVEABLE)) {
      resumesFromSavedState();
    }
    if (capabilities.contains(Capability.CONCURRENT_PREDICTION)) {
      predictsConcurrently();
    }
    reportsRetainedBytes();
  }

  private void reportsRetainedBytes() {
    RetainedBytesCheck.check(
        "learner '" + learner.name() + "'",
        () -> {
          OnlineModel model = open(0);
          learn(model, 0, ROWS);
          return model;
        },
        OnlineModel::retainedBytes,
        64);
  }

  private void require(boolean condition, String violation) {
    if (!condition) {
      throw new AssertionError("learner '" + learner.name() + "' " + violation);
    }
  }

  private void requireEqual(double expected, double actual, int row, String violation) {
    require(
        Double.doubleToLongBits(expected) == Double.doubleToLongBits(actual),
        String.format(
            Locale.ROOT,
            "%s: the predictions of row %d are %s and %s",
            violation,
            row,
            expected,
            actual));
  }

  private void requireEqual(double[] expected, double[] actual, int from, String violation) {
    for (int row = from; row < expected.length; row++) {
      requireEqual(expected[row], actual[row], row, violation);
    }
  }

  private OnlineModel open(int row) {
    return learner.open(row <= GROWTH_ROW ? INITIAL_FEATURES : EXTENDED_FEATURES, seed);
  }

  private static void growAt(int row, OnlineModel model) {
    if (row == GROWTH_ROW) {
      model.grow(EXTENDED_FEATURES);
    }
  }

  /** Predicts each row, then learns it. */
  private double[] learn(OnlineModel model, int from, int to) {
    double[] predictions = new double[to];
    for (int row = from; row < to; row++) {
      growAt(row, model);
      predictions[row] = model.predictThenLearn(x[row].clone(), y[row], weights[row]);
    }
    return predictions;
  }

  private double[] predict(OnlineModel model, int features) {
    double[] predictions = new double[ROWS];
    for (int row = 0; row < ROWS; row++) {
      predictions[row] = model.predict(Arrays.copyOf(x[row], features));
    }
    return predictions;
  }

  private static byte[] save(OnlineModel model) {
    StateWriter out = new StateWriter();
    model.save(out);
    return out.toBytes();
  }

  private void checkName() {
    require(!learner.name().isEmpty(), "has no name");
    OnlineModel first = open(0);
    OnlineModel second = open(0);
    require(first != second, "returns the same model to two runs");
  }

  private void predictsFiniteNumbers() {
    boolean classifies = learner.task().isClassification();
    double[] predictions = learn(open(0), 0, ROWS);
    for (int row = 0; row < ROWS; row++) {
      double p = predictions[row];
      require(
          Double.isFinite(p),
          String.format(Locale.ROOT, "predicts %s for row %d, whose features are finite", p, row));
      require(
          !classifies || (p >= 0 && p <= 1),
          String.format(
              Locale.ROOT, "classifies, but predicts %s for row %d, not a probability", p, row));
    }
  }

  private void doesNotModifyVector() {
    OnlineModel model = open(0);
    for (int row = 0; row < ROWS; row++) {
      growAt(row, model);
      double[] vector = x[row].clone();
      model.predict(vector);
      require(Arrays.equals(vector, x[row]), "modifies the vector when it predicts row " + row);
      model.learn(vector, y[row], weights[row]);
      require(Arrays.equals(vector, x[row]), "modifies the vector when it learns row " + row);
      double[] other = Arrays.copyOf(x[0], vector.length);
      double before = model.predict(other.clone());
      Arrays.fill(vector, 1e6);
      double after = model.predict(other);
      requireEqual(
          before, after, row, "retains the vector that it learned, which the caller reuses");
    }
  }

  private void isolatesModels() {
    OnlineModel model = open(0);
    learn(model, 0, 100);
    double[] before = predict(model, INITIAL_FEATURES.size());
    learn(open(0), 0, 50);
    double[] after = predict(model, INITIAL_FEATURES.size());
    requireEqual(before, after, 0, "changes a model when another one learns");
  }

  private void growsWithoutForgetting() {
    OnlineModel model = open(0);
    learn(model, 0, GROWTH_ROW);
    double[] before = predict(model, INITIAL_FEATURES.size());
    model.grow(EXTENDED_FEATURES);
    for (int row = 0; row < GROWTH_ROW; row++) {
      double after = model.predict(Arrays.copyOf(x[row], EXTENDED_FEATURES.size()));
      require(
          Math.abs(after - before[row]) <= 1e-9 * Math.max(1, Math.abs(before[row])),
          String.format(
              Locale.ROOT,
              "changes its predictions when it grows: the prediction of row %d was %s, and is %s"
                  + " with new features of 0",
              row,
              before[row],
              after));
    }
    require(model.retainedBytes() >= 0, "retains " + model.retainedBytes() + " bytes");
  }

  private void predictsWithoutLearning() {
    OnlineModel model = open(0);
    learn(model, 0, 100);
    boolean isSaveable = capabilities.contains(Capability.SAVEABLE);
    byte[] state = isSaveable ? save(model) : new byte[0];
    double[] once = predict(model, INITIAL_FEATURES.size());
    requireEqual(once, predict(model, INITIAL_FEATURES.size()), 0, "changes when it predicts");
    require(!isSaveable || Arrays.equals(state, save(model)), "changes its state when it predicts");
  }

  private void checkRepeatability() {
    double[] once = learn(open(0), 0, ROWS);
    requireEqual(
        once,
        learn(open(0), 0, ROWS),
        0,
        "is REPEATABLE, but the same rows and seed result in another model");

    OnlineModel model = open(0);
    double[] again = new double[ROWS];
    for (int row = 0; row < ROWS; row++) {
      growAt(row, model);
      again[row] = model.predict(x[row].clone());
      model.learn(x[row].clone(), y[row], weights[row]);
    }
    requireEqual(
        once, again, 0, "does something else in predictThenLearn than in predict and learn");
  }

  private void resumesFromSavedState() {
    for (int cut : new int[] {0, 1, 100, GROWTH_ROW, GROWTH_ROW + 30}) {
      OnlineModel first = open(0);
      learn(first, 0, cut);
      byte[] state = save(first);
      require(Arrays.equals(state, save(first)), "saves one state as different bytes");
      OnlineModel fresh = open(cut);
      load(fresh, state, cut);
      OnlineModel used = open(0);
      learn(used, 0, Math.min(cut, GROWTH_ROW) / 2);
      load(used, state, cut);
      if (capabilities.contains(Capability.REPEATABLE)) {
        double[] expected = learn(first, cut, ROWS);
        String violation = "does not continue from its state of row " + cut;
        requireEqual(expected, learn(fresh, cut, ROWS), cut, violation);
        requireEqual(expected, learn(used, cut, ROWS), cut, violation + " if it had another state");
        require(
            Arrays.equals(save(first), save(fresh)),
            "has another state at the end after loading that of row " + cut);
      }
    }
  }

  private void load(OnlineModel model, byte[] state, int cut) {
    StateReader in = new StateReader(state);
    model.load(in);
    require(in.isAtEnd(), "does not read all of its saved state of row " + cut);
    require(
        Arrays.equals(state, save(model)),
        "saves other bytes than it loaded, for the state of row " + cut);
  }

  private void predictsConcurrently() {
    OnlineModel model = open(0);
    learn(model, 0, 100);
    double[] expected = predict(model, INITIAL_FEATURES.size());
    List<FutureTask<double[]>> tasks = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      FutureTask<double[]> task = new FutureTask<>(() -> predict(model, INITIAL_FEATURES.size()));
      tasks.add(task);
      new Thread(task, "learner-contract-" + i).start();
    }
    for (FutureTask<double[]> task : tasks) {
      requireEqual(expected, result(task), 0, "predicts differently in several threads");
    }
  }

  private double[] result(FutureTask<double[]> task) {
    try {
      return task.get();
    } catch (ExecutionException e) {
      throw new AssertionError(
          "learner '" + learner.name() + "' fails when several threads predict", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while threads predicted", e);
    }
  }
}
