package org.bandsaw.budget;

import java.util.Locale;
import java.util.Objects;

/**
 * An upper bound on the energy of a run, or on its power. What is bounded is what the job's energy
 * source counts: measured energy is that of the whole machine, whoever used it.
 *
 * @param kind what is bounded
 * @param amount joules or watts, above 0
 * @param action what a run does that uses more
 */
public record EnergyBudget(Kind kind, double amount, Action action) {

  /** What is bounded. */
  public enum Kind {
    /** All energy from the beginning of the run to its end. */
    JOULES("J"),
    /** The average power of any 10 s; of the whole run when that is shorter. */
    WATTS("W");

    private final String unit;

    Kind(String unit) {
      this.unit = unit;
    }

    /** {@code J} or {@code W}. */
    public String unit() {
      return unit;
    }
  }

  /** What a run does that uses more. */
  public enum Action {
    /** It tells its listeners. */
    WARN,
    /** It tells them, and rests between chunks until the average is below the bound. */
    PAUSE
  }

  public EnergyBudget {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(action, "answer");
    if (!(amount > 0) || Double.isInfinite(amount)) {
      throw new IllegalArgumentException(
          "an energy budget is a number of "
              + (kind == Kind.JOULES ? "joules" : "watts")
              + " above 0, not "
              + amount);
    }
    if (kind == Kind.JOULES && action == Action.PAUSE) {
      throw new IllegalArgumentException(
          "a budget in joules cannot be kept by pausing: what was used stays used, and a machine at"
              + " rest uses more. Bound the power with EnergyBudget.ofWatts(…).pause(), or let it"
              + " warn");
    }
  }

  /** At most so many joules from the beginning of the run to its end; warns. */
  public static EnergyBudget ofJoules(double joules) {
    return new EnergyBudget(Kind.JOULES, joules, Action.WARN);
  }

  /** At most so many watts on average over any 10 s; warns. */
  public static EnergyBudget ofWatts(double watts) {
    return new EnergyBudget(Kind.WATTS, watts, Action.WARN);
  }

  /** The same bound; a run that uses more tells of it and goes on. */
  public EnergyBudget warn() {
    return new EnergyBudget(kind, amount, Action.WARN);
  }

  /**
   * The same bound; a run that uses more rests, see {@link org.bandsaw.control.EnergyPacer}.
   *
   * @throws IllegalArgumentException for a budget in joules
   */
  public EnergyBudget pause() {
    return new EnergyBudget(kind, amount, Action.PAUSE);
  }

  /** As in {@code 80.0 W on average}. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "%.1f %s%s", amount, kind.unit(), kind == Kind.WATTS ? " on average" : "");
  }
}
