package org.bandsaw.control;

import java.time.Duration;
import java.util.Objects;
import org.bandsaw.budget.ComputeBudget;

/**
 * Decides when a run must pause so that its process stays within a {@link ComputeBudget}. Immutable
 * and pure: it reads no clock and does not wait; it turns readings into pauses.
 *
 * <p>It keeps a credit of processor time. With a share x of P processors, elapsed time adds x·P
 * nanoseconds for each nanosecond; processor time used by the process is subtracted. The run pauses
 * while the credit is negative. The credit is at most 0.05 s per processor, so an idle period
 * cannot be made up for later.
 *
 * <p>In any window of w seconds the process therefore uses at most {@code x·P·w + 0.05·P + c}
 * seconds, where c is the processor time of the most expensive chunk, with that of the collector
 * and the compiler meanwhile. For this reason chunks are bounded too: to the rows that cost 0.05 s
 * per processor, and no more than 0.1 s, at the cost of recent rows. The bound starts at 50 rows
 * and grows at most to twice the rows of the last chunk. In a window of 5 s, 0.15 s per processor
 * remain for unscheduled work of the JVM before {@code x + 0.05} is reached. One row that costs
 * more than all that is a debt like any other, and is paid by waiting, so that at least the
 * long-term share holds. Debt beyond 30 s of waiting is dropped: a host application that was busy
 * for an hour does not stop the run for another hour.
 */
public final class ComputePacer {

  private static final double NANOS_PER_SECOND = 1e9;
  private static final double MAX_CREDIT_NANOS_PER_PROCESSOR = 0.05 * NANOS_PER_SECOND;
  private static final double CHUNK_NANOS_PER_PROCESSOR = 0.05 * NANOS_PER_SECOND;
  private static final double MAX_CHUNK_NANOS = 0.1 * NANOS_PER_SECOND;
  private static final double MAX_DEBT_NANOS = 30 * NANOS_PER_SECOND;

  /** A shorter wait is deferred: waiting itself costs time, and clocks are coarse. */
  private static final double MIN_PAUSE_NANOS = 0.005 * NANOS_PER_SECOND;

  /** Bounds the time in which a paused run does not react to a stop or a report request. */
  private static final double MAX_PAUSE_NANOS = 0.2 * NANOS_PER_SECOND;

  /** The cost of a row is unknown, and a debt of 1 s takes 20 s to pay at a share of 0.05. */
  private static final int INITIAL_ROWS = 50;

  private static final double HISTORY_DECAY = 0.75;

  private final ComputeBudget budget;

  private ComputePacer(ComputeBudget budget) {
    this.budget = Objects.requireNonNull(budget, "budget");
  }

  /**
   * The state after a decision.
   *
   * @param lastReading the reading of that decision
   * @param creditNanos processor time that may be used at once; negative if the run must wait
   * @param isWorking whether the decision was to start the next chunk
   * @param maxRows the maximum number of rows of the next chunk, at least 1
   * @param recentRows rows of recent chunks, weighted less the older they are
   * @param recentNanos processor time of these rows, weighted in the same way
   */
  public record State(
      ComputeReading lastReading,
      double creditNanos,
      boolean isWorking,
      int maxRows,
      double recentRows,
      double recentNanos) {}

  /**
   * A decision and the next state.
   *
   * @param pause how long to wait before the next call; zero if the next chunk may start
   * @param next the state for the next call; {@link State#maxRows} bounds the next chunk
   */
  public record Step(Duration pause, State next) {

    /** Returns whether the next chunk may start. */
    public boolean isReady() {
      return pause.isZero();
    }
  }

  /** Returns a pacer for this budget. */
  public static ComputePacer of(ComputeBudget budget) {
    return new ComputePacer(budget);
  }

  /** Returns the state before the first chunk: no credit, no debt, few rows. */
  public State initial(ComputeReading first) {
    Objects.requireNonNull(first, "first");
    return new State(first, 0, true, INITIAL_ROWS, 0, 0);
  }

  /**
   * Decides whether the next chunk may start, or how long to wait before the next call: at most 0.2
   * s, so a long pause takes several calls.
   *
   * @param state the state after the previous decision; {@link #initial} at the start
   * @param now a reading that is not older than that of the state
   * @param rows rows read since the previous decision; 0 after a pause
   */
  public Step decide(State state, ComputeReading now, long rows) {
    double rate = budget.shareOfMachine() * now.processors();
    double elapsed = Math.max(0, now.wallNanos() - state.lastReading().wallNanos());
    double used = Math.max(0, now.cpuNanos() - state.lastReading().cpuNanos());
    double credit = state.creditNanos() + rate * elapsed - used;
    credit = Math.min(credit, MAX_CREDIT_NANOS_PER_PROCESSOR * now.processors());
    credit = Math.max(credit, -MAX_DEBT_NANOS * rate);
    State sized = state.isWorking() && rows > 0 ? updateMaxRows(state, now, rows, used) : state;
    double waitNanos = -credit / rate;
    boolean pauses = waitNanos >= MIN_PAUSE_NANOS;
    long pause = pauses ? (long) Math.ceil(Math.min(waitNanos, MAX_PAUSE_NANOS)) : 0;
    return new Step(
        Duration.ofNanos(pause),
        new State(now, credit, !pauses, sized.maxRows(), sized.recentRows(), sized.recentNanos()));
  }

  /**
   * Bounds the rows of the next chunk by the cost of a row, last or on average of recent ones,
   * whichever is higher: a single reading may be short by a tick of the clock.
   */
  private static State updateMaxRows(State state, ComputeReading now, long rows, double used) {
    double allRows = state.recentRows() * HISTORY_DECAY + rows;
    double allNanos = state.recentNanos() * HISTORY_DECAY + used;
    double nanosPerRow = Math.max(used / rows, allNanos / allRows);
    double target = Math.min(CHUNK_NANOS_PER_PROCESSOR * now.processors(), MAX_CHUNK_NANOS);
    double growth = Math.max(state.maxRows(), 2.0 * rows);
    double maxRows = nanosPerRow > 0 ? Math.min(growth, target / nanosPerRow) : growth;
    return new State(now, state.creditNanos(), true, (int) Math.max(1, maxRows), allRows, allNanos);
  }
}
