package org.bandsaw.budget;

import java.util.Locale;

/**
 * An upper bound on the processor time of this process, including that of the collector and the
 * compiler, as a share of the processor time that all processors offer in the same period.
 *
 * @param shareOfMachine above 0, at most 1; 0.25 of four processors is one busy processor
 */
public record ComputeBudget(double shareOfMachine) {

  public ComputeBudget {
    if (!(shareOfMachine > 0 && shareOfMachine <= 1)) {
      throw new IllegalArgumentException(
          "a share of the processors must be above 0 and at most 1, not " + shareOfMachine);
    }
  }

  /**
   * Returns a share of the processors that this process may use. A container limit counts as far as
   * the JVM detects it.
   *
   * @param share above 0, at most 1
   */
  public static ComputeBudget ofShare(double share) {
    return new ComputeBudget(share);
  }

  /** Returns, for example, {@code 25 % of the processors}. */
  @Override
  public String toString() {
    double percent = shareOfMachine * 100;
    return String.format(
        Locale.ROOT,
        percent == Math.rint(percent) ? "%.0f %% of the processors" : "%.2f %% of the processors",
        percent);
  }
}
