package org.bandsaw.learn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.DoubleVector;
import org.bandsaw.data.MemorySizes;
import org.bandsaw.data.Schema;
import org.bandsaw.data.SchemaException;
import org.bandsaw.data.Vector;
import org.bandsaw.state.Saveable;
import org.bandsaw.state.StateCorruptException;
import org.bandsaw.state.StateMismatchException;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;
import org.jspecify.annotations.Nullable;

/**
 * An online learner in one run. Predicts each committed row, scores the prediction, then learns the
 * row; adds a new feature to the model exactly before the row in which it first appears. Used by
 * one thread.
 *
 * <p>Saves the model, the scores, rows whose labels are delayed, the features with the rows in
 * which they first appeared, and the number of skipped rows. A run opened with the same arguments
 * that loads this state continues bit for bit.
 */
public final class LearnerRun implements Saveable {

  private static final int VERSION = 1;

  private final LearnerSpec spec;
  private final LearnerErrors errors;
  private final ScoreAccumulator scores;
  private final boolean classification;
  private final FeatureReader reader = new FeatureReader();
  private final Set<String> excluded;
  private final Features declared;

  /** The features of the model. */
  private final List<String> names = new ArrayList<>();

  /** The features of the model, then those of the schema whose first row is still to come. */
  private final List<String> schemaNames = new ArrayList<>();

  private final Weighting weighting;
  private final OnlineModel model;
  private final @Nullable LabelDelayBuffer delayBuffer;
  private @Nullable Schema resolvedSchema;
  private int[] positions = new int[0];

  /** The first row of each of these; -1 for declared columns. */
  private long[] firstSeenRows;

  private int target;
  private double[] x;
  private double[] targets = new double[0];
  private double[] weights = new double[0];
  private double[] predictions = new double[0];
  private long skipped;

  private LearnerRun(LearnerSpec spec, OnlineLearner learner, Schema rows, long seed) {
    this.spec = spec;
    this.weighting = spec.weighting();
    this.errors = new LearnerErrors(spec);
    this.scores = spec.scoring().open(learner.task());
    this.classification = learner.task().isClassification();
    this.excluded = nonFeatureColumns(spec);
    declared = features(spec, rows);
    names.addAll(declared.names());
    schemaNames.addAll(declared.names());
    firstSeenRows = new long[names.size()];
    Arrays.fill(firstSeenRows, -1);
    x = new double[names.size()];
    model = learner.open(declared, seed);
    int delay = spec.scoring().labelDelay();
    delayBuffer = delay == 0 ? null : new LabelDelayBuffer(model, declared, delay);
  }

  /**
   * Opens a learner on the output of the last step.
   *
   * @param rows the columns of the last step
   * @throws SchemaException if the target, the weight or an excluded column is missing, or the
   *     target or weight is neither a number nor a boolean
   * @throws IllegalArgumentException if the learner is not an {@link OnlineLearner}
   */
  public static LearnerRun open(LearnerSpec spec, Schema rows, long seed) {
    check(spec, rows);
    if (!(spec.learner() instanceof OnlineLearner online)) {
      throw new IllegalArgumentException(
          "learner '" + spec.learner().name() + "' does not learn row by row");
    }
    return new LearnerRun(spec, online, rows, seed);
  }

