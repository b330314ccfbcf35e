package org.bandsaw.telemetry;

import java.util.List;
import java.util.Optional;
import org.bandsaw.probe.EnergyReading;

/**
 * Whether energy can be measured here.
 *
 * @param domains the parts of the machine that would be counted; empty when none can be
 * @param obstacle what is in the way, and the command that would grant access where there is one
 */
public record EnergyAccess(List<String> domains, Optional<EnergyReading.Unavailable> obstacle) {

  public EnergyAccess {
    domains = List.copyOf(domains);
    if (domains.isEmpty() == obstacle.isEmpty()) {
      throw new IllegalArgumentException(
          "either domains are counted or something is in the way, not "
              + domains
              + " and "
              + obstacle);
    }
  }

  /** Whether energy can be measured. */
  public boolean isAvailable() {
    return obstacle.isEmpty();
  }

  /** One sentence. */
  @Override
  public String toString() {
    return obstacle
        .map(EnergyReading.Unavailable::describe)
        .orElseGet(() -> "measured: " + String.join(", ", domains));
  }
}
