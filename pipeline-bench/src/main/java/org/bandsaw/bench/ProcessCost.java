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
record ProcessCost(double wallSeconds, double processorSeconds, double peakMebibytes) {

  /** The median of each figure by itself. */
  static ProcessCost median(List<ProcessCost> runs) {
    return new ProcessCost(
        median(runs, ProcessCost::wallSeconds),
        median(runs, ProcessCost::processorSeconds),
        median(runs, ProcessCost::peakMebibytes));
  }

  private static double median(List<ProcessCost> runs, ToDoubleFunction<ProcessCost> figure) {
    double[] sorted = runs.stream().mapToDouble(figure).toArray();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
