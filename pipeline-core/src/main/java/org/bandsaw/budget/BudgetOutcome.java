package org.bandsaw.budget;

import java.util.Locale;

/** Whether a budget held. */
public sealed interface BudgetOutcome {

  /** One sentence for people. */
  String describe();

  /** There was none. */
  record NotSet() implements BudgetOutcome {
    @Override
    public String describe() {
      return "no budget";
    }
  }

  /**
   * It held all the time.
   *
   * @param evidence the most that was seen, as a sentence
   */
  record Within(String evidence) implements BudgetOutcome {
    @Override
    public String describe() {
      return "within budget: " + evidence;
    }
  }

  /**
   * It held, but not from the beginning or not without measures that the user would want to know
   * of.
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
   * Nobody knows: what it bounds could not be told.
   *
   * @param reason what was in the way
   */
  record Unverified(String reason) implements BudgetOutcome {
    @Override
    public String describe() {
      return "budget not watched: " + reason;
    }
  }

  /**
   * It did not hold.
   *
   * @param excessShare by how much, as a share of the budget: 0.1 is a tenth more than it allows
   * @param evidence what was seen
   */
  record Exceeded(double excessShare, String evidence) implements BudgetOutcome {
    @Override
    public String describe() {
      return String.format(Locale.ROOT, "exceeded by %.1f %%: %s", excessShare * 100, evidence);
    }
  }
}
