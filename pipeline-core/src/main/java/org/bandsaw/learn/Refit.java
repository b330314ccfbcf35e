package org.bandsaw.learn;

import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import org.bandsaw.data.BandsawException;
import org.bandsaw.data.MemorySizes;
import org.bandsaw.state.StateCorruptException;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;
import org.jspecify.annotations.Nullable;

/**
 * Learns row by row with a learner that takes all rows at once: keeps the last rows and fits it to
 * them anew after every so many learned rows. Predicts with the last fit; before the first one, the
 * weighted mean of the targets so far, and 0 before any.
 *
 * <p>Rows are counted from the first learned one, so the moments of the fits do not depend on how
 * rows came in chunks. Each fit gets the run's seed. A feature that is new counts as 0 in rows
 * learned before, and is not looked at by predictions until the next fit.
 *
 * <p>A fit happens inside {@code learn}: every so many rows one row takes as long as a fit, and the
 * memory that the fit needs while it lasts comes on top of what is retained, which is the window
 * and the fitted model. A fit that throws ends the run with a {@link LearnerFailedException}.
 *
 * <p>Saved are the window and the fitted model; a loaded one goes on bit for bit. Can do what the
 * learner can. Immutable; made by {@link Learners#refit}.
 *
 * @param learner what is fitted
 * @param lastRows how many rows it is fitted to at most, from 1
 * @param every after how many learned rows it is fitted anew, from 1
 */
public record Refit(BatchLearner learner, int lastRows, int every) implements OnlineLearner {

  public Refit {
    Objects.requireNonNull(learner, "learner");
    if (lastRows < 1) {
      throw new IllegalArgumentException("a window holds 1 row or more, not " + lastRows);
    }
    if (every < 1) {
      throw new IllegalArgumentException(
          "a learner is refitted every row or more seldom, not every " + every + " rows");
    }
  }

  /** The same refitted at other intervals; the first fit is after so many rows too. */
  public Refit every(int rows) {
    return new Refit(learner, lastRows, rows);
  }

  @Override
  public String name() {
    return "refit-" + learner.name();
  }

  @Override
  public Task task() {
    return learner.task();
  }

  @Override
  public Set<Capability> capabilities() {
    return learner.capabilities();
  }

  @Override
  public int version() {
    return learner.version();
  }

  @Override
  public OnlineModel open(Features features, long seed) {
    return new RefitModel(this, features, seed);
  }

  private static final class RefitModel implements OnlineModel {

    private static final int VERSION = 1;

    private final Refit config;
    private final long seed;
    private Features features;
    private final double[][] x;
    private final double[] y;
    private final double[] weights;

    /** Where the next row goes: the oldest one's place once all are taken. */
    private int next;

    private int rowCount;
    private long learned;
    private double mean;
    private double meanWeight;
    private @Nullable Model fitted;
    private int fittedFeatures;

    RefitModel(Refit how, Features features, long seed) {
      this.config = how;
      this.features = features;
      this.seed = seed;
      x = new double[how.lastRows][];
      y = new double[how.lastRows];
      weights = new double[how.lastRows];
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
      double[] place = x[next];
      if (place == null) {
        place = new double[row.length];
        x[next] = place;
        rowCount++;
      }
      System.arraycopy(row, 0, place, 0, row.length);
      y[next] = target;
      weights[next] = weight;
      next = next + 1 == config.lastRows ? 0 : next + 1;
      learned++;
      if (learned % config.every == 0) {
        fitted = fit();
        fittedFeatures = features.size();
      }
    }

    /** Fits to the rows from the oldest on. */
    private Model fit() {
      double[][] rows = new double[rowCount][];
      double[] targets = new double[rowCount];
      double[] counts = new double[rowCount];
      for (int i = 0; i < rowCount; i++) {
        int at = indexOf(i);
        rows[i] = x[at];
        targets[i] = y[at];
        counts[i] = weights[at];
      }
      try {
        return config.learner.fit(TrainingRows.of(features, rows, targets, counts), seed);
      } catch (BandsawException e) {
        throw e;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw failed("was interrupted", e);
      } catch (Exception e) { // a learner may throw anything
        throw failed("failed", e);
      }
    }

    private LearnerFailedException failed(String how, Exception cause) {
      return new LearnerFailedException(
          this.config.learner.name(),
          how
              + " when it was fitted to the last "
              + rowCount
              + " rows, at learned row "
              + learned
              + ": "
              + cause,
          cause);
    }

    /** Where the i-th row stands, from the oldest on. */
    private int indexOf(int i) {
      return (next - rowCount + i + config.lastRows) % config.lastRows;
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
      for (String feature : features.names()) {
        out.writeString(feature);
      }
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
      final Features saved = SavedFeatures.read(in, config.name(), in.readCount(4), features);
      final int rows = in.readCount(12);
      if (rows != Math.min(savedLearned, config.lastRows)) {
        throw corrupt(rows + " rows are held of " + savedLearned + " learned ones");
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
        Features known = new Features(saved.names().subList(0, fittedFeatures));
        fitted = config.learner.load(known, in);
      }
      features = saved;
      learned = savedLearned;
      mean = savedMean;
      meanWeight = savedWeight;
      rowCount = rows;
      next = rows % config.lastRows;
    }

    private double[] requireLength(double[] row, int expected) {
      if (row.length != expected) {
        throw corrupt("a row of " + row.length + " numbers for " + expected + " features");
      }
      return row;
    }

    private StateCorruptException corrupt(String problem) {
      return new StateCorruptException("learner '" + config.name() + "': " + problem);
    }
  }
}
