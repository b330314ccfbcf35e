package org.bandsaw.bench;

import java.util.function.Function;
import org.bandsaw.Job;
import org.bandsaw.budget.ComputeBudget;
import org.bandsaw.budget.MemoryBudget;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a run may use of the machine. None of it changes a result. */
final class BudgetOptions {

  @Option(
      names = "--memory-mb",
      paramLabel = "N",
      description = "What the run may account for, in mebibytes (default: half of the heap).")
  private @Nullable Integer mebibytes;

  @Option(
      names = "--compute-share",
      paramLabel = "X",
      description = "The share of all processors it may use, above 0 and up to 1.")
  private @Nullable Double computeShare;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "How many threads may work (default: 1).")
  private @Nullable Integer threads;

  /** The job within these bounds. */
  Job applyTo(Job job) {
    Job bounded = job;
    if (mebibytes != null) {
      if (mebibytes < 1) {
        throw new UsageException("--memory-mb must be 1 or above, not " + mebibytes);
      }
      bounded = bounded.memory(MemoryBudget.ofMebibytes(mebibytes));
    }
    if (computeShare != null) {
      bounded = bounded.compute(convert("--compute-share", computeShare, ComputeBudget::ofShare));
    }
    if (threads != null) {
      bounded = convert("--threads", threads, bounded::parallelism);
    }
    return bounded;
  }

  /** What the library makes of a value; its own words when it refuses it. */
  private static <A, B> B convert(String option, A value, Function<A, B> maker) {
    try {
      return maker.apply(value);
    } catch (IllegalArgumentException refused) {
      throw new UsageException(option + ": " + refused.getMessage());
    }
  }
}
