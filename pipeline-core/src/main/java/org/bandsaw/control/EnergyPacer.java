package org.bandsaw.control;

import java.time.Duration;
import org.bandsaw.budget.EnergyBudget;

/**
 * Decides when a run must rest so that the power stays within an {@link EnergyBudget} in watts.
 * Immutable and pure: it is given readings and answers how long to wait; it reads no clock and does
 * not wait.
 *
 * <p>It keeps an account of energy. Time that passes pays in, with a bound of L watts L joules each
 * second; what is used is taken out. Nobody works while the account is overdrawn. At most 0.25 s of
 * L can be saved up, and what takes more than 10 s to pay is forgotten. In any window of w seconds
 * at most {@code L·(w + 0.25) + c} joules so are used, where c is what the dearest chunk used.
 *
 * <p>A machine uses energy at rest too. When 5 s of rest have not brought the debt down, resting
 * does not help: for the next minute there is none, and the outcome of the budget says what was
 * used.
 */
public final class EnergyPacer {

  private static final double NANOS_PER_SECOND = 1e9;
  private static final double MAX_CREDIT_SECONDS = 0.25;
  private static final double MAX_DEBT_SECONDS = 10;

  /** Below this a wait is put off: waiting costs something too, and clocks are coarse. */
  private static final double MIN_PAUSE_SECONDS = 0.005;

  /** A run that rests looks up so often, to be stopped or reported on. */
  private static final double MAX_PAUSE_SECONDS = 0.2;

  private static final long MAX_FUTILE_PAUSE_NANOS = 5_000_000_000L;
  private static final long PAUSING_DISABLED_NANOS = 60_000_000_000L;

  private final double watts;

  private EnergyPacer(double watts) {
    this.watts = watts;
  }

  /**
   * What earlier answers left behind.
   *
   * @param wallNanos when the answer before was given
   * @param joules what had been used then
   * @param creditJoules what may be used at once; below 0 what has to be waited for
   * @param isPausing whether the answer before was to wait
   * @param pauseStartNanos when the present rest began
   * @param pauseStartCreditJoules the credit at that moment
   * @param pausingDisabledUntilNanos until when resting does not help
   */
  public record State(
      long wallNanos,
      double joules,
      double creditJoules,
      boolean isPausing,
      long pauseStartNanos,
      double pauseStartCreditJoules,
      long pausingDisabledUntilNanos) {}

  /**
   * An answer.
   *
   * @param pause how long to wait before asking again; zero: go on
   * @param next the state for the next call
   */
  public record Step(Duration pause, State next) {

    /** Whether the next chunk may begin. */
    public boolean isReady() {
      return pause.isZero();
    }
  }

  /**
   * A pacer of this budget.
   *
   * @throws IllegalArgumentException when it is not one in watts
   */
  public static EnergyPacer of(EnergyBudget budget) {
    if (budget.kind() != EnergyBudget.Kind.WATTS) {
      throw new IllegalArgumentException("only a budget in watts can be paced, not " + budget);
    }
    return new EnergyPacer(budget.amount());
  }

  /** The state at the beginning: nothing saved, nothing owed, nothing used. */
  public State initial(long wallNanos) {
    return new State(wallNanos, 0, 0, false, wallNanos, 0, wallNanos);
  }

  /**
   * Decides whether the next chunk may begin, or how long to wait before asking again: at most 0.2
   * s, so a long rest takes several questions.
   *
   * @param state what the answer before left behind; {@link #initial} at the start
   * @param wallNanos the moment, not before that of the state
   * @param joules what was used from the beginning until now
   */
  public Step decide(State state, long wallNanos, double joules) {
    double passed = Math.max(0, wallNanos - state.wallNanos()) / NANOS_PER_SECOND;
    double used = Math.max(0, joules - state.joules());
    double credit = state.creditJoules() + watts * passed - used;
    credit = Math.min(credit, MAX_CREDIT_SECONDS * watts);
    credit = Math.max(credit, -MAX_DEBT_SECONDS * watts);
    double owed = -credit / watts;
    boolean rests = owed >= MIN_PAUSE_SECONDS && wallNanos - state.pausingDisabledUntilNanos() >= 0;
    long since = state.isPausing() ? state.pauseStartNanos() : wallNanos;
    double from = state.isPausing() ? state.pauseStartCreditJoules() : credit;
    long givenUp = state.pausingDisabledUntilNanos();
    if (rests && wallNanos - since >= MAX_FUTILE_PAUSE_NANOS && credit <= from) {
      rests = false;
      givenUp = wallNanos + PAUSING_DISABLED_NANOS;
    }
    double pause = rests ? Math.min(owed, MAX_PAUSE_SECONDS) : 0;
    return new Step(
        Duration.ofNanos((long) Math.ceil(pause * NANOS_PER_SECOND)),
        new State(wallNanos, joules, credit, rests, since, from, givenUp));
  }
}
