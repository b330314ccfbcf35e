package org.bandsaw.budget;

import java.util.List;
import java.util.Locale;
import org.bandsaw.data.Figure;

/**
 * The memory usage of a run, and whether its budget held.
 *
 * @param budget the bound
 * @param accountedPeakBytes the accounted peak: state, buffers, queues, and all bytes allocated by
 *     an attempt at a chunk, including attempts that were rolled back
 * @param observedPeakMebibytes the peak of the live heap after collections of old objects, without
 *     the bytes that the run does not account for; of four consecutive collections the minimum
 *     counts; unknown before the fourth
 * @param directPeakMebibytes the peak of the direct buffers of this process
 * @param outcome whether the budget held
 */
public record MemoryUsage(
    MemoryBudget budget,
    long accountedPeakBytes,
    Figure observedPeakMebibytes,
    Figure directPeakMebibytes,
    BudgetOutcome outcome) {

  private static final double MEBIBYTE = 1 << 20;

  /** Returns {@link #accountedPeakBytes} in mebibytes. */
  public double accountedPeakMebibytes() {
    return accountedPeakBytes / MEBIBYTE;
  }

  /** Returns two lines for a report: whether the budget held, and the peaks. */
  public List<String> lines() {
    return List.of(
        outcome.describe(),
        String.format(
            Locale.ROOT,
            "accounted peak %.1f MiB, observed heap peak %s",
            accountedPeakMebibytes(),
            observedPeakMebibytes.isKnown()
                ? observedPeakMebibytes.text(1) + " MiB"
                : observedPeakMebibytes.text(1)));
  }
}
