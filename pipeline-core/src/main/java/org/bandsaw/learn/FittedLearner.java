package org.bandsaw.learn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.bandsaw.data.BandsawException;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.DoubleVector;
import org.bandsaw.data.MemorySizes;
import org.bandsaw.data.Schema;
import org.bandsaw.data.Vector;
import org.bandsaw.state.StateWriter;

/**
 * A learner fitted to the training rows of a batch: to all rows at once, or in one pass if it
 * learns row by row. Does not change afterwards. Used by one thread.
 */
public final class FittedLearner {

  private final LearnerSpec spec;
  private final LearnerErrors errors;
  private final Features features;
  private final Model model;
  private final long skipped;

  private FittedLearner(LearnerSpec spec, Features features, Model model, long skipped) {
    this.spec = spec;
    this.errors = new LearnerErrors(spec);
    this.features = features;
    this.model = model;
    this.skipped = skipped;
  }

  /**
   * Fits a learner.
   *
   * @param training the training rows, the output of the last step
   * @throws LearnerFailedException if the learner throws
   * @throws BandsawException if no row can be learned, or a row has a value that is not allowed
   */
  public static FittedLearner fit(LearnerSpec spec, Chunk training, long seed) {
    LearnerRun.check(spec, training.schema());
    return spec.learner() instanceof BatchLearner batch
        ? fitBatch(spec, batch, training, seed)
        : fitOnline(spec, training, seed);
  }

  private static FittedLearner fitOnline(LearnerSpec spec, Chunk training, long seed) {
    Features features = features(spec, training.schema());
    Schema all = Schema.of(training.schema().columns().toArray(ColumnSpec[]::new));
    List<String> excluded = new ArrayList<>(spec.excluded());
    for (String name : all.names()) {
      if (!features.names().contains(name) && !name.equals(spec.target())) {
        excluded.add(name);
      }
    }
    LearnerSpec batchSpec =
        new LearnerSpec(
            spec.name(),
            spec.target(),
            spec.learner(),
            Prequential.cumulative(), // without label delay: training labels are known
            spec.newFeatures(),
            spec.onNonFinite(),
            spec.weighting(),
            excluded);
    LearnerRun run = LearnerRun.open(batchSpec, all, seed);
    try {
      run.learn(training.with(all, training.vectors()));
      run.finish();
    } catch (BandsawException ours) {
      throw ours;
    } catch (RuntimeException problem) {
      throw failed(spec, training, problem);
    }
    return new FittedLearner(spec, run.features(), run.model(), run.skippedRows());
  }

  private static FittedLearner fitBatch(
      LearnerSpec spec, BatchLearner learner, Chunk training, long seed) {
    Features features = features(spec, training.schema());
    LearnerErrors errors = new LearnerErrors(spec);
    int n = training.rowCount();
    double[] targets = new double[n];
    FeatureReader.convert(training.vector(spec.target()), targets, n);
    double[] inColumn = new double[n];
    if (spec.weighting().hasColumn()) {
      FeatureReader.convert(training.vector(spec.weighting().column()), inColumn, n);
    } else {
      Arrays.fill(inColumn, 1);
    }
    FeatureReader reader = readerFor(training, features);
    double[][] x = new double[n][];
    double[] y = new double[n];
    double[] weights = new double[n];
    int used = 0;
    int skipped = 0;
    for (int i = 0; i < n; i++) {
      double[] vector = new double[features.size()];
      double target = targets[i];
      long sourceRow = training.sourceRow(i);
      boolean finiteFeatures = reader.read(i, vector);
      double weight = spec.weighting().weightOf(inColumn[i], target, sourceRow);
      if (finiteFeatures && Double.isFinite(target) && weight >= 0) {
        errors.requireBinaryTarget(target, sourceRow);
        if (weight > 0) {
          x[used] = vector;
          y[used] = target;
          weights[used++] = weight;
        }
      } else if (spec.onNonFinite() == OnNonFinite.FAIL) {
        throw errors.nonFinite(sourceRow, finiteFeatures, target, vector, features.names());
      } else {
        skipped++;
      }
    }
    if (used == 0) {
      throw new BandsawException(
          String.format(
              Locale.ROOT,
              "learner '%s' has no row to learn: of %d training rows %d have a missing or infinite"
                  + " feature, target or weight, and the others have a weight of 0. Impute missing"
                  + " values in a stage",
              spec.name(),
              n,
              skipped));
    }
    TrainingRows rows =
        TrainingRows.of(
            features, Arrays.copyOf(x, used), Arrays.copyOf(y, used), Arrays.copyOf(weights, used));
    return new FittedLearner(spec, features, fit(spec, learner, rows, training, seed), skipped);
  }

