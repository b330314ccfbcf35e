package org.bandsaw.bench;

import java.util.function.Function;
import org.bandsaw.Job;
import org.bandsaw.budget.ComputeBudget;
import org.bandsaw.budget.MemoryBudget;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that limit the resources of a run. They do not change results. */
final class BudgetOptions {

  @Option(
      names = "--memory-mb",
      paramLabel = "N",
      description = "The memory budget in mebibytes (default: half the maximum heap).")
  private @Nullable Integer mebibytes;

  @Option(
      names = "--compute-share",
      paramLabel = "X",
      description = "The share of all processors to use, above 0 and up to 1 (default: no limit).")
  private @Nullable Double computeShare;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "The number of threads that process rows (default: 1).")
  private @Nullable Integer threads;

  /** Returns the job with these limits. */
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

  /** Converts a value; a refusal becomes a usage error with the message of the library. */
  private static <A, B> B convert(String option, A value, Function<A, B> maker) {
    try {
      return maker.apply(value);
    } catch (IllegalArgumentException refused) {
      throw new UsageException(option + ": " + refused.getMessage());
    }
  }
}
