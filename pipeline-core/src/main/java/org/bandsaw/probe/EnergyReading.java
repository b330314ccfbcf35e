package org.bandsaw.probe;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Energy used, and how that is known: what is estimated is never called a measurement. */
public sealed interface EnergyReading {

  /**
   * Counted by the hardware.
   *
   * @param joules at least 0
   * @param domains the parts of the machine that were counted, as the system names them
   * @param discarded samples that told nothing, since a counter may have begun anew more than once;
   *     what was used in them is missing from the joules
   */
  record Measured(double joules, List<String> domains, long discarded) implements EnergyReading {
    public Measured {
      requireJoules(joules);
      domains = List.copyOf(domains);
    }
  }

  /**
   * Worked out from an assumed power.
   *
   * @param joules at least 0
   * @param how the arithmetic, in words
   * @param watts the power that was assumed
   */
  record Estimated(double joules, String how, double watts) implements EnergyReading {
    public Estimated {
      requireJoules(joules);
      Objects.requireNonNull(how, "how");
    }
  }

  /**
   * Not known.
   *
   * @param reason why, as a sentence
   * @param command what would grant access, where anything would
   */
  record Unavailable(String reason, Optional<String> command) implements EnergyReading {
    public Unavailable {
      Objects.requireNonNull(reason, "reason");
      Objects.requireNonNull(command, "command");
    }
  }

  private static void requireJoules(double joules) {
    if (!(joules >= 0) || Double.isInfinite(joules)) {
      throw new IllegalArgumentException("joules must be a number from 0 up, not " + joules);
    }
  }
}
