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
          ? wentBack(then.joules, now.joules)
          : new Measured(
              now.joules - then.joules, now.domains, Math.max(0, now.discarded - then.discarded));
    }
    if (this instanceof Estimated now && earlier instanceof Estimated then) {
      return now.joules < then.joules
          ? wentBack(then.joules, now.joules)
          : new Estimated(now.joules - then.joules, now.how, now.watts);
    }
    return this instanceof Unavailable || earlier instanceof Unavailable
        ? this
        : new Unavailable(
            "one of two readings was measured and the other estimated", Optional.empty());
  }

  private static Unavailable wentBack(double then, double now) {
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
   * @param discarded samples that told nothing, since a counter may have begun anew more than once,
   *     stood still or could not be read; what was used in them is missing from the joules
   */
  record Measured(double joules, List<String> domains, long discarded) implements EnergyReading {
    public Measured {
      requireAmount("joules", joules);
      domains = List.copyOf(domains);
      if (domains.isEmpty() || discarded < 0) {
        throw new IllegalArgumentException(
            "a measurement needs at least one domain and at least 0 discarded samples, not "
                + domains
                + " and "
                + discarded);
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
      return discarded == 0
          ? said
          : said + ", without what was used in " + discarded + " discarded samples";
    }
  }

  /**
   * Worked out from an assumed power.
   *
   * @param joules at least 0
   * @param how the arithmetic, in words
   * @param watts the power that was assumed, at least 0
   */
  record Estimated(double joules, String how, double watts) implements EnergyReading {
    public Estimated {
      requireAmount("joules", joules);
      Objects.requireNonNull(how, "how");
      requireAmount("watts", watts);
    }

    @Override
    public Figure figure() {
      return Figure.known(joules);
    }

    @Override
    public String describe() {
      return String.format(Locale.ROOT, "%.3f J estimated, not measured (%s)", joules, how);
    }
  }

  /**
   * Not known.
   *
   * @param reason why, as a sentence
   * @param command what would grant access, where anything would
   */
  record Unavailable(String reason, Optional<String> command) implements EnergyReading {

    /** What is told where a job has no source of energy. */
    public static final Unavailable NOT_ASKED =
        new Unavailable("nobody asked for it: see Job.energy", Optional.empty());

    public Unavailable {
      Objects.requireNonNull(reason, "reason");
      Objects.requireNonNull(command, "command");
    }

    @Override
    public Figure figure() {
      return Figure.unknown(reason);
    }

    @Override
    public String describe() {
      return "n/a: " + reason + command.map(text -> "; to grant access: " + text).orElse("");
    }
  }

  private static void requireAmount(String what, double amount) {
    if (!(amount >= 0) || Double.isInfinite(amount)) {
      throw new IllegalArgumentException(what + " must be a number from 0 up, not " + amount);
    }
  }
}
