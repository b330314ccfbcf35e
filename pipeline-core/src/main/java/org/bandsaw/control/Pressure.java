package org.bandsaw.control;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Several strategies and their last answers, of which the strictest wins: the fewest rows and the
 * longest pause. Immutable.
 */
public final class Pressure {

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
  private final List<Transition> changed;
  private final long transitions;

  private Pressure(
      List<Backpressure> strategies,
      List<Throttle> throttles,
      List<Transition> changed,
      long transitions) {
    this.strategies = strategies;
    this.throttles = List.copyOf(throttles);
    this.changed = List.copyOf(changed);
    this.transitions = transitions;
  }

  /** Before the first read. */
  public static Pressure of(List<Backpressure> strategies) {
    List<Backpressure> copy = List.copyOf(strategies);
    List<Throttle> first = new ArrayList<>();
    for (Backpressure strategy : copy) {
      first.add(strategy.first());
    }
    return new Pressure(copy, first, List.of(), 0);
  }

  /** Before each other read. */
  public Pressure next(Load load) {
    List<Throttle> after = new ArrayList<>();
    List<Transition> now = new ArrayList<>();
    for (int i = 0; i < strategies.size(); i++) {
      Throttle before = throttles.get(i);
      Throttle next = strategies.get(i).next(before, load);
      if (next.rows() != before.rows() || next.pause().isZero() != before.pause().isZero()) {
        now.add(new Transition(strategies.get(i).name(), before, next));
      }
      after.add(next);
    }
    return new Pressure(strategies, after, now, transitions + now.size());
  }

  /** How many rows the next read may ask for; all there can be without a strategy. */
  public int rows() {
    int rows = Integer.MAX_VALUE;
    for (Throttle throttle : throttles) {
      rows = Math.min(rows, throttle.rows());
    }
    return rows;
  }

  /** How long to wait before it. */
  public Duration pause() {
    return throttles.stream().map(Throttle::pause).max(Duration::compareTo).orElse(Duration.ZERO);
  }

  /** What the last step changed. */
  public List<Transition> changed() {
    return changed;
  }

  /** How many changes there were so far. */
  public long transitions() {
    return transitions;
  }
}
