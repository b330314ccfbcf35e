package org.bandsaw.learn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
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
 * What one learner learned from the training rows of a batch: all at once, or in one pass if it
 * learns row by row. It then stands still. Used by one thread.
 */
public final class FittedLearner {

  private final LearnerSpec spec;
  private final LearnerErrors errors;
  private final Features features;
  private final Model model;
  private final long skipped;

  private FittedLearner(LearnerSpec learning, Features features, Model model, long skipped) {
    this.spec = learning;
    this.errors = new LearnerErrors(learning);
    this.features = features;
    this.model = model;
    this.skipped = skipped;
  }

  /**
   * Learns.
   *
   * @param training the training rows, as the last step put them out
   * @throws LearnerFailedException when the learner throws
   * @throws BandsawException when no row can be learned, or a row must not be learned
   */
  public static FittedLearner fit(LearnerSpec learning, Chunk training, long seed) {
    LearnerRun.check(learning, training.schema());
    return learning.learner() instanceof BatchLearner batch
        ? fitBatch(learning, batch, training, seed)
        : fitOnline(learning, training, seed);
  }

  private static FittedLearner fitOnline(LearnerSpec learning, Chunk training, long seed) {
    Features features = features(learning, training.schema());
    Schema all = Schema.of(training.schema().columns().toArray(ColumnSpec[]::new));
    List<String> excluded = new ArrayList<>(learning.excluded());
    for (String name : all.names()) {
      if (!features.names().contains(name) && !name.equals(learning.target())) {
        excluded.add(name);
      }
    }
    LearnerSpec plain =
        new LearnerSpec(
            learning.name(),
            learning.target(),
            learning.learner(),
            Prequential.cumulative(), // labels of training rows are known
            learning.newFeatures(),
            learning.onNonFinite(),
            learning.weighting(),
            excluded);
    LearnerRun run = LearnerRun.open(plain, all, seed);
    try {
      run.learn(training.with(all, training.vectors()));
      run.finish();
    } catch (BandsawException ours) {
      throw ours;
    } catch (RuntimeException problem) {
      throw failed(learning, training, problem);
    }
    return new FittedLearner(learning, run.features(), run.model(), run.skippedRows());
  }

  private static FittedLearner fitBatch(
      LearnerSpec learning, BatchLearner learner, Chunk training, long seed) {
    Features features = features(learning, training.schema());
    LearnerErrors problems = new LearnerErrors(learning);
    int n = training.rowCount();
    double[] targets = new double[n];
    FeatureReader.convert(training.vector(learning.target()), targets, n);
    double[] inColumn = new double[n];
    if (learning.weighting().hasColumn()) {
      FeatureReader.convert(training.vector(learning.weighting().column()), inColumn, n);
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
      double wanted = targets[i];
      long sourceRow = training.sourceRow(i);
      boolean usable = reader.read(i, vector);
      double weight = learning.weighting().weightOf(inColumn[i], wanted, sourceRow);
      if (usable && Double.isFinite(wanted) && weight >= 0) {
        problems.requireBinaryTarget(wanted, sourceRow);
        if (weight > 0) {
          x[used] = vector;
          y[used] = wanted;
          weights[used++] = weight;
        }
      } else if (learning.onNonFinite() == OnNonFinite.FAIL) {
        throw problems.nonFinite(sourceRow, usable, wanted, vector, features.names());
      } else {
        skipped++;
      }
    }
    if (used == 0) {
      throw new BandsawException(
          String.format(
              "learner '%s' has nothing to learn: of %d training rows %d have a missing or infinite"
                  + " feature, target or weight, the others count 0. Impute what is missing in a"
                  + " stage",
              learning.name(), n, skipped));
    }
    TrainingRows rows =
        TrainingRows.of(
            features, Arrays.copyOf(x, used), Arrays.copyOf(y, used), Arrays.copyOf(weights, used));
    return new FittedLearner(
        learning, features, fit(learning, learner, rows, training, seed), skipped);
  }

  @SuppressWarnings("InterruptedExceptionSwallowed") // the flag is set again, the cause is kept
  private static Model fit(
      LearnerSpec learning, BatchLearner learner, TrainingRows rows, Chunk training, long seed) {
    try {
      return learner.fit(rows, seed);
    } catch (BandsawException ours) {
      throw ours;
    } catch (Exception problem) {
      if (problem instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      throw failed(learning, training, problem);
    }
  }

  private static LearnerFailedException failed(
      LearnerSpec learning, Chunk training, Exception problem) {
    return new LearnerFailedException(
        learning.name(), "failed on the training rows (" + training + "): " + problem, problem);
  }

  /** All features of a batch, those that grew included. */
  private static Features features(LearnerSpec learning, Schema rows) {
    List<String> names = new ArrayList<>(LearnerRun.features(learning, rows).names());
    for (int i = rows.declaredCount(); i < rows.size(); i++) {
      String name = rows.column(i).name();
      if (rows.column(i).type().isFeature() && !learning.excluded().contains(name)) {
        if (learning.newFeatures() == NewFeatures.FAIL) {
          throw new LearnerErrors(learning).unexpectedFeature(name, rows.firstSeenRow(i));
        }
        if (learning.newFeatures() == NewFeatures.GROW) {
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

  /** Bytes that the vectors of so many training rows take while they are learned at once. */
  public static long fittingBytes(LearnerSpec learning, Schema rows, int training) {
    return learning.isOnline()
        ? 0
        : training * (MemorySizes.doubles(rows.size()) + 4 * Double.BYTES + Long.BYTES);
  }

  /** The prediction of each row, missing where a feature is missing or infinite. */
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
          spec.name(),
          "failed when it predicted row " + rows.sourceRow(row) + ": " + problem,
          problem);
    }
  }

  /**
   * How well some rows were predicted; those without a finite target or prediction do not count.
   *
   * @param predictions what {@link #predict} answered for these rows
   * @param which positions of the rows that count
   */
  public Scores scores(Chunk rows, Vector predictions, BitSet which) {
    ScoreAccumulator scores = Prequential.cumulative().open(spec.learner().task());
    int n = rows.rowCount();
    double[] wanted = new double[n];
    FeatureReader.convert(rows.vector(spec.target()), wanted, n);
    for (int i = which.nextSetBit(0); i >= 0 && i < n; i = which.nextSetBit(i + 1)) {
      double prediction = predictions.number(i);
      if (Double.isFinite(wanted[i]) && Double.isFinite(prediction)) {
        errors.requireBinaryTarget(wanted[i], rows.sourceRow(i));
        scores.add(wanted[i], prediction);
      }
    }
    return scores.scores();
  }

  /** What is learned, and how. */
  public LearnerSpec spec() {
    return spec;
  }

  /** The features, in the order of the vector. */
  public Features features() {
    return features;
  }

  /** Columns of the last step that are neither features nor the target. */
  public List<String> unusedColumns(Schema rows) {
    Set<String> used = new HashSet<>(features.names());
    used.add(spec.target());
    used.add(spec.weighting().column());
    return rows.names().stream().filter(name -> !used.contains(name)).toList();
  }

  /** Training rows not learned, for a missing or infinite feature, target or weight. */
  public long skippedRows() {
    return skipped;
  }

  /** The model as bytes; none where it cannot be saved. */
  public void saveModel(StateWriter out) {
    if (spec.learner().capabilities().contains(Learner.Capability.SAVEABLE)) {
      model.save(out);
    }
  }

  /** Bytes held by the model. */
  public long retainedBytes() {
    return model.retainedBytes();
  }
}
