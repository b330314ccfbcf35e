package org.bandsaw.bench;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What one cold process cost.
 *
 * @param wallSeconds from its start to its end
 * @param processorSeconds user and system time of it and its children
 * @param peakMebibytes its resident high-water mark, as seen while it ran
 */
record Measured(double wallSeconds, double processorSeconds, double peakMebibytes) {

  /** The median of each figure by itself. */
  static Measured median(List<Measured> runs) {
    return new Measured(
        median(runs, Measured::wallSeconds),
        median(runs, Measured::processorSeconds),
        median(runs, Measured::peakMebibytes));
  }

  private static double median(List<Measured> runs, ToDoubleFunction<Measured> figure) {
    double[] sorted = runs.stream().mapToDouble(figure).toArray();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
