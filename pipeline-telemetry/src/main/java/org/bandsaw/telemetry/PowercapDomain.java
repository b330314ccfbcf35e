package org.bandsaw.telemetry;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A part of the machine whose energy is counted.
 *
 * @param name what reports call it, such as {@code package-0/dram}
 * @param directory where its files are
 * @param zoneName what its {@code name} file says
 * @param rangeMicrojoules microjoules after which the counter begins anew; {@link #UNKNOWN_RANGE}
 *     when it does not say
 * @param maxWatts more than it can draw
 */
record PowercapDomain(
    String name, Path directory, String zoneName, long rangeMicrojoules, long maxWatts) {

  static final long UNKNOWN_RANGE = -1;

  private static final long MAX_MICROJOULES = 1L << 60;

  Path energyFile() {
    return directory.resolve("energy_uj");
  }

  /**
   * Microjoules since some moment.
   *
   * @throws IOException when the file cannot be read, or says something else
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
    } catch (NumberFormatException none) {
      throw invalidContent(file, text, none);
    }
    throw invalidContent(file, text, null);
  }

  private static IOException invalidContent(Path file, String text, @Nullable Exception cause) {
    return new IOException(file + " says '" + text + "' where microjoules are needed", cause);
  }
}
