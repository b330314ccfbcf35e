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
 * @param range microjoules after which the counter begins anew; {@link #UNKNOWN} when it does not
 *     say
 * @param mostWatts more than it can draw
 */
record PowercapDomain(String name, Path directory, String zoneName, long range, long mostWatts) {

  static final long UNKNOWN = -1;

  private static final long MOST_MICROJOULES = 1L << 60;

  Path energyFile() {
    return directory.resolve("energy_uj");
  }

  /**
   * Microjoules since some moment.
   *
   * @throws IOException when the file cannot be read, or says something else
   */
  long energy(PowercapFiles files) throws IOException {
    return microjoules(files, energyFile());
  }

  static long microjoules(PowercapFiles files, Path file) throws IOException {
    String text = files.text(file);
    try {
      long value = Long.parseLong(text);
      if (value >= 0 && value <= MOST_MICROJOULES) {
        return value;
      }
    } catch (NumberFormatException none) {
      throw notMicrojoules(file, text, none);
    }
    throw notMicrojoules(file, text, null);
  }

  private static IOException notMicrojoules(Path file, String text, @Nullable Exception cause) {
    return new IOException(file + " says '" + text + "' where microjoules are needed", cause);
  }
}
