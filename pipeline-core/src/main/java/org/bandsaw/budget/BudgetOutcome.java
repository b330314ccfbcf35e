package org.bandsaw.budget;

import java.util.Locale;

/** Whether a budget held in a run. */
public sealed interface BudgetOutcome {

  /** Returns the outcome as a sentence. */
  String describe();

  /** No budget was set. */
  record NotSet() implements BudgetOutcome {
    @Override
    public String describe() {
      return "no budget";
    }
  }

  /**
   * The budget held at all times.
   *
   * @param evidence the highest usage, as a sentence
   */
  record Within(String evidence) implements BudgetOutcome {
    @Override
    public String describe() {
      return "within budget: " + evidence;
    }
  }

  /**
   * The budget held, but with reservations: not from the start, only by measures such as pauses, or
   * with readings that are incomplete or contradict the account.
   *
   * @param reason what happened
   */
  record Degraded(String reason) implements BudgetOutcome {
    @Override
    public String describe() {
      return "degraded: " + reason;
    }
  }

  /**
   * The metric was unavailable, so the budget could not be checked.
   *
   * @param reason why it was unavailable
   */
  record Unverified(String reason) implements BudgetOutcome {
    @Override
    public String describe() {
      return "budget not checked: " + reason;
    }
  }

  /**
   * The budget did not hold.
   *
   * @param excessShare the excess as a share of the budget: 0.1 is a tenth more than allowed
   * @param evidence the highest usage, as a sentence
   */
  record Exceeded(double excessShare, String evidence) implements BudgetOutcome {
    @Override
    public String describe() {
      return String.format(Locale.ROOT, "exceeded by %.1f %%: %s", excessShare * 100, evidence);
    }
  }
}
