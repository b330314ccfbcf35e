package org.bandsaw.bench;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The cost of a process.
 *
 * @param wallSeconds the time from start to end
 * @param processorSeconds user and system time of the process and its children
 * @param peakMebibytes the peak of resident memory, as polled while it ran
 */
record ProcessCost(double wallSeconds, double processorSeconds, double peakMebibytes) {

  /** Returns the median of each value separately. */
  static ProcessCost median(List<ProcessCost> runs) {
    return new ProcessCost(
        median(runs, ProcessCost::wallSeconds),
        median(runs, ProcessCost::processorSeconds),
        median(runs, ProcessCost::peakMebibytes));
  }

  private static double median(List<ProcessCost> runs, ToDoubleFunction<ProcessCost> value) {
    double[] sorted = runs.stream().mapToDouble(value).toArray();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
