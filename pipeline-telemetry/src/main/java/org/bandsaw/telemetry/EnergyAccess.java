package org.bandsaw.telemetry;

import java.util.List;
import java.util.Optional;
import org.bandsaw.probe.EnergyReading;

/**
 * Whether energy can be measured on this machine.
 *
 * @param domains the parts of the machine whose counters would be read; empty if energy cannot be
 *     measured
 * @param obstacle why energy cannot be measured, and the command that grants access if there is
 *     one; empty if it can
 */
public record EnergyAccess(List<String> domains, Optional<EnergyReading.Unavailable> obstacle) {

  public EnergyAccess {
    domains = List.copyOf(domains);
    if (domains.isEmpty() == obstacle.isEmpty()) {
      throw new IllegalArgumentException(
          "either domains or an obstacle must be present, not domains "
              + domains
              + " and obstacle "
              + obstacle);
    }
  }

  /** Returns whether energy can be measured. */
  public boolean isAvailable() {
    return obstacle.isEmpty();
  }

  /** Returns one sentence that describes the access. */
  @Override
  public String toString() {
    return obstacle
        .map(EnergyReading.Unavailable::describe)
        .orElseGet(() -> "measured: " + String.join(", ", domains));
  }
}
