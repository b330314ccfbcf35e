package org.bandsaw.bench;

import org.bandsaw.budget.BudgetExceededException;
import org.bandsaw.data.BadDataException;
import org.bandsaw.data.SchemaException;
import org.bandsaw.source.SourceFailedException;

/** The exit codes of the command line. */
enum ExitCode {
  SUCCESS(0),
  OTHER_FAILURE(1),
  WRONG_USAGE(2),
  BAD_INPUT(3),
  OVER_BUDGET(4),
  CHECK_FAILED(5);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  static ExitCode of(Throwable problem) {
    if (problem instanceof UsageException) {
      return WRONG_USAGE;
    }
    if (problem instanceof SchemaException
        || problem instanceof BadDataException
        || problem instanceof SourceFailedException) {
      return BAD_INPUT;
    }
    if (problem instanceof BudgetExceededException || problem instanceof OutOfMemoryError) {
      return OVER_BUDGET;
    }
    return problem instanceof CheckFailedException ? CHECK_FAILED : OTHER_FAILURE;
  }
}
