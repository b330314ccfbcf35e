package org.bandsaw.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A workload in a separate virtual machine with a heap slightly larger than the budget.
 *
 * @param shape the kind of input
 * @param mebibytes the budget; null for a run without one in a heap of 2 GiB
 * @param collector {@code Serial} or {@code G1}
 */
record BudgetCell(BudgetShape shape, @Nullable Integer mebibytes, String collector) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int DEFAULT_HEAP_SAMPLES = 12;
  private static final int MAX_MINUTES = 20;

  /** 1.25 times the budget and foreign data, plus 48 MiB for the virtual machine itself. */
  private int heapMebibytes(int foreign) {
    return mebibytes == null ? 2_048 : mebibytes * 5 / 4 + 48 + foreign * 5 / 4;
  }

  /** Runs with the default number of rows and heap samples. */
  ObjectNode run() throws IOException, InterruptedException {
    return run(shape.defaultRows(), mebibytes == null ? 0 : DEFAULT_HEAP_SAMPLES, 0);
  }

  /**
   * Runs the workload and returns its output with the collector, the heap and the exit code. A run
   * that exceeded its budget has the outcome {@code refused}.
   */
  ObjectNode run(long rows, int heapSamples, int foreign) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heapMebibytes(foreign) + "m",
                "-XX:+Use" + collector + "GC",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path"))));
    if (collector.equals("Serial")) {
      // otherwise a full collection does not compact all garbage, which would count as live
      command.add(1, "-XX:MarkSweepAlwaysCompactCount=1");
    }
    command.addAll(
        List.of(
            Bandsaw.class.getName(),
            "workload",
            "budget",
            "--shape",
            shape.name(),
            "--rows",
            Long.toString(rows),
            "--heap-samples",
            Integer.toString(heapSamples),
            "--foreign-mb",
            Integer.toString(foreign)));
    if (mebibytes != null) {
      command.addAll(List.of("--memory-mb", mebibytes.toString()));
    }
    Path output = Files.createTempFile("bandsaw-budget", ".txt");
    Path errors = Files.createTempFile("bandsaw-budget", ".err");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(output.toFile())
              .redirectError(errors.toFile())
              .start();
      if (!process.waitFor(MAX_MINUTES, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new AssertionError(this + " did not end within " + MAX_MINUTES + " minutes");
      }
      String out = Files.readString(output, StandardCharsets.UTF_8).strip();
      String err = Files.readString(errors, StandardCharsets.UTF_8).strip();
      ObjectNode line = JSON.createObjectNode();
      line.put("shape", shape.name());
      line.put("collector", collector);
      line.put("heap_mb", heapMebibytes(foreign));
      line.put("exit_code", process.exitValue());
      if (process.exitValue() == ExitCode.SUCCESS.code()) {
        line.setAll((ObjectNode) JSON.readTree(out));
      } else {
        line.put("outcome", process.exitValue() == 4 ? "refused" : "failed");
        line.put("reason", err.lines().findFirst().orElse(""));
        if (mebibytes != null) {
          line.putObject("memory").put("budget_mb", mebibytes.doubleValue());
        }
      }
      boolean heapEnded = err.contains("OutOfMemoryError") || err.contains("out of memory");
      line.put("out_of_memory", heapEnded);
      if (heapEnded) {
        line.put("outcome", "out of memory");
      }
      return line;
    } finally {
      Files.delete(output);
      Files.delete(errors);
    }
  }

  /** Returns the outcome of a line: {@code within}, {@code degraded}, {@code exceeded}, … */
  static String outcome(ObjectNode line) {
    return line.has("outcome") ? line.get("outcome").asText() : line.at("/memory/outcome").asText();
  }
}
