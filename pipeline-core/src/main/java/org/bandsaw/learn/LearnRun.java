package org.bandsaw.learn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.Retained;
import org.bandsaw.data.Schema;
import org.bandsaw.data.SchemaException;
import org.bandsaw.data.Vector;
import org.bandsaw.state.StateWriter;
import org.jspecify.annotations.Nullable;

/**
 * Learning in one run: predicts each committed row, scores the prediction, then learns the row; and
 * lets the model grow at the very row in which a new feature appears. Used by one thread.
 */
public final class LearnRun {

  private final Learning learning;
  private final LearnProblems problems;
  private final ScoreKeeper scores;
  private final boolean classifies;
  private final FeatureReader reader = new FeatureReader();
  private final Set<String> excluded;
  private final List<String> names = new ArrayList<>();
  private final Weighting weighting;
  private final OnlineModel model;
  private final @Nullable DelayedLearning delayed;
  private @Nullable Schema resolved;
  private int[] positions = new int[0];
  private long[] born = new long[0];
  private int columns;
  private int target;
  private double[] x;
  private double[] y = new double[0];
  private double[] weights = new double[0];
  private double[] predictions = new double[0];
  private long skipped;

  private LearnRun(Learning learning, OnlineLearner learner, Schema rows, long seed) {
    this.learning = learning;
    this.weighting = learning.weighting();
    this.problems = new LearnProblems(learning);
    this.scores = learning.scoring().open(learning.learner().task());
    this.classifies = learning.learner().task().isClassification();
    this.excluded = notFeatures(learning);
    names.addAll(features(learning, rows).names());
    x = new double[names.size()];
    model = learner.open(new Features(names), seed);
    int delay = learning.scoring().labelDelay();
    delayed = delay == 0 ? null : new DelayedLearning(model, new Features(names), delay);
  }

  /**
   * Opens the learner on the features that the last step puts out.
   *
   * @param rows the columns of the last step
   * @throws SchemaException when the target, the weight or an excluded column is absent, or the
   *     target or weight is not a number or boolean
   * @throws IllegalArgumentException when its learner does not learn row by row
   */
  public static LearnRun open(Learning learning, Schema rows, long seed) {
    check(learning, rows);
    if (!(learning.learner() instanceof OnlineLearner online)) {
      throw new IllegalArgumentException(
          "learner '" + learning.learner().name() + "' does not learn row by row");
    }
    return new LearnRun(learning, online, rows, seed);
  }

  /** What {@link #open} checks of the columns. */
  public static void check(Learning learning, Schema rows) {
    requireNumber(rows, learning.target(), "target");
    if (learning.weighting().hasColumn()) {
      requireNumber(rows, learning.weighting().column(), "weight");
    }
    for (String name : learning.excluded()) {
      if (!rows.isOpenEnded()) {
        rows.indexOf(name);
      }
    }
  }

  private static void requireNumber(Schema rows, String name, String role) {
    ColumnSpec column = rows.column(rows.indexOf(name));
    if (!column.type().isFeature()) {
      throw new SchemaException(
          "",
          name,
          column.type().name(),
          List.of(),
          String.format(
              "the %s '%s' is %s; a number is needed. Convert it in a stage",
              role, name, column.type()));
    }
  }

  /** The features that a learner is given of these columns, without what grows. */
  public static Features features(Learning learning, Schema rows) {
    Set<String> excluded = notFeatures(learning);
    List<String> names = new ArrayList<>();
    for (int i = 0; i < rows.declaredCount(); i++) {
      ColumnSpec column = rows.column(i);
      if (column.type().isFeature() && !excluded.contains(column.name())) {
        names.add(column.name());
      }
    }
    return new Features(names);
  }

  private static Set<String> notFeatures(Learning learning) {
    Set<String> excluded = new HashSet<>(learning.excluded());
    excluded.add(learning.target());
    excluded.add(learning.weighting().column());
    return excluded;
  }

  private boolean isFeature(ColumnSpec column) {
    return column.type().isFeature() && !excluded.contains(column.name());
  }

  /**
   * Predicts, scores and learns the rows of a committed chunk, in order.
   *
   * @return the predictions made before learning, NaN where there is none; valid until the next
   *     call
   */
  public double[] learn(Chunk chunk) {
    over(chunk);
    int n = chunk.rowCount();
    int from = 0;
    while (from < n) {
      growUntil(chunk.sourceRow(from));
      int to = n;
      if (names.size() < columns) {
        to = from + 1;
        while (to < n && chunk.sourceRow(to) < born[names.size()]) {
          to++;
        }
      }
      learn(chunk, from, to);
      from = to;
    }
    reader.letGo();
    return predictions;
  }

  private void over(Chunk chunk) {
    resolve(chunk.schema());
    int n = chunk.rowCount();
    if (predictions.length < n) {
      predictions = new double[n];
      y = new double[n];
    }
    reader.over(chunk, positions, columns);
    FeatureReader.convert(chunk.vector(target), y, n);
    if (!weighting.isEqual()) {
      weigh(chunk, n);
    }
  }

