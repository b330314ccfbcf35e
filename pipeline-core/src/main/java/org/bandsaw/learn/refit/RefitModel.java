package org.bandsaw.learn.refit;

import java.util.Arrays;
import org.bandsaw.data.BandsawException;
import org.bandsaw.data.MemorySizes;
import org.bandsaw.learn.Features;
import org.bandsaw.learn.LearnerFailedException;
import org.bandsaw.learn.Model;
import org.bandsaw.learn.OnlineModel;
import org.bandsaw.learn.Refit;
import org.bandsaw.learn.TrainingRows;
import org.bandsaw.state.StateCorruptException;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;
import org.jspecify.annotations.Nullable;

/**
 * The model of {@link Refit}: the last rows and the last fit. Used by one thread, except that
 * several threads may predict while none learns, if the fitted learner allows it.
 */
final class RefitModel implements OnlineModel {

  private static final int VERSION = 1;

  private final Refit refit;
  private final long seed;
  private Features features;
  private final double[][] x;
  private final double[] y;
  private final double[] weights;

  /** The index of the next row; once the window is full, that of the oldest row. */
  private int next;

  private int rowCount;
  private long learned;
  private double mean;
  private double meanWeight;
  private @Nullable Model fitted;
  private int fittedFeatures;

  RefitModel(Refit refit, Features features, long seed) {
    this.refit = refit;
    this.features = features;
    this.seed = seed;
    x = new double[refit.lastRows()][];
    y = new double[refit.lastRows()];
    weights = new double[refit.lastRows()];
  }

  @Override
  public double predict(double[] row) {
    Model model = fitted;
    if (model == null) {
      return mean;
    }
    return model.predict(row.length == fittedFeatures ? row : Arrays.copyOf(row, fittedFeatures));
  }

  @Override
  public void learn(double[] row, double target, double weight) {
    if (fitted == null) {
      meanWeight += weight;
      mean += (target - mean) * weight / meanWeight;
    }
    double[] slot = x[next];
    if (slot == null) {
      slot = new double[row.length];
      x[next] = slot;
      rowCount++;
    }
    System.arraycopy(row, 0, slot, 0, row.length);
    y[next] = target;
    weights[next] = weight;
    next = next + 1 == refit.lastRows() ? 0 : next + 1;
    learned++;
    if (learned % refit.every() == 0) {
      fitted = fit();
      fittedFeatures = features.size();
    }
  }

  /** Fits to the rows in order, the oldest first. */
  private Model fit() {
    double[][] rows = new double[rowCount][];
    double[] targets = new double[rowCount];
    double[] rowWeights = new double[rowCount];
    for (int i = 0; i < rowCount; i++) {
      int at = indexOf(i);
      rows[i] = x[at];
      targets[i] = y[at];
      rowWeights[i] = weights[at];
    }
    try {
      return refit.learner().fit(TrainingRows.of(features, rows, targets, rowWeights), seed);
    } catch (BandsawException e) {
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed("was interrupted", e);
    } catch (Exception e) { // a learner may throw any exception
      throw failed("failed", e);
    }
  }

  private LearnerFailedException failed(String problem, Exception cause) {
    return new LearnerFailedException(
        refit.learner().name(),
        problem
            + " when it was fitted to the last "
            + rowCount
            + " rows, at learned row "
            + learned
            + ": "
            + cause,
        cause);
  }

  /** The index of the i-th row, counted from the oldest. */
  private int indexOf(int i) {
    return (next - rowCount + i + refit.lastRows()) % refit.lastRows();
  }

  @Override
  public void grow(Features grown) {
    if (grown.size() < features.size()) {
      throw new IllegalArgumentException(
          "a window of " + features.size() + " features cannot shrink to " + grown.size());
    }
    features = grown;
    for (int i = 0; i < rowCount; i++) {
      int at = indexOf(i);
      x[at] = Arrays.copyOf(x[at], grown.size());
    }
  }

  @Override
  public long retainedBytes() {
    return MemorySizes.references(x.length)
        + rowCount * MemorySizes.doubles(features.size())
        + 2 * MemorySizes.doubles(y.length)
        + (fitted == null ? 0 : fitted.retainedBytes());
  }

  @Override
  public void save(StateWriter out) {
    out.writeVersion(VERSION).writeLong(learned).writeDouble(mean).writeDouble(meanWeight);
    out.writeInt(features.size());
    features.writeNames(out);
    out.writeInt(rowCount);
    for (int i = 0; i < rowCount; i++) {
      int at = indexOf(i);
      out.writeDoubles(x[at]).writeDouble(y[at]).writeDouble(weights[at]);
    }
    out.writeBoolean(fitted != null);
    if (fitted != null) {
      out.writeInt(fittedFeatures);
      fitted.save(out);
    }
  }

  @Override
  public void load(StateReader in) {
    in.readVersion(VERSION);
    final long savedLearned = in.readLong();
    final double savedMean = in.readDouble();
    final double savedWeight = in.readDouble();
    final Features saved = features.readNames(in, in.readCount(4), refit.name());
    final int rows = in.readCount(12);
    if (rows != Math.min(savedLearned, refit.lastRows())) {
      throw corrupt("a window of " + rows + " rows after " + savedLearned + " learned rows");
    }
    Arrays.fill(x, null);
    for (int i = 0; i < rows; i++) {
      x[i] = requireLength(in.readDoubles(), saved.size());
      y[i] = in.readDouble();
      weights[i] = in.readDouble();
    }
    fitted = null;
    fittedFeatures = 0;
    if (in.readBoolean()) {
      fittedFeatures = in.readInt();
      if (fittedFeatures < 0 || fittedFeatures > saved.size()) {
        throw corrupt("fitted to " + fittedFeatures + " of " + saved.size() + " features");
      }
      Features fittedTo = new Features(saved.names().subList(0, fittedFeatures));
      fitted = refit.learner().load(fittedTo, in);
    }
    features = saved;
    learned = savedLearned;
    mean = savedMean;
    meanWeight = savedWeight;
    rowCount = rows;
    next = rows % refit.lastRows();
  }

  private double[] requireLength(double[] row, int expected) {
    if (row.length != expected) {
      throw corrupt("a row of " + row.length + " numbers for " + expected + " features");
    }
    return row;
  }

  private StateCorruptException corrupt(String problem) {
    return new StateCorruptException("learner '" + refit.name() + "': " + problem);
  }
}
