package org.bandsaw.budget;

import java.util.Locale;
import java.util.Objects;

/**
 * An upper bound on the energy or the power of a run. It applies to the readings of the job's
 * energy source: measured energy is that of the whole machine, including other processes.
 *
 * @param kind what is bounded
 * @param amount joules or watts, above 0
 * @param action what a run over budget does
 */
public record EnergyBudget(Kind kind, double amount, Action action) {

  /** What is bounded. */
  public enum Kind {
    /** The energy from the start of the run to its end. */
    JOULES("J"),
    /** The average power of any 10 s; of the whole run if it is shorter. */
    WATTS("W");

    private final String unit;

    Kind(String unit) {
      this.unit = unit;
    }

    /** Returns {@code J} or {@code W}. */
    public String unit() {
      return unit;
    }
  }

  /** What a run over budget does. */
  public enum Action {
    /** It warns its listeners. */
    WARN,
    /** It warns its listeners, and pauses between chunks until the average is below the bound. */
    PAUSE
  }

  public EnergyBudget {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(action, "action");
    if (!(amount > 0) || Double.isInfinite(amount)) {
      throw new IllegalArgumentException(
          "an energy budget in "
              + (kind == Kind.JOULES ? "joules" : "watts")
              + " must be above 0 and finite, not "
              + amount);
    }
    if (kind == Kind.JOULES && action == Action.PAUSE) {
      throw new IllegalArgumentException(
          "a budget in joules cannot be kept by pausing: energy that was used stays used, and an"
              + " idle machine uses more. Bound the power with EnergyBudget.ofWatts(…).pause(), or"
              + " use warn()");
    }
  }

  /** Returns a bound on the joules from the start of the run to its end, which warns. */
  public static EnergyBudget ofJoules(double joules) {
    return new EnergyBudget(Kind.JOULES, joules, Action.WARN);
  }

  /** Returns a bound on the average watts over any 10 s, which warns. */
  public static EnergyBudget ofWatts(double watts) {
    return new EnergyBudget(Kind.WATTS, watts, Action.WARN);
  }

  /** Returns the same bound with {@link Action#WARN}: a run over budget continues. */
  public EnergyBudget warn() {
    return new EnergyBudget(kind, amount, Action.WARN);
  }

  /**
   * Returns the same bound with {@link Action#PAUSE}: a run over budget pauses between chunks.
   *
   * <p>If 5 s of pauses do not bring the average down, because the idle machine uses too much, the
   * run continues without pauses for a minute.
   *
   * @throws IllegalArgumentException if the budget is in joules
   */
  public EnergyBudget pause() {
    return new EnergyBudget(kind, amount, Action.PAUSE);
  }

  /** Returns, for example, {@code 80.0 W on average}. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "%.1f %s%s", amount, kind.unit(), kind == Kind.WATTS ? " on average" : "");
  }
}
