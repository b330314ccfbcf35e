package org.bandsaw.control;

import java.util.Locale;
import org.bandsaw.data.BandsawException;

/** Something did not fit its budget and there was no way left to make it smaller. */
public final class BudgetExceededException extends BandsawException {

  private static final long serialVersionUID = 1L;

  private final long neededBytes;
  private final long budgetBytes;
  private final String what;

  public BudgetExceededException(String what, long neededBytes, long budgetBytes, String remedy) {
    super(
        String.format(
            Locale.ROOT,
            "%s needs %d bytes; the memory budget is %d. %s",
            what,
            neededBytes,
            budgetBytes,
            remedy));
    this.what = what;
    this.neededBytes = neededBytes;
    this.budgetBytes = budgetBytes;
  }

  /** What it took. */
  public long neededBytes() {
    return neededBytes;
  }

  /** What it might have taken. */
  public long budgetBytes() {
    return budgetBytes;
  }

  /** What did not fit. */
  public String what() {
    return what;
  }
}