  @SuppressWarnings("InterruptedExceptionSwallowed") // the flag is restored, the cause is kept
  private static Model fit(
      LearnerSpec spec, BatchLearner learner, TrainingRows rows, Chunk training, long seed) {
    try {
      return learner.fit(rows, seed);
    } catch (BandsawException ours) {
      throw ours;
    } catch (Exception problem) {
      if (problem instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      throw failed(spec, training, problem);
    }
  }

  private static LearnerFailedException failed(
      LearnerSpec spec, Chunk training, Exception problem) {
    return new LearnerFailedException(
        spec.name(), "failed on the training rows (" + training + "): " + problem, problem);
  }

  /** All features of a batch, including dynamic ones. */
  private static Features features(LearnerSpec spec, Schema rows) {
    List<String> names = new ArrayList<>(LearnerRun.features(spec, rows).names());
    for (int i = rows.declaredCount(); i < rows.size(); i++) {
      String name = rows.column(i).name();
      if (rows.column(i).type().isFeature() && !spec.excluded().contains(name)) {
        if (spec.newFeatures() == NewFeatures.FAIL) {
          throw new LearnerErrors(spec).unexpectedFeature(name, rows.firstSeenRow(i));
        }
        if (spec.newFeatures() == NewFeatures.GROW) {
          names.add(name);
        }
      }
    }
    return new Features(names);
  }

  private static FeatureReader readerFor(Chunk rows, Features features) {
    int[] positions =
        features.names().stream().mapToInt(name -> rows.schema().indexOf(name)).toArray();
    FeatureReader reader = new FeatureReader();
    reader.bind(rows, positions, positions.length);
    return reader;
  }

  /** The bytes of the vectors of training rows during a fit to all of them; 0 if online. */
  public static long fittingBytes(LearnerSpec spec, Schema rows, int training) {
    return spec.isOnline()
        ? 0
        : training * (MemorySizes.doubles(rows.size()) + 4 * Double.BYTES + Long.BYTES);
  }

  /** The prediction of each row; missing if a feature is missing or infinite. */
  public Vector predict(Chunk rows) {
    FeatureReader reader = readerFor(rows, features);
    int n = rows.rowCount();
    double[] predictions = new double[n];
    double[] x = new double[features.size()];
    for (int i = 0; i < n; i++) {
      if (reader.read(i, x)) {
        predictions[i] = predictRow(x, rows, i);
        errors.requirePrediction(predictions[i], rows.sourceRow(i));
      } else {
        predictions[i] = Double.NaN;
      }
    }
    return DoubleVector.wrap(predictions, n);
  }

  private double predictRow(double[] x, Chunk rows, int row) {
    try {
      return model.predict(x);
    } catch (BandsawException ours) {
      throw ours;
    } catch (RuntimeException problem) {
      throw new LearnerFailedException(
          spec.name(), "failed to predict row " + rows.sourceRow(row) + ": " + problem, problem);
    }
  }

  /**
   * Scores the predictions of some rows; rows without a finite target or prediction are left out.
   *
   * @param predictions the result of {@link #predict} for these rows
   * @param which the indices of the rows to score
   */
  public Scores scores(Chunk rows, Vector predictions, BitSet which) {
    ScoreAccumulator scores = Prequential.cumulative().open(spec.learner().task());
    int n = rows.rowCount();
    double[] targets = new double[n];
    FeatureReader.convert(rows.vector(spec.target()), targets, n);
    for (int i = which.nextSetBit(0); i >= 0 && i < n; i = which.nextSetBit(i + 1)) {
      double prediction = predictions.number(i);
      if (Double.isFinite(targets[i]) && Double.isFinite(prediction)) {
        errors.requireBinaryTarget(targets[i], rows.sourceRow(i));
        scores.add(targets[i], prediction);
      }
    }
    return scores.scores();
  }

  /** The description of the learner. */
  public LearnerSpec spec() {
    return spec;
  }

  /** The features, in the order of the vector. */
  public Features features() {
    return features;
  }

  /** The columns of the last step that are neither features nor the target nor the weight. */
  public List<String> unusedColumns(Schema rows) {
    Set<String> used = new HashSet<>(features.names());
    used.add(spec.target());
    used.add(spec.weighting().column());
    return rows.names().stream().filter(name -> !used.contains(name)).toList();
  }

  /**
   * The number of training rows that were not learned, because a feature, the target or the weight
   * was missing or infinite.
   */
  public long skippedRows() {
    return skipped;
  }

  /** Writes the model; nothing if it cannot be saved. */
  public void saveModel(StateWriter out) {
    if (spec.learner().capabilities().contains(Learner.Capability.SAVEABLE)) {
      model.save(out);
    }
  }

  /** The bytes of the model. */
  public long retainedBytes() {
    return model.retainedBytes();
  }
}
