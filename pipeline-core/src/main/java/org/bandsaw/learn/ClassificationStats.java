package org.bandsaw.learn;

import java.util.Arrays;
import org.bandsaw.data.Figure;
import org.bandsaw.data.MemorySizes;
import org.bandsaw.state.StateCorruptException;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;

/**
 * The statistics behind class metrics, over rows that count equally or fade by α with each further
 * row: the confusion matrix, the sum of log losses, and a histogram of the predictions of each
 * class.
 *
 * <p>The bin of min(p, 1 − p) is given by its leading bits, 64 bins for each power of two down to
 * 2⁻²⁰, so that rare classes, whose predictions are all near 0, are ranked as exactly as balanced
 * ones.
 *
 * <p>Bins are not faded one by one. Instead each row counts 1/α times as much as the previous one,
 * and all sums are rescaled together when that factor becomes large.
 */
final class ClassificationStats {

  private static final double MIN_PROBABILITY = 0x1p-52;
  private static final int BINS_PER_OCTAVE = 64;
  private static final int OCTAVES = 20;
  private static final int HALF_BINS = BINS_PER_OCTAVE * (OCTAVES - 1) + 1;
  private static final int BINS = 2 * HALF_BINS;
  private static final double MAX_ROW_WEIGHT = 1e100;

  private final double threshold;
  private final double alpha;
  private final double[] bins = new double[2 * BINS];

  /** The weight of the present row, in the unit of the sums. */
  private double rowWeight;

  private double totalWeight;
  private double logLossSum;
  private double correct;
  private double truePositives;
  private double falsePositives;
  private double falseNegatives;

  ClassificationStats(double threshold, double alpha) {
    this.threshold = threshold;
    this.alpha = alpha;
    clear();
  }

  void clear() {
    Arrays.fill(bins, 0);
    rowWeight = 1;
    totalWeight = 0;
    logLossSum = 0;
    correct = 0;
    truePositives = 0;
    falsePositives = 0;
    falseNegatives = 0;
  }

  void add(double y, double p) {
    if (alpha < 1) {
      rowWeight /= alpha;
      if (rowWeight > MAX_ROW_WEIGHT) {
        rescale();
      }
    }
    boolean actual = y == 1;
    boolean predicted = p >= threshold;
    totalWeight += rowWeight;
    logLossSum -=
        rowWeight
            * StrictMath.log(
                Math.max(MIN_PROBABILITY, Math.min(1 - MIN_PROBABILITY, actual ? p : 1 - p)));
    if (actual == predicted) {
      correct += rowWeight;
    }
    if (actual && predicted) {
      truePositives += rowWeight;
    } else if (actual) {
      falseNegatives += rowWeight;
    } else if (predicted) {
      falsePositives += rowWeight;
    }
    bins[2 * bin(p) + (actual ? 1 : 0)] += rowWeight;
  }

  private void rescale() {
    for (int i = 0; i < bins.length; i++) {
      bins[i] /= rowWeight;
    }
    totalWeight /= rowWeight;
    logLossSum /= rowWeight;
    correct /= rowWeight;
    truePositives /= rowWeight;
    falsePositives /= rowWeight;
    falseNegatives /= rowWeight;
    rowWeight = 1;
  }

  /** The bin of p, in ascending order of p. */
  private static int bin(double p) {
    return p <= 0.5 ? lowerBin(p) : BINS - 1 - lowerBin(1 - p);
  }

  /** Bin 0 is up to 2⁻²⁰, the last bin is exactly 1/2; −0 counts as 0. */
  private static int lowerBin(double p) {
    long leading = Double.doubleToRawLongBits(p + 0.0) >>> (52 - 6);
    long smallest = Double.doubleToRawLongBits(0x1p-20) >>> (52 - 6);
    return (int) Math.max(0, leading - smallest);
  }

  Figure logLoss() {
    return Figure.known(logLossSum / totalWeight);
  }

  Figure accuracy() {
    return Figure.known(correct / totalWeight);
  }

  Figure f1() {
    double total = 2 * truePositives + falsePositives + falseNegatives;
    return total > 0
        ? Figure.known(2 * truePositives / total)
        : Figure.unknown("no target is 1, and none was predicted to be");
  }

  /** The area under the ROC curve: Mann–Whitney's U over the bins, ties counting half. */
  Figure rocAuc() {
    double ranked = 0;
    double zeros = 0;
    double ones = 0;
    for (int i = 0; i < bins.length; i += 2) {
      ranked += bins[i + 1] * (zeros + bins[i] / 2);
      zeros += bins[i];
      ones += bins[i + 1];
    }
    return auc(ranked, zeros, ones);
  }

  /**
   * The exact area under the ROC curve: Mann–Whitney's U over the ranks of the predictions, ties
   * counting half.
   *
   * @param pairs a target and its prediction in turn
   */
  static Figure rocAuc(double[] pairs) {
    double[] zeros = new double[pairs.length / 2];
    double[] ones = new double[pairs.length / 2];
    int zeroCount = 0;
    int oneCount = 0;
    for (int i = 0; i < pairs.length; i += 2) {
      if (pairs[i] == 1) {
        ones[oneCount++] = pairs[i + 1] + 0.0; // −0 becomes 0
      } else {
        zeros[zeroCount++] = pairs[i + 1] + 0.0;
      }
    }
    Arrays.sort(zeros, 0, zeroCount);
    Arrays.sort(ones, 0, oneCount);
    double ranked = 0;
    int below = 0;
    int upTo = 0;
    for (int i = 0; i < oneCount; i++) {
      while (below < zeroCount && zeros[below] < ones[i]) {
        below++;
      }
      upTo = Math.max(upTo, below);
      while (upTo < zeroCount && zeros[upTo] == ones[i]) {
        upTo++;
      }
      ranked += (below + upTo) / 2.0;
    }
    return auc(ranked, zeroCount, oneCount);
  }

  private static Figure auc(double ranked, double zeros, double ones) {
    if (zeros == 0 || ones == 0) {
      return Figure.unknown(ones == 0 ? "all targets are 0" : "all targets are 1");
    }
    return Figure.known(ranked / zeros / ones);
  }

  long retainedBytes() {
    return MemorySizes.doubles(bins.length);
  }

  void save(StateWriter out) {
    out.writeDoubles(
        new double[] {
          rowWeight, totalWeight, logLossSum, correct, truePositives, falsePositives, falseNegatives
        });
    int used = 0;
    for (double bin : bins) {
      used += bin == 0 ? 0 : 1;
    }
    out.writeInt(used);
    for (int i = 0; i < bins.length; i++) {
      if (bins[i] != 0) {
        out.writeInt(i).writeDouble(bins[i]);
      }
    }
  }

  void load(StateReader in) {
    double[] sums = in.readDoubles();
    if (sums.length != 7) {
      throw new StateCorruptException(
          "class counts of " + sums.length + " sums, where 7 are needed");
    }
    clear();
    rowWeight = sums[0];
    totalWeight = sums[1];
    logLossSum = sums[2];
    correct = sums[3];
    truePositives = sums[4];
    falsePositives = sums[5];
    falseNegatives = sums[6];
    int used = in.readCount(12);
    for (int i = 0; i < used; i++) {
      int bin = in.readInt();
      if (bin < 0 || bin >= bins.length) {
        throw new StateCorruptException("class counts have no bin " + bin);
      }
      bins[bin] = in.readDouble();
    }
  }
}
