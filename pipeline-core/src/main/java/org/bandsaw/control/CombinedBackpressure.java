package org.bandsaw.control;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bandsaw.budget.Backpressure;
import org.bandsaw.budget.LoadReading;
import org.bandsaw.budget.Throttle;

/**
 * Several backpressure strategies and their current throttles. The strictest applies: the fewest
 * rows and the longest pause. Immutable.
 */
public final class CombinedBackpressure {

  /**
   * A change of a strategy's throttle: another number of rows, or the start or end of pauses.
   *
   * @param strategy the name of the strategy
   * @param before its previous throttle
   * @param after its current throttle
   */
  public record Transition(String strategy, Throttle before, Throttle after) {}

  private final List<Backpressure> strategies;
  private final List<Throttle> throttles;
  private final List<Transition> latestTransitions;
  private final long transitionCount;

  private CombinedBackpressure(
      List<Backpressure> strategies,
      List<Throttle> throttles,
      List<Transition> latestTransitions,
      long transitionCount) {
    this.strategies = strategies;
    this.throttles = List.copyOf(throttles);
    this.latestTransitions = List.copyOf(latestTransitions);
    this.transitionCount = transitionCount;
  }

  /** Returns the strategies with their initial throttles, for the first read. */
  public static CombinedBackpressure of(List<Backpressure> strategies) {
    List<Backpressure> copy = List.copyOf(strategies);
    List<Throttle> initial = new ArrayList<>();
    for (Backpressure strategy : copy) {
      initial.add(strategy.initial());
    }
    return new CombinedBackpressure(copy, initial, List.of(), 0);
  }

  /** Returns the strategies with their throttles for the next read. */
  public CombinedBackpressure next(LoadReading load) {
    List<Throttle> nextThrottles = new ArrayList<>();
    List<Transition> transitions = new ArrayList<>();
    for (int i = 0; i < strategies.size(); i++) {
      Throttle before = throttles.get(i);
      Throttle next = strategies.get(i).next(before, load);
      if (next.maxRows() != before.maxRows() || next.pause().isZero() != before.pause().isZero()) {
        transitions.add(new Transition(strategies.get(i).name(), before, next));
      }
      nextThrottles.add(next);
    }
    return new CombinedBackpressure(
        strategies, nextThrottles, transitions, transitionCount + transitions.size());
  }

  /**
   * Returns the maximum number of rows of the next read; {@link Integer#MAX_VALUE} without a
   * strategy.
   */
  public int maxRows() {
    int rows = Integer.MAX_VALUE;
    for (Throttle throttle : throttles) {
      rows = Math.min(rows, throttle.maxRows());
    }
    return rows;
  }

  /** Returns the pause before the next read. */
  public Duration pause() {
    return throttles.stream().map(Throttle::pause).max(Duration::compareTo).orElse(Duration.ZERO);
  }

  /** Returns the changes made by the last call of {@link #next}. */
  public List<Transition> latestTransitions() {
    return latestTransitions;
  }

  /** Returns the number of changes so far. */
  public long transitionCount() {
    return transitionCount;
  }
}
