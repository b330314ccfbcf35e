package org.bandsaw.probe;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** The first line of {@code /proc/stat}: what all processors did since the machine was started. */
final class MachineTime {

  /** Linux tells hundredths of a second on every processor that this virtual machine runs on. */
  private static final long TICK_NANOS = 10_000_000;

  /** user, nice, system, idle, waiting for input, interrupts, soft interrupts; then time stolen. */
  private static final int[] BUSY = {1, 2, 3, 6, 7};

  private MachineTime() {}

  static OptionalLong nanos(Path stat) {
    if (!Files.isReadable(stat)) {
      return OptionalLong.empty();
    }
    try (BufferedReader reader = Files.newBufferedReader(stat)) {
      String first = reader.readLine();
      String[] fields = first == null ? new String[0] : first.trim().split(" +");
      if (fields.length < 8 || !fields[0].equals("cpu")) {
        return OptionalLong.empty();
      }
      long ticks = 0;
      for (int field : BUSY) {
        ticks += Long.parseLong(fields[field]);
      }
      return ticks > 0 ? OptionalLong.of(ticks * TICK_NANOS) : OptionalLong.empty();
    } catch (IOException | NumberFormatException unreadable) {
      return OptionalLong.empty();
    }
  }
}
