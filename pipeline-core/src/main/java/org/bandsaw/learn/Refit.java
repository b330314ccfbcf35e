package org.bandsaw.learn;

import java.util.Objects;
import java.util.Set;
import org.bandsaw.learn.refit.RefitModels;

/**
 * Learns row by row by refitting a batch learner: keeps a window of the last rows and fits the
 * learner to it at a fixed interval of learned rows. Predicts with the last fit; before the first
 * fit with the weighted mean of the targets so far, and with 0 before the first row.
 *
 * <p>The interval is counted from the first learned row, so the fits do not depend on the chunk
 * size. Each fit gets the run's seed. A new feature is 0 in the rows of the window that came before
 * it; predictions ignore it until the next fit.
 *
 * <p>The fit is part of {@code learn}, so one call in each interval takes as long as a fit. The
 * memory used during a fit is in addition to the retained window and fitted model. A fit that
 * throws ends the run with a {@link LearnerFailedException}.
 *
 * <p>Models save the window and the fitted model; a loaded model continues bit for bit. Has the
 * capabilities of the learner. Immutable; made by {@link Learners#refit}.
 *
 * @param learner the learner to fit
 * @param lastRows the length of the window in rows, from 1
 * @param every the interval between fits in learned rows, from 1
 */
public record Refit(BatchLearner learner, int lastRows, int every) implements OnlineLearner {

  public Refit {
    Objects.requireNonNull(learner, "learner");
    if (lastRows < 1) {
      throw new IllegalArgumentException("a window needs 1 row or more, not " + lastRows);
    }
    if (every < 1) {
      throw new IllegalArgumentException(
          "the interval between fits must be 1 row or more, not " + every);
    }
  }

  /** A copy with another interval in rows between fits; the first fit comes after one interval. */
  public Refit every(int rows) {
    return new Refit(learner, lastRows, rows);
  }

  @Override
  public String name() {
    return "refit-" + learner.name();
  }

  @Override
  public Task task() {
    return learner.task();
  }

  @Override
  public Set<Capability> capabilities() {
    return learner.capabilities();
  }

  @Override
  public int version() {
    return learner.version();
  }

  @Override
  public OnlineModel open(Features features, long seed) {
    return RefitModels.open(this, features, seed);
  }
}
