package org.bandsaw.control;

import java.time.Duration;
import java.util.Objects;

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

  private static final double SECOND = 1e9;
  private static final double SAVED_PER_PROCESSOR = 0.05 * SECOND;
  private static final double CHUNK_PER_PROCESSOR = 0.05 * SECOND;
  private static final double LARGEST_CHUNK = 0.1 * SECOND;
  private static final double LONGEST_DEBT = 30 * SECOND;

  /** Below this a wait is put off: waiting costs something too, and clocks are coarse. */
  private static final double SHORTEST_PAUSE = 0.005 * SECOND;

  /** A run that rests looks up so often, to be stopped or reported on. */
  private static final double LONGEST_PAUSE = 0.2 * SECOND;

  /**
   * What they cost is not known, and a debt of a second takes 20 s to pay off at a share of 0.05.
   */
  private static final int FIRST_ROWS = 50;

  private static final double MEMORY = 0.75;

  private final ComputeBudget budget;

  private ComputePacer(ComputeBudget budget) {
    this.budget = Objects.requireNonNull(budget, "budget");
  }

  /** A pacer of this budget. */
  public static ComputePacer of(ComputeBudget budget) {
    return new ComputePacer(budget);
  }

  /** The state before the first chunk: nothing saved, nothing owed, few rows. */
  public PaceState initial(ComputeReading first) {
    Objects.requireNonNull(first, "first");
    return new PaceState(first, 0, true, FIRST_ROWS, 0, 0);
  }

  /**
   * Decides whether the next chunk may begin, or how long to wait before asking again: at most 0.2
   * s, so a long rest takes several questions.
   *
   * @param state what the answer before left behind; {@link #initial} at the start
   * @param now a reading not before that of the state
   * @param rows rows taken in since the answer before; 0 after a pause
   */
  public PaceStep decide(PaceState state, ComputeReading now, long rows) {
    double rate = budget.shareOfMachine() * now.processors();
    double passed = Math.max(0, now.wallNanos() - state.last().wallNanos());
    double used = Math.max(0, now.cpuNanos() - state.last().cpuNanos());
    double credit = state.creditNanos() + rate * passed - used;
    credit = Math.min(credit, SAVED_PER_PROCESSOR * now.processors());
    credit = Math.max(credit, -LONGEST_DEBT * rate);
    PaceState sized = state.working() && rows > 0 ? sized(state, now, rows, used) : state;
    double owed = -credit / rate;
    boolean rests = owed >= SHORTEST_PAUSE;
    long pause = rests ? (long) Math.ceil(Math.min(owed, LONGEST_PAUSE)) : 0;
    return new PaceStep(
        Duration.ofNanos(pause),
        new PaceState(now, credit, !rests, sized.mostRows(), sized.rows(), sized.rowsNanos()));
  }

  /**
   * Bounds the rows of the next chunk by what a row cost last or on average lately, whichever is
   * more: one reading alone may be a tick of the clock too little.
   */
  private static PaceState sized(PaceState state, ComputeReading now, long rows, double used) {
    double allRows = state.rows() * MEMORY + rows;
    double allNanos = state.rowsNanos() * MEMORY + used;
    double dearest = Math.max(used / rows, allNanos / allRows);
    double target = Math.min(CHUNK_PER_PROCESSOR * now.processors(), LARGEST_CHUNK);
    double tried = Math.max(state.mostRows(), 2.0 * rows);
    double most = dearest > 0 ? Math.min(tried, target / dearest) : tried;
    return new PaceState(
        now, state.creditNanos(), true, (int) Math.max(1, most), allRows, allNanos);
  }
}