  /** How much each row counts; NaN where the column does not say, or there is no target. */
  private void weigh(Chunk chunk, int n) {
    if (weights.length < n) {
      weights = new double[n];
    }
    if (weighting.hasColumn()) {
      FeatureReader.convert(chunk.vector(weighting.column()), weights, n);
    } else {
      Arrays.fill(weights, 0, n, 1);
    }
    for (int i = 0; i < n; i++) {
      weights[i] = weighting.of(weights[i], y[i], chunk.sourceRow(i));
    }
  }

  @SuppressWarnings("ReferenceEquality") // an equal schema is only resolved again
  private void resolve(Schema schema) {
    if (schema == resolved) {
      return;
    }
    resolved = schema;
    target = schema.indexOf(learning.target());
    positions = new int[schema.size()];
    born = new long[schema.size()];
    columns = 0;
    for (String name : names) {
      positions[columns] = schema.indexOf(name);
      born[columns] = schema.bornAt(positions[columns]);
      columns++;
    }
    Set<String> known = new HashSet<>(names);
    for (int i = schema.declaredCount(); i < schema.size(); i++) {
      ColumnSpec column = schema.column(i);
      if (known.contains(column.name()) || !isFeature(column)) {
        continue;
      }
      if (learning.newFeatures() == NewFeatures.FAIL) {
        throw problems.appeared(column.name(), schema.bornAt(i));
      }
      if (learning.newFeatures() == NewFeatures.GROW) {
        positions[columns] = i;
        born[columns] = schema.bornAt(i);
        columns++;
      }
    }
  }

  /** Lets the model know the features that exist at a row. */
  private void growUntil(long sourceRow) {
    int size = names.size();
    Schema schema = resolved;
    while (schema != null && names.size() < columns && born[names.size()] <= sourceRow) {
      names.add(schema.column(positions[names.size()]).name());
    }
    if (names.size() > size) {
      Features grown = new Features(names);
      if (delayed == null) {
        model.grow(grown);
      } else {
        delayed.grow(grown);
      }
      x = new double[names.size()];
    }
  }

  private void learn(Chunk chunk, int from, int to) {
    double[] vector = x;
    boolean weighted = !weighting.isEqual();
    for (int i = from; i < to; i++) {
      double wanted = y[i];
      double weight = weighted ? weights[i] : 1;
      boolean usable = reader.read(i, vector);
      if (usable && Double.isFinite(wanted) && weight >= 0) {
        if (classifies) {
          problems.requireClass(wanted, chunk.sourceRow(i));
        }
        double prediction =
            weighted
                ? predictThenLearn(vector, wanted, weight)
                : predictThenLearn(vector, wanted); // the usual way, its weight a constant
        if (classifies || !Double.isFinite(prediction)) {
          problems.requirePrediction(prediction, chunk.sourceRow(i));
        }
        predictions[i] = prediction;
        scores.add(wanted, prediction);
      } else {
        predictions[i] = skip(chunk.sourceRow(i), usable, wanted, vector);
      }
    }
  }

  private double predictThenLearn(double[] vector, double wanted) {
    return delayed == null
        ? model.predictThenLearn(vector, wanted, 1)
        : delayed.predict(vector, wanted, 1);
  }

  private double predictThenLearn(double[] vector, double wanted, double weight) {
    if (delayed != null) {
      return delayed.predict(vector, wanted, weight);
    }
    return weight > 0 ? model.predictThenLearn(vector, wanted, weight) : model.predict(vector);
  }

  /** A row without a finite target is still predicted; one without finite features is not. */
  private double skip(long sourceRow, boolean usable, double wanted, double[] vector) {
    if (learning.onNonFinite() == OnNonFinite.FAIL) {
      throw problems.nonFinite(sourceRow, usable, wanted, vector, names);
    }
    skipped++;
    if (delayed != null) {
      delayed.pass();
    }
    return usable ? model.predict(vector) : Double.NaN;
  }

  /** The source has ended: what waits for its label is learned, what has appeared is known. */
  public void finish() {
    growUntil(Long.MAX_VALUE);
    if (delayed != null) {
      delayed.finish();
    }
  }

  /** Names of the features so far. */
  public Features features() {
    return new Features(names);
  }

  /** Columns of the last step that are neither features nor the target. */
  public List<String> unused(Schema rows) {
    Set<String> used = new HashSet<>(names);
    used.add(learning.target());
    used.add(weighting.column());
    return rows.names().stream().filter(name -> !used.contains(name)).toList();
  }

  /** The scores so far. */
  public Scores scores() {
    return scores.scores();
  }

  /** Rows that were neither learned nor scored, for a missing or infinite feature or target. */
  public long skippedRows() {
    return skipped;
  }

  /** The model as it is. */
  public OnlineModel model() {
    return model;
  }

  /** Writes the model. */
  public void saveModel(StateWriter out) {
    model.save(out);
  }

  /** The prediction of each row of the last chunk as a vector. */
  public Vector predictions(int rows) {
    return org.bandsaw.data.DoubleVector.wrap(predictions, rows);
  }

  /** Bytes held by the model, the scores and buffers. */
  public long retainedBytes() {
    return model.retainedBytes()
        + scores.retainedBytes()
        + (delayed == null ? 0 : delayed.retainedBytes())
        + reader.retainedBytes()
        + Retained.doubles(predictions.length)
        + Retained.doubles(y.length)
        + Retained.doubles(weights.length);
  }

  @Override
  public String toString() {
    return learning.learner().name() + " on " + Arrays.toString(names.toArray());
  }
}
