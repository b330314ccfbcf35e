package org.bandsaw.control;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bandsaw.budget.Backpressure;
import org.bandsaw.budget.LoadReading;
import org.bandsaw.budget.Throttle;

/**
 * Several strategies and their last answers, of which the strictest wins: the fewest rows and the
 * longest pause. Immutable.
 */
public final class CombinedBackpressure {

  /**
   * A strategy changed its answer: other rows, or it began or ceased to pause.
   *
   * @param strategy its name
   * @param before its answer before
   * @param after its answer now
   */
  public record Transition(String strategy, Throttle before, Throttle after) {}

  private final List<Backpressure> strategies;
  private final List<Throttle> throttles;
  private final List<Transition> latestTransitions;
  private final long transitionCount;

  private CombinedBackpressure(
      List<Backpressure> strategies,
      List<Throttle> throttles,
      List<Transition> changed,
      long transitions) {
    this.strategies = strategies;
    this.throttles = List.copyOf(throttles);
    this.latestTransitions = List.copyOf(changed);
    this.transitionCount = transitions;
  }

  /** Before the first read. */
  public static CombinedBackpressure of(List<Backpressure> strategies) {
    List<Backpressure> copy = List.copyOf(strategies);
    List<Throttle> first = new ArrayList<>();
    for (Backpressure strategy : copy) {
      first.add(strategy.initial());
    }
    return new CombinedBackpressure(copy, first, List.of(), 0);
  }

  /** Before each other read. */
  public CombinedBackpressure next(LoadReading load) {
    List<Throttle> after = new ArrayList<>();
    List<Transition> now = new ArrayList<>();
    for (int i = 0; i < strategies.size(); i++) {
      Throttle before = throttles.get(i);
      Throttle next = strategies.get(i).next(before, load);
      if (next.maxRows() != before.maxRows() || next.pause().isZero() != before.pause().isZero()) {
        now.add(new Transition(strategies.get(i).name(), before, next));
      }
      after.add(next);
    }
    return new CombinedBackpressure(strategies, after, now, transitionCount + now.size());
  }

  /** How many rows the next read may ask for; all there can be without a strategy. */
  public int maxRows() {
    int rows = Integer.MAX_VALUE;
    for (Throttle throttle : throttles) {
      rows = Math.min(rows, throttle.maxRows());
    }
    return rows;
  }

  /** How long to wait before it. */
  public Duration pause() {
    return throttles.stream().map(Throttle::pause).max(Duration::compareTo).orElse(Duration.ZERO);
  }

  /** What the last step changed. */
  public List<Transition> latestTransitions() {
    return latestTransitions;
  }

  /** How many changes there were so far. */
  public long transitionCount() {
    return transitionCount;
  }
}
