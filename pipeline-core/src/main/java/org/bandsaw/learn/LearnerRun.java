package org.bandsaw.learn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.MemorySizes;
import org.bandsaw.data.Schema;
import org.bandsaw.data.SchemaException;
import org.bandsaw.data.Vector;
import org.bandsaw.state.StateWriter;
import org.jspecify.annotations.Nullable;

/**
 * Learning in one run: predicts each committed row, scores the prediction, then learns the row; and
 * lets the model grow at the very row in which a new feature appears. Used by one thread.
 */
public final class LearnerRun {

  private final LearnerSpec spec;
  private final LearnerErrors errors;
  private final ScoreAccumulator scores;
  private final boolean classification;
  private final FeatureReader reader = new FeatureReader();
  private final Set<String> excluded;
  private final List<String> names = new ArrayList<>();
  private final Weighting weighting;
  private final OnlineModel model;
  private final @Nullable LabelDelayBuffer delayBuffer;
  private @Nullable Schema resolvedSchema;
  private int[] positions = new int[0];
  private long[] firstSeenRows = new long[0];
  private int featureCount;
  private int target;
  private double[] x;
  private double[] y = new double[0];
  private double[] weights = new double[0];
  private double[] predictions = new double[0];
  private long skipped;

  private LearnerRun(LearnerSpec learning, OnlineLearner learner, Schema rows, long seed) {
    this.spec = learning;
    this.weighting = learning.weighting();
    this.errors = new LearnerErrors(learning);
    this.scores = learning.scoring().open(learning.learner().task());
    this.classification = learning.learner().task().isClassification();
    this.excluded = nonFeatureColumns(learning);
    names.addAll(features(learning, rows).names());
    x = new double[names.size()];
    model = learner.open(new Features(names), seed);
    int delay = learning.scoring().labelDelay();
    delayBuffer = delay == 0 ? null : new LabelDelayBuffer(model, new Features(names), delay);
  }

  /**
   * Opens the learner on the features that the last step puts out.
   *
   * @param rows the columns of the last step
   * @throws SchemaException when the target, the weight or an excluded column is absent, or the
   *     target or weight is not a number or boolean
   * @throws IllegalArgumentException when its learner does not learn row by row
   */
  public static LearnerRun open(LearnerSpec learning, Schema rows, long seed) {
    check(learning, rows);
    if (!(learning.learner() instanceof OnlineLearner online)) {
      throw new IllegalArgumentException(
          "learner '" + learning.learner().name() + "' does not learn row by row");
    }
    return new LearnerRun(learning, online, rows, seed);
  }

