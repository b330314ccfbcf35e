package org.bandsaw.probe;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Reads the small files by which the kernel tells things. */
final class KernelFile {

  private KernelFile() {}

  /**
   * What a file says; nothing when it is not there or not for us to read. By a plain stream: most
   * of what is asked for is not there, and channels cost a cold process some milliseconds.
   */
  static String readText(Path file) {
    try (FileInputStream in = new FileInputStream(file.toString())) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      return "";
    }
  }
}
