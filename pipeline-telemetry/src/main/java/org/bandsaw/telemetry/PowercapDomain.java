package org.bandsaw.telemetry;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A part of the machine with an energy counter.
 *
 * @param name the name in reports, such as {@code package-0/dram}
 * @param directory the directory of its files
 * @param zoneName the content of its {@code name} file
 * @param rangeMicrojoules the value at which the counter wraps around; {@link #UNKNOWN_RANGE} if
 *     not available
 * @param maxWatts an upper bound of its power
 */
record PowercapDomain(
    String name, Path directory, String zoneName, long rangeMicrojoules, long maxWatts) {

  static final long UNKNOWN_RANGE = -1;

  private static final long MAX_MICROJOULES = 1L << 60;

  Path energyFile() {
    return directory.resolve("energy_uj");
  }

  /**
   * Returns the counter in microjoules, from an arbitrary origin.
   *
   * @throws IOException if the file cannot be read, or does not contain microjoules
   */
  long readEnergy(PowercapFiles files) throws IOException {
    return readMicrojoules(files, energyFile());
  }

  static long readMicrojoules(PowercapFiles files, Path file) throws IOException {
    String text = files.readText(file);
    try {
      long value = Long.parseLong(text);
      if (value >= 0 && value <= MAX_MICROJOULES) {
        return value;
      }
    } catch (NumberFormatException notANumber) {
      throw invalidContent(file, text, notANumber);
    }
    throw invalidContent(file, text, null);
  }

  private static IOException invalidContent(Path file, String text, @Nullable Exception cause) {
    return new IOException(file + " contains '" + text + "'; microjoules are needed", cause);
  }
}
