package org.bandsaw.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Runs a command as a separate process and measures it from outside, on Linux with bash: times by
 * the shell's {@code time}, memory by polling {@code VmHWM} in {@code /proc} every 10 ms, so that a
 * peak in the last milliseconds may be missed.
 */
final class MeasuredProcess {

  private static final int POLL_INTERVAL_MILLIS = 10;
  private static final int MAX_SHOWN_CHARS = 300;

  private MeasuredProcess() {}

  /**
   * Runs a command to its end.
   *
   * @param command a bash command
   * @throws CheckFailedException if the exit code is not 0
   */
  static ProcessCost run(String name, String command) throws IOException, InterruptedException {
    Path times = Files.createTempFile("bandsaw-times", ".txt");
    Path output = Files.createTempFile("bandsaw-output", ".txt");
    try {
      Process shell = start(command, times, output);
      long peakKibibytes = 0;
      while (!shell.waitFor(POLL_INTERVAL_MILLIS, TimeUnit.MILLISECONDS)) {
        peakKibibytes = Math.max(peakKibibytes, peakKibibytes(shell));
      }
      if (shell.exitValue() != 0) {
        String text = Files.readString(output).strip();
        throw new CheckFailedException(
            String.format(
                Locale.ROOT,
                "'%s' failed with exit code %d: %s",
                name,
                shell.exitValue(),
                text.substring(Math.max(0, text.length() - MAX_SHOWN_CHARS))));
      }
      List<Double> seconds = seconds(Files.readString(times).strip());
      return new ProcessCost(
          seconds.get(0), seconds.get(1) + seconds.get(2), peakKibibytes / 1024.0);
    } finally {
      Files.deleteIfExists(times);
      Files.deleteIfExists(output);
    }
  }

  private static Process start(String command, Path times, Path output) throws IOException {
    ProcessBuilder shell =
        new ProcessBuilder(
            List.of(
                "bash",
                "-c",
                "TIMEFORMAT='%3R %3U %3S'; { time eval \"$COMMAND\" >\"$OUTPUT\" 2>&1; }"
                    + " 2>\"$TIMES\""));
    shell.environment().put("COMMAND", command);
    shell.environment().put("OUTPUT", output.toString());
    shell.environment().put("TIMES", times.toString());
    shell.environment().put("LC_ALL", "C");
    shell.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    shell.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    shell.redirectError(ProcessBuilder.Redirect.DISCARD);
    return shell.start();
  }

  /** Parses real, user and system seconds as written by the shell. */
  private static List<Double> seconds(String times) {
    return Pattern.compile(" ").splitAsStream(times).map(Double::valueOf).toList();
  }

  /** Returns the largest peak of the descendants of the shell. */
  private static long peakKibibytes(Process shell) throws IOException {
    long max = 0;
    try (Stream<ProcessHandle> children = shell.descendants()) {
      for (ProcessHandle child : children.toList()) {
        max = Math.max(max, highWaterMark(child.pid()));
      }
    }
    return max;
  }

  private static long highWaterMark(long pid) throws IOException {
    String status;
    try {
      status = Files.readString(Path.of("/proc/" + pid + "/status"), StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException ended) {
      return 0;
    } catch (IOException ended) {
      if (ProcessHandle.of(pid).isEmpty()) {
        return 0; // the process ended while its file was being read
      }
      throw ended;
    }
    return status
        .lines()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
        .findFirst()
        .orElse(0); // a zombie process
  }
}
