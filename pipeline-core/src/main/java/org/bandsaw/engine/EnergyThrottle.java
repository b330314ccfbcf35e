package org.bandsaw.engine;

import java.time.Duration;
import org.bandsaw.budget.EnergyBudget;
import org.bandsaw.control.EnergyPacer;
import org.bandsaw.data.Figure;
import org.bandsaw.engine.monitor.EnergyMonitor;
import org.bandsaw.probe.Ticker;

/** Keeps an energy budget in watts with pauses. Used by the run's thread. */
final class EnergyThrottle implements Pacer {

  private final EnergyMonitor energy;
  private final EnergyBudget budget;
  private final EnergyPacer pacer;
  private final Ticker ticker;
  private EnergyPacer.State state;

  EnergyThrottle(EnergyBudget budget, EnergyMonitor energy, Ticker ticker) {
    this.energy = energy;
    this.budget = budget;
    this.ticker = ticker;
    this.pacer = EnergyPacer.of(budget);
    this.state = pacer.initial(ticker.nanoTime());
  }

  @Override
  public Duration nextPause() {
    Figure joules = energy.sampleIfDue().figure();
    if (!joules.isKnown()) {
      return Duration.ZERO;
    }
    EnergyPacer.Step step = pacer.decide(state, ticker.nanoTime(), joules.value());
    state = step.next();
    return step.pause();
  }

  @Override
  public String reason() {
    return "the energy budget is used up, " + budget;
  }

  @Override
  public String timeName() {
    return "pause for energy budget";
  }

  @Override
  public String activity() {
    return "pausing to keep the energy budget";
  }
}
