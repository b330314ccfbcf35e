package org.bandsaw.budget;

import java.util.Locale;

/**
 * An upper bound on the processor time of this process, the collector's and the compiler's
 * included: its share of what all processors could give in the same time.
 *
 * @param shareOfMachine above 0, at most 1; 0.25 of four processors is one of them all the time
 */
public record ComputeBudget(double shareOfMachine) {

  public ComputeBudget {
    if (!(shareOfMachine > 0 && shareOfMachine <= 1)) {
      throw new IllegalArgumentException(
          "a share of the machine's processors is above 0 and at most 1, not " + shareOfMachine);
    }
  }

  /**
   * A share of the processors this process may use; a container's limit counts as the virtual
   * machine sees it.
   *
   * @param share above 0, at most 1
   */
  public static ComputeBudget ofShare(double share) {
    return new ComputeBudget(share);
  }

  /** As in {@code 25 % of the processors}. */
  @Override
  public String toString() {
    double percent = shareOfMachine * 100;
    return String.format(
        Locale.ROOT,
        percent == Math.rint(percent) ? "%.0f %% of the processors" : "%.2f %% of the processors",
        percent);
  }
}
