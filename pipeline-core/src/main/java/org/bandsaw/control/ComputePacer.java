package org.bandsaw.control;

import java.time.Duration;
import java.util.Objects;
import org.bandsaw.budget.ComputeBudget;

/**
 * Decides when a run must rest so that its process stays within a {@link ComputeBudget}. Immutable
 * and pure: it is given readings and answers how long to wait; it reads no clock and does not wait.
 *
 * <p>It keeps an account of processor time. Time that passes pays in: with a share x of P
 * processors, x·P nanoseconds each nanosecond. What the process uses is taken out. Nobody works
 * while the account is overdrawn. At most 0.05 s per processor can be saved up, so a run that had
 * nothing to do for a while does not make up for it.
 *
 * <p>In any window of w seconds the process so uses at most {@code x·P·w + 0.05·P + c} seconds,
 * where c is what the dearest chunk used, with the work of the collector and the compiler at the
 * same time. For this, chunks are bounded as well: to the rows that cost 0.05 s per processor, and
 * no more than 0.1 s, as recent ones did; at first 1 000, later up to twice as many as were tried.
 * Over 5 s that leaves 0.15 s per processor for what the virtual machine does at times of its own
 * until {@code x + 0.05} is reached. One row that costs more than all that is a debt like another,
 * and waited for, so that at least the share over a longer time is kept. What takes more than 30 s
 * to pay is forgotten: a host application that was busy for an hour does not stop the run for
 * another one.
 */
public final class ComputePacer {

  private static final double NANOS_PER_SECOND = 1e9;
  private static final double MAX_CREDIT_NANOS_PER_PROCESSOR = 0.05 * NANOS_PER_SECOND;
  private static final double CHUNK_NANOS_PER_PROCESSOR = 0.05 * NANOS_PER_SECOND;
  private static final double MAX_CHUNK_NANOS = 0.1 * NANOS_PER_SECOND;
  private static final double MAX_DEBT_NANOS = 30 * NANOS_PER_SECOND;

  /** Below this a wait is put off: waiting costs something too, and clocks are coarse. */
  private static final double MIN_PAUSE_NANOS = 0.005 * NANOS_PER_SECOND;

  /** A run that rests looks up so often, to be stopped or reported on. */
  private static final double MAX_PAUSE_NANOS = 0.2 * NANOS_PER_SECOND;

  /**
   * What they cost is not known, and a debt of a second takes 20 s to pay off at a share of 0.05.
   */
  private static final int INITIAL_ROWS = 50;

  private static final double HISTORY_DECAY = 0.75;

  private final ComputeBudget budget;

  private ComputePacer(ComputeBudget budget) {
    this.budget = Objects.requireNonNull(budget, "budget");
  }

  /** A pacer of this budget. */
  public static ComputePacer of(ComputeBudget budget) {
    return new ComputePacer(budget);
  }

  /** The state before the first chunk: nothing saved, nothing owed, few rows. */
  public ComputePacerState initial(ComputeReading first) {
    Objects.requireNonNull(first, "first");
    return new ComputePacerState(first, 0, true, INITIAL_ROWS, 0, 0);
  }

  /**
   * Decides whether the next chunk may begin, or how long to wait before asking again: at most 0.2
   * s, so a long rest takes several questions.
   *
   * @param state what the answer before left behind; {@link #initial} at the start
   * @param now a reading not before that of the state
   * @param rows rows taken in since the answer before; 0 after a pause
   */
  public ComputePacerStep decide(ComputePacerState state, ComputeReading now, long rows) {
    double rate = budget.shareOfMachine() * now.processors();
    double passed = Math.max(0, now.wallNanos() - state.lastReading().wallNanos());
    double used = Math.max(0, now.cpuNanos() - state.lastReading().cpuNanos());
    double credit = state.creditNanos() + rate * passed - used;
    credit = Math.min(credit, MAX_CREDIT_NANOS_PER_PROCESSOR * now.processors());
    credit = Math.max(credit, -MAX_DEBT_NANOS * rate);
    ComputePacerState sized =
        state.isWorking() && rows > 0 ? updateMaxRows(state, now, rows, used) : state;
    double owed = -credit / rate;
    boolean rests = owed >= MIN_PAUSE_NANOS;
    long pause = rests ? (long) Math.ceil(Math.min(owed, MAX_PAUSE_NANOS)) : 0;
    return new ComputePacerStep(
        Duration.ofNanos(pause),
        new ComputePacerState(
            now, credit, !rests, sized.maxRows(), sized.recentRows(), sized.recentNanos()));
  }

  /**
   * Bounds the rows of the next chunk by what a row cost last or on average lately, whichever is
   * more: one reading alone may be a tick of the clock too little.
   */
  private static ComputePacerState updateMaxRows(
      ComputePacerState state, ComputeReading now, long rows, double used) {
    double allRows = state.recentRows() * HISTORY_DECAY + rows;
    double allNanos = state.recentNanos() * HISTORY_DECAY + used;
    double dearest = Math.max(used / rows, allNanos / allRows);
    double target = Math.min(CHUNK_NANOS_PER_PROCESSOR * now.processors(), MAX_CHUNK_NANOS);
    double tried = Math.max(state.maxRows(), 2.0 * rows);
    double most = dearest > 0 ? Math.min(tried, target / dearest) : tried;
    return new ComputePacerState(
        now, state.creditNanos(), true, (int) Math.max(1, most), allRows, allNanos);
  }
}