  /** What {@link #open} checks of the columns. */
  public static void check(LearnerSpec learning, Schema rows) {
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
  public static Features features(LearnerSpec learning, Schema rows) {
    Set<String> excluded = nonFeatureColumns(learning);
    List<String> names = new ArrayList<>();
    for (int i = 0; i < rows.declaredCount(); i++) {
      ColumnSpec column = rows.column(i);
      if (column.type().isFeature() && !excluded.contains(column.name())) {
        names.add(column.name());
      }
    }
    return new Features(names);
  }

  private static Set<String> nonFeatureColumns(LearnerSpec learning) {
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
    bind(chunk);
    int n = chunk.rowCount();
    int from = 0;
    while (from < n) {
      addFeaturesUntil(chunk.sourceRow(from));
      int to = n;
      if (names.size() < featureCount) {
        to = from + 1;
        while (to < n && chunk.sourceRow(to) < firstSeenRows[names.size()]) {
          to++;
        }
      }
      learn(chunk, from, to);
      from = to;
    }
    reader.release();
    return predictions;
  }

  private void bind(Chunk chunk) {
    resolve(chunk.schema());
    int n = chunk.rowCount();
    if (predictions.length < n) {
      predictions = new double[n];
      y = new double[n];
    }
    reader.bind(chunk, positions, featureCount);
    FeatureReader.convert(chunk.vector(target), y, n);
    if (!weighting.isUniform()) {
      computeWeights(chunk, n);
    }
  }

  /** How much each row counts; NaN where the column does not say, or there is no target. */
  private void computeWeights(Chunk chunk, int n) {
    if (weights.length < n) {
      weights = new double[n];
    }
    if (weighting.hasColumn()) {
      FeatureReader.convert(chunk.vector(weighting.column()), weights, n);
    } else {
      Arrays.fill(weights, 0, n, 1);
    }
    for (int i = 0; i < n; i++) {
      weights[i] = weighting.weightOf(weights[i], y[i], chunk.sourceRow(i));
    }
  }

  @SuppressWarnings("ReferenceEquality") // an equal schema is only resolved again
  private void resolve(Schema schema) {
    if (schema == resolvedSchema) {
      return;
    }
    resolvedSchema = schema;
    target = schema.indexOf(spec.target());
    positions = new int[schema.size()];
    firstSeenRows = new long[schema.size()];
    featureCount = 0;
    for (String name : names) {
      positions[featureCount] = schema.indexOf(name);
      firstSeenRows[featureCount] = schema.firstSeenRow(positions[featureCount]);
      featureCount++;
    }
    Set<String> known = new HashSet<>(names);
    for (int i = schema.declaredCount(); i < schema.size(); i++) {
      ColumnSpec column = schema.column(i);
      if (known.contains(column.name()) || !isFeature(column)) {
        continue;
      }
      if (spec.newFeatures() == NewFeatures.FAIL) {
        throw errors.unexpectedFeature(column.name(), schema.firstSeenRow(i));
      }
      if (spec.newFeatures() == NewFeatures.GROW) {
        positions[featureCount] = i;
        firstSeenRows[featureCount] = schema.firstSeenRow(i);
        featureCount++;
      }
    }
  }

  /** Lets the model know the features that exist at a row. */
  private void addFeaturesUntil(long sourceRow) {
    int size = names.size();
    Schema schema = resolvedSchema;
    while (schema != null
        && names.size() < featureCount
        && firstSeenRows[names.size()] <= sourceRow) {
      names.add(schema.column(positions[names.size()]).name());
    }
    if (names.size() > size) {
      Features grown = new Features(names);
      if (delayBuffer == null) {
        model.grow(grown);
      } else {
        delayBuffer.grow(grown);
      }
      x = new double[names.size()];
    }
  }

  private void learn(Chunk chunk, int from, int to) {
    double[] vector = x;
    boolean weighted = !weighting.isUniform();
    for (int i = from; i < to; i++) {
      double wanted = y[i];
      double weight = weighted ? weights[i] : 1;
      boolean usable = reader.read(i, vector);
      if (usable && Double.isFinite(wanted) && weight >= 0) {
        if (classification) {
          errors.requireBinaryTarget(wanted, chunk.sourceRow(i));
        }
        double prediction =
            weighted
                ? predictThenLearn(vector, wanted, weight)
                : predictThenLearn(vector, wanted); // the usual way, its weight a constant
        if (classification || !Double.isFinite(prediction)) {
          errors.requirePrediction(prediction, chunk.sourceRow(i));
        }
        predictions[i] = prediction;
        scores.add(wanted, prediction);
      } else {
        predictions[i] = skip(chunk.sourceRow(i), usable, wanted, vector);
      }
    }
  }

  private double predictThenLearn(double[] vector, double wanted) {
    return delayBuffer == null
        ? model.predictThenLearn(vector, wanted, 1)
        : delayBuffer.predict(vector, wanted, 1);
  }

  private double predictThenLearn(double[] vector, double wanted, double weight) {
    if (delayBuffer != null) {
      return delayBuffer.predict(vector, wanted, weight);
    }
    return weight > 0 ? model.predictThenLearn(vector, wanted, weight) : model.predict(vector);
  }

  /** A row without a finite target is still predicted; one without finite features is not. */
  private double skip(long sourceRow, boolean usable, double wanted, double[] vector) {
    if (spec.onNonFinite() == OnNonFinite.FAIL) {
      throw errors.nonFinite(sourceRow, usable, wanted, vector, names);
    }
    skipped++;
    if (delayBuffer != null) {
      delayBuffer.skipRow();
    }
    return usable ? model.predict(vector) : Double.NaN;
  }

  /** The source has ended: what waits for its label is learned, what has appeared is known. */
  public void finish() {
    addFeaturesUntil(Long.MAX_VALUE);
    if (delayBuffer != null) {
      delayBuffer.finish();
    }
  }

  /** Names of the features so far. */
  public Features features() {
    return new Features(names);
  }

  /** Columns of the last step that are neither features nor the target. */
  public List<String> unusedColumns(Schema rows) {
    Set<String> used = new HashSet<>(names);
    used.add(spec.target());
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
        + (delayBuffer == null ? 0 : delayBuffer.retainedBytes())
        + reader.retainedBytes()
        + MemorySizes.doubles(predictions.length)
        + MemorySizes.doubles(y.length)
        + MemorySizes.doubles(weights.length);
  }

  @Override
  public String toString() {
    return spec.learner().name() + " on " + Arrays.toString(names.toArray());
  }
}