  /**
   * Checks the columns of the last step as {@link #open} does.
   *
   * @throws SchemaException as {@link #open}
   */
  public static void check(LearnerSpec spec, Schema rows) {
    requireNumber(rows, spec.target(), "target");
    if (spec.weighting().hasColumn()) {
      requireNumber(rows, spec.weighting().column(), "weight");
    }
    for (String name : spec.excluded()) {
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
              Locale.ROOT,
              "the %s '%s' is %s; a number is needed. Convert it in a stage",
              role,
              name,
              column.type()));
    }
  }

  /** The features among the declared columns, without dynamic ones. */
  public static Features features(LearnerSpec spec, Schema rows) {
    Set<String> excluded = nonFeatureColumns(spec);
    List<String> names = new ArrayList<>();
    for (int i = 0; i < rows.declaredCount(); i++) {
      ColumnSpec column = rows.column(i);
      if (column.type().isFeature() && !excluded.contains(column.name())) {
        names.add(column.name());
      }
    }
    return new Features(names);
  }

  private static Set<String> nonFeatureColumns(LearnerSpec spec) {
    Set<String> excluded = new HashSet<>(spec.excluded());
    excluded.add(spec.target());
    excluded.add(spec.weighting().column());
    return excluded;
  }

  private boolean isFeature(ColumnSpec column) {
    return column.type().isFeature() && !excluded.contains(column.name());
  }

  /**
   * Predicts, scores and learns the rows of a committed chunk, in order.
   *
   * @return the predictions made before learning, NaN for a row without one; valid until the next
   *     call
   */
  public double[] learn(Chunk chunk) {
    bind(chunk);
    int n = chunk.rowCount();
    int from = 0;
    while (from < n) {
      addFeaturesUntil(chunk.sourceRow(from));
      int to = n;
      if (names.size() < schemaNames.size()) {
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
      targets = new double[n];
    }
    reader.bind(chunk, positions, schemaNames.size());
    FeatureReader.convert(chunk.vector(target), targets, n);
    if (!weighting.isUniform()) {
      computeWeights(chunk, n);
    }
  }

  /** Sets the weight of each row; NaN if the weight column or the target is missing. */
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
      weights[i] = weighting.weightOf(weights[i], targets[i], chunk.sourceRow(i));
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
    schemaNames.clear();
    for (String name : names) {
      addResolved(schema, schema.indexOf(name));
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
        addResolved(schema, i);
      }
    }
  }

  private void addResolved(Schema schema, int position) {
    int feature = schemaNames.size();
    positions[feature] = position;
    firstSeenRows[feature] = schema.firstSeenRow(position);
    schemaNames.add(schema.column(position).name());
  }

  /** Adds the features that first appear up to a row to the model. */
  private void addFeaturesUntil(long sourceRow) {
    int size = names.size();
    while (names.size() < schemaNames.size() && firstSeenRows[names.size()] <= sourceRow) {
      names.add(schemaNames.get(names.size()));
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
      double y = targets[i];
      double weight = weighted ? weights[i] : 1;
      boolean finiteFeatures = reader.read(i, vector);
      if (finiteFeatures && Double.isFinite(y) && weight >= 0) {
        if (classification) {
          errors.requireBinaryTarget(y, chunk.sourceRow(i));
        }
        double prediction =
            weighted
                ? predictThenLearn(vector, y, weight)
                : predictThenLearn(vector, y); // the common case, with a constant weight
        if (classification || !Double.isFinite(prediction)) {
          errors.requirePrediction(prediction, chunk.sourceRow(i));
        }
        predictions[i] = prediction;
        scores.add(y, prediction);
      } else {
        predictions[i] = skip(chunk.sourceRow(i), finiteFeatures, y, vector);
      }
    }
  }

  private double predictThenLearn(double[] vector, double y) {
    return delayBuffer == null
        ? model.predictThenLearn(vector, y, 1)
        : delayBuffer.predict(vector, y, 1);
  }

  private double predictThenLearn(double[] vector, double y, double weight) {
    if (delayBuffer != null) {
      return delayBuffer.predict(vector, y, weight);
    }
    return weight > 0 ? model.predictThenLearn(vector, y, weight) : model.predict(vector);
  }

  /** A row without a finite target is still predicted; one without finite features is not. */
  private double skip(long sourceRow, boolean finiteFeatures, double y, double[] vector) {
    if (spec.onNonFinite() == OnNonFinite.FAIL) {
      throw errors.nonFinite(sourceRow, finiteFeatures, y, vector, names);
    }
    skipped++;
    if (delayBuffer != null) {
      delayBuffer.skipRow();
    }
    return finiteFeatures ? model.predict(vector) : Double.NaN;
  }

  /**
   * Ends the run: learns the rows whose labels were delayed, and adds all features that have
   * appeared.
   */
  public void finish() {
    addFeaturesUntil(Long.MAX_VALUE);
    if (delayBuffer != null) {
      delayBuffer.finish();
    }
  }

  /** The features so far. */
  public Features features() {
    return new Features(names);
  }

  /** The columns of the last step that are neither features nor the target nor the weight. */
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

  /**
   * The number of rows that were neither learned nor scored, because a feature, the target or the
   * weight was missing or infinite.
   */
  public long skippedRows() {
    return skipped;
  }

  OnlineModel model() {
    return model;
  }

  /** Writes the model alone. */
  public void saveModel(StateWriter out) {
    model.save(out);
  }

  /** The predictions for the rows of the last chunk. */
  public Vector predictions(int rows) {
    return DoubleVector.wrap(predictions, rows);
  }

  /** The bytes used by the model, the scores and the buffers. */
  public long retainedBytes() {
    return model.retainedBytes()
        + scores.retainedBytes()
        + (delayBuffer == null ? 0 : delayBuffer.retainedBytes())
        + reader.retainedBytes()
        + MemorySizes.doubles(predictions.length)
        + MemorySizes.doubles(targets.length)
        + MemorySizes.doubles(weights.length);
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException if the learner's models cannot be saved
   */
  @Override
  public void save(StateWriter out) {
    if (!spec.learner().capabilities().contains(Learner.Capability.SAVEABLE)) {
      throw new IllegalStateException(
          "models of learner '" + spec.learner().name() + "' cannot be saved");
    }
    out.writeVersion(VERSION).writeLong(skipped).writeInt(names.size());
    out.writeInt(schemaNames.size());
    for (int i = 0; i < schemaNames.size(); i++) {
      out.writeString(schemaNames.get(i)).writeLong(firstSeenRows[i]);
    }
    out.writeNested(model).writeNested(scores);
    if (delayBuffer != null) {
      out.writeNested(delayBuffer);
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws StateMismatchException if the declared features differ from the saved ones
   */
  @Override
  public void load(StateReader in) {
    in.readVersion(VERSION);
    final long savedSkipped = in.readLong();
    final int inModel = in.readInt();
    int count = in.readCount(12);
    List<String> savedNames = new ArrayList<>();
    long[] savedRows = new long[count];
    int savedDeclared = 0;
    for (int i = 0; i < count; i++) {
      savedNames.add(in.readString());
      savedRows[i] = in.readLong();
      savedDeclared += savedRows[i] < 0 ? 1 : 0;
    }
    if (savedSkipped < 0 || inModel < savedDeclared || inModel > count) {
      throw new StateCorruptException(
          String.format(
              Locale.ROOT,
              "learner '%s': %d of %d features, %d of them declared, and %d skipped rows",
              spec.name(),
              inModel,
              count,
              savedDeclared,
              savedSkipped));
    }
    if (!savedNames.subList(0, savedDeclared).equals(declared.names())) {
      throw new StateMismatchException(
          "the saved state of learner '" + spec.name() + "' has other features",
          List.of("saved: " + savedNames, "now: " + declared.names()));
    }
    in.readNested(model);
    in.readNested(scores);
    if (delayBuffer != null) {
      in.readNested(delayBuffer);
    }
    skipped = savedSkipped;
    names.clear();
    names.addAll(savedNames.subList(0, inModel));
    schemaNames.clear();
    schemaNames.addAll(savedNames);
    firstSeenRows = savedRows;
    x = new double[inModel];
    resolvedSchema = null; // resolves the positions again
  }

  @Override
  public String toString() {
    return spec.learner().name() + " on " + Arrays.toString(names.toArray());
  }
}
