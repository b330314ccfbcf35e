package org.bandsaw.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;

/** The exit code and the output of a command. */
record CommandResult(int exitCode, String out, String err) {

  static CommandResult run(Object... args) {
    String[] words = new String[args.length];
    for (int i = 0; i < words.length; i++) {
      words[i] = args[i].toString();
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code =
        Bandsaw.run(
            words,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    return new CommandResult(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** Writes a file of trips with fare = 2 + 1.5 · distance, plus 10 at the airport. */
  static Path trips(Path folder, int rows) {
    StringBuilder text = new StringBuilder("distance,zone,note,paid,day,fare\n");
    Random random = new Random(7);
    for (int i = 0; i < rows; i++) {
      double distance = 20 * random.nextDouble();
      boolean airport = random.nextInt(4) == 0;
      text.append(
          String.format(
              Locale.ROOT,
              "%s,%s,note %d,%b,2024-01-%02d,%.3f%n",
              random.nextInt(20) == 0 ? "" : String.format(Locale.ROOT, "%.2f", distance),
              airport ? "airport" : "city",
              i,
              i % 2 == 0,
              1 + i % 28,
              2 + 1.5 * distance + (airport ? 10 : 0)));
    }
    return write(folder.resolve("trips.csv"), text.toString());
  }

  static Path write(Path file, String text) {
    try {
      return Files.writeString(file, text);
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
  }
}
