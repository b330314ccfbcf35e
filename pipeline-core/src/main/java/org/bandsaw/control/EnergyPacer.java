package org.bandsaw.control;

import java.time.Duration;
import org.bandsaw.budget.EnergyBudget;

/**
 * Decides when a run must pause so that the power stays within an {@link EnergyBudget} in watts.
 * Immutable and pure: it reads no clock and does not wait; it turns readings into pauses.
 *
 * <p>It keeps a credit of energy. With a bound of L watts, elapsed time adds L joules each second;
 * the energy used is subtracted. The run pauses while the credit is negative. The credit is at most
 * that of 0.25 s, and debt beyond 10 s of waiting is dropped. In any window of w seconds at most
 * {@code L·(w + 0.25) + c} joules are used, where c is the energy of the most expensive chunk.
 *
 * <p>An idle machine uses energy too. If 5 s of pauses have not reduced the debt, pausing does not
 * help: there is none for the next minute, and the outcome of the budget shows what was used.
 */
public final class EnergyPacer {

  private static final double NANOS_PER_SECOND = 1e9;
  private static final double MAX_CREDIT_SECONDS = 0.25;
  private static final double MAX_DEBT_SECONDS = 10;

  /** A shorter wait is deferred: waiting itself costs time, and clocks are coarse. */
  private static final double MIN_PAUSE_SECONDS = 0.005;

  /** Bounds the time in which a paused run does not react to a stop or a report request. */
  private static final double MAX_PAUSE_SECONDS = 0.2;

  private static final long MAX_FUTILE_PAUSE_NANOS = 5_000_000_000L;
  private static final long PAUSING_DISABLED_NANOS = 60_000_000_000L;

  private final double watts;

  private EnergyPacer(double watts) {
    this.watts = watts;
  }

  /**
   * The state after a decision.
   *
   * @param wallNanos when the decision was made
   * @param joules the energy used until then
   * @param creditJoules energy that may be used at once; negative if the run must wait
   * @param isPausing whether the decision was to wait
   * @param pauseStartNanos when the current pause started
   * @param pauseStartCreditJoules the credit at that time
   * @param pausingDisabledUntilNanos until when the run does not pause, because that did not help
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
   * A decision and the next state.
   *
   * @param pause how long to wait before the next call; zero if the next chunk may start
   * @param next the state for the next call
   */
  public record Step(Duration pause, State next) {

    /** Returns whether the next chunk may start. */
    public boolean isReady() {
      return pause.isZero();
    }
  }

  /**
   * Returns a pacer for this budget.
   *
   * @throws IllegalArgumentException if the budget is not in watts
   */
  public static EnergyPacer of(EnergyBudget budget) {
    if (budget.kind() != EnergyBudget.Kind.WATTS) {
      throw new IllegalArgumentException("only a budget in watts can be paced, not " + budget);
    }
    return new EnergyPacer(budget.amount());
  }

  /** Returns the state at the start: no credit, no debt, nothing used. */
  public State initial(long wallNanos) {
    return new State(wallNanos, 0, 0, false, wallNanos, 0, wallNanos);
  }

  /**
   * Decides whether the next chunk may start, or how long to wait before the next call: at most 0.2
   * s, so a long pause takes several calls.
   *
   * @param state the state after the previous decision; {@link #initial} at the start
   * @param wallNanos the current time, not before that of the state
   * @param joules the energy used from the start until now
   */
  public Step decide(State state, long wallNanos, double joules) {
    double elapsed = Math.max(0, wallNanos - state.wallNanos()) / NANOS_PER_SECOND;
    double used = Math.max(0, joules - state.joules());
    double credit = state.creditJoules() + watts * elapsed - used;
    credit = Math.min(credit, MAX_CREDIT_SECONDS * watts);
    credit = Math.max(credit, -MAX_DEBT_SECONDS * watts);
    double waitSeconds = -credit / watts;
    long disabledUntil = state.pausingDisabledUntilNanos();
    boolean pauses = waitSeconds >= MIN_PAUSE_SECONDS && wallNanos - disabledUntil >= 0;
    long start = state.isPausing() ? state.pauseStartNanos() : wallNanos;
    double startCredit = state.isPausing() ? state.pauseStartCreditJoules() : credit;
    if (pauses && wallNanos - start >= MAX_FUTILE_PAUSE_NANOS && credit <= startCredit) {
      pauses = false;
      disabledUntil = wallNanos + PAUSING_DISABLED_NANOS;
    }
    double pause = pauses ? Math.min(waitSeconds, MAX_PAUSE_SECONDS) : 0;
    return new Step(
        Duration.ofNanos((long) Math.ceil(pause * NANOS_PER_SECOND)),
        new State(wallNanos, joules, credit, pauses, start, startCredit, disabledUntil));
  }
}
