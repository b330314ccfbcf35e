package org.bandsaw.control;

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
   * @param why what happened
   */
  record Degraded(String why) implements BudgetOutcome {
    @Override
    public String describe() {
      return "degraded: " + why;
    }
  }

  /**
   * Nobody knows: what it bounds could not be told.
   *
   * @param why what was in the way
   */
  record Unwatched(String why) implements BudgetOutcome {
    @Override
    public String describe() {
      return "budget not watched: " + why;
    }
  }

  /**
   * It did not hold.
   *
   * @param by by how much, as a share of the budget: 0.1 is a tenth more than it allows
   * @param why what was seen
   */
  record Exceeded(double by, String why) implements BudgetOutcome {
    @Override
    public String describe() {
      return String.format(Locale.ROOT, "exceeded by %.1f %%: %s", by * 100, why);
    }
  }
}
