package org.bandsaw.probe;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.bandsaw.data.Figure;

/** Energy used, and whether it was measured, estimated, or unavailable. */
public sealed interface EnergyReading {

  /** Returns the joules, or the reason why they are unavailable. */
  Figure figure();

  /** Returns the reading as text, including how it was obtained. */
  String describe();

  /**
   * Returns the energy used between an earlier reading of the same meter and this one. An
   * unavailable earlier reading counts as 0 J.
   *
   * @return this reading if it has no joules; {@link Unavailable} if one of the two is measured and
   *     the other estimated, or if the joules have decreased
   */
  default EnergyReading since(EnergyReading earlier) {
    if (this instanceof Measured now && earlier instanceof Measured then) {
      return now.joules < then.joules
          ? meterDecreased(then.joules, now.joules)
          : new Measured(
              now.joules - then.joules,
              now.domains,
              Math.max(0, now.discardedSamples - then.discardedSamples));
    }
    if (this instanceof Estimated now && earlier instanceof Estimated then) {
      return now.joules < then.joules
          ? meterDecreased(then.joules, now.joules)
          : new Estimated(now.joules - then.joules, now.method, now.watts);
    }
    return figure().isKnown() && earlier.figure().isKnown()
        ? new Unavailable(
            "one of two readings was measured and the other estimated", Optional.empty())
        : this;
  }

  private static Unavailable meterDecreased(double then, double now) {
    return new Unavailable(
        String.format(Locale.ROOT, "the meter decreased from %.6f J to %.6f J", then, now),
        Optional.empty());
  }

  /**
   * Energy counted by the hardware.
   *
   * @param joules at least 0
   * @param domains the parts of the machine that were counted, as the system names them; at least
   *     one. Their counters cover the whole machine, not this process alone
   * @param discardedSamples samples without a usable value, because a counter may have overflowed
   *     more than once, did not change, or could not be read; their energy is missing from the
   *     joules
   */
  record Measured(double joules, List<String> domains, long discardedSamples)
      implements EnergyReading {
    public Measured {
      requireNonNegative("joules", joules);
      domains = List.copyOf(domains);
      if (domains.isEmpty() || discardedSamples < 0) {
        throw new IllegalArgumentException(
            "a measurement needs at least one domain and at least 0 discarded samples, not "
                + domains
                + " and "
                + discardedSamples);
      }
    }

    @Override
    public Figure figure() {
      return Figure.known(joules);
    }

    @Override
    public String describe() {
      String text =
          String.format(Locale.ROOT, "%.3f J measured (%s)", joules, String.join(", ", domains));
      return discardedSamples == 0
          ? text
          : text + ", without the energy of " + discardedSamples + " discarded samples";
    }
  }

  /**
   * Energy calculated from an assumed power.
   *
   * @param joules at least 0
   * @param method the calculation, as text
   * @param watts the assumed power, at least 0
   */
  record Estimated(double joules, String method, double watts) implements EnergyReading {
    public Estimated {
      requireNonNegative("joules", joules);
      Objects.requireNonNull(method, "method");
      requireNonNegative("watts", watts);
    }

    @Override
    public Figure figure() {
      return Figure.known(joules);
    }

    @Override
    public String describe() {
      return String.format(Locale.ROOT, "%.3f J estimated, not measured (%s)", joules, method);
    }
  }

  /**
   * No energy is available.
   *
   * @param reason why, as a sentence
   * @param grantCommand the command that grants access; empty if there is none
   */
  record Unavailable(String reason, Optional<String> grantCommand) implements EnergyReading {

    public Unavailable {
      Objects.requireNonNull(reason, "reason");
      Objects.requireNonNull(grantCommand, "grantCommand");
    }

    @Override
    public Figure figure() {
      return Figure.unknown(reason);
    }

    @Override
    public String describe() {
      return "n/a: " + reason + grantCommand.map(text -> "; to grant access: " + text).orElse("");
    }
  }

  /** The job has no energy source. */
  record NotRequested() implements EnergyReading {

    private static final String REASON = "not measured: the job has no energy source";

    @Override
    public Figure figure() {
      return Figure.unknown(REASON);
    }

    @Override
    public String describe() {
      return "n/a: " + REASON;
    }
  }

  private static void requireNonNegative(String name, double amount) {
    if (!(amount >= 0) || Double.isInfinite(amount)) {
      throw new IllegalArgumentException(name + " must be at least 0 and finite, not " + amount);
    }
  }
}
