package org.bandsaw.probe;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Reads small kernel files, such as those of procfs. */
final class KernelFile {

  private KernelFile() {}

  /**
   * Returns the text of a file; empty if it does not exist or is not readable. Uses a plain stream:
   * most of these files do not exist, and channels cost a cold process some milliseconds.
   */
  static String readText(Path file) {
    try (FileInputStream in = new FileInputStream(file.toString())) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      return "";
    }
  }
}
