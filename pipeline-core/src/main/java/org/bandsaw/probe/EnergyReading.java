package org.bandsaw.probe;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.bandsaw.data.Figure;

/** Energy used, and how that is known: what is estimated is never called a measurement. */
public sealed interface EnergyReading {

  /** The joules, or why there are none. */
  Figure figure();

  /** In words, with how it is known. */
  String describe();

  /**
   * What was used between an earlier reading of the same meter and this one. A meter that had
   * nothing to tell had counted nothing.
   *
   * @return {@link Unavailable} when this reading is, or when one of the two is measured and the
   *     other estimated
   */
  default EnergyReading since(EnergyReading earlier) {
    if (this instanceof Measured now && earlier instanceof Measured then) {
      return now.joules < then.joules
          ? counterDecreased(then.joules, now.joules)
          : new Measured(
              now.joules - then.joules,
              now.domains,
              Math.max(0, now.discardedSamples - then.discardedSamples));
    }
    if (this instanceof Estimated now && earlier instanceof Estimated then) {
      return now.joules < then.joules
          ? counterDecreased(then.joules, now.joules)
          : new Estimated(now.joules - then.joules, now.method, now.watts);
    }
    return this instanceof Unavailable || earlier instanceof Unavailable
        ? this
        : new Unavailable(
            "one of two readings was measured and the other estimated", Optional.empty());
  }

  private static Unavailable counterDecreased(double then, double now) {
    return new Unavailable(
        String.format(Locale.ROOT, "the meter went back from %.6f J to %.6f J", then, now),
        Optional.empty());
  }

  /**
   * Counted by the hardware.
   *
   * @param joules at least 0
   * @param domains the parts of the machine that were counted, as the system names them; at least
   *     one. They serve the whole machine, not this process alone
   * @param discardedSamples samples that told nothing, since a counter may have begun anew more
   *     than once, stood still or could not be read; what was used in them is missing from the
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
      String said =
          String.format(Locale.ROOT, "%.3f J measured (%s)", joules, String.join(", ", domains));
      return discardedSamples == 0
          ? said
          : said + ", without what was used in " + discardedSamples + " discarded samples";
    }
  }

  /**
   * Worked out from an assumed power.
   *
   * @param joules at least 0
   * @param method the arithmetic, in words
   * @param watts the power that was assumed, at least 0
   */
  record Estimated(double joules, String method, double watts) implements EnergyReading {
    public Estimated {
      requireNonNegative("joules", joules);
      Objects.requireNonNull(method, "how");
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
   * Not known.
   *
   * @param reason why, as a sentence
   * @param grantCommand what would grant access, where anything would
   */
  record Unavailable(String reason, Optional<String> grantCommand) implements EnergyReading {

    /** What is told where a job has no source of energy. */
    public static final Unavailable NOT_REQUESTED =
        new Unavailable("nobody asked for it: see Job.energy", Optional.empty());

    public Unavailable {
      Objects.requireNonNull(reason, "reason");
      Objects.requireNonNull(grantCommand, "command");
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

  private static void requireNonNegative(String what, double amount) {
    if (!(amount >= 0) || Double.isInfinite(amount)) {
      throw new IllegalArgumentException(what + " must be a number from 0 up, not " + amount);
    }
  }
}
