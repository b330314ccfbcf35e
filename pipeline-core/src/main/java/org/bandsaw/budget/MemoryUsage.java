package org.bandsaw.budget;

import java.util.List;
import java.util.Locale;
import org.bandsaw.data.Figure;

/**
 * What a run made of its memory budget.
 *
 * @param budget the bound
 * @param accountedPeakBytes the most that the run accounted for at once: state, buffers, queues,
 *     and all that an attempt at a chunk allocated, attempts that were thrown away included
 * @param observedPeakMebibytes the most that the heap showed of the run when it had been collected,
 *     old objects included, less what was there that the run had not accounted for; what the least
 *     of four collections in a row left; unknown before there were four
 * @param directPeakMebibytes the most that direct buffers of this process took
 * @param outcome whether the budget held
 */
public record MemoryUsage(
    MemoryBudget budget,
    long accountedPeakBytes,
    Figure observedPeakMebibytes,
    Figure directPeakMebibytes,
    BudgetOutcome outcome) {

  private static final double MEBIBYTE = 1 << 20;

  /** {@link #accountedPeakBytes} in mebibytes. */
  public double accountedPeakMebibytes() {
    return accountedPeakBytes / MEBIBYTE;
  }

  /** For people: whether the budget held, and in a second line what was seen. */
  public List<String> lines() {
    return List.of(
        outcome.describe(),
        String.format(
            Locale.ROOT,
            "accounted for %.1f MiB at most, observed in the heap %s",
            accountedPeakMebibytes(),
            observedPeakMebibytes.isKnown()
                ? observedPeakMebibytes.text(1) + " MiB"
                : observedPeakMebibytes.text(1)));
  }
}
