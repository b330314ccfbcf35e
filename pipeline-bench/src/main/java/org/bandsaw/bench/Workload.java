package org.bandsaw.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A benchmark workload with its settings.
 *
 * @param name the workload
 * @param file the CSV file that it reads
 * @param chunkSize rows per chunk; the first size under a memory budget
 * @param threads threads that process rows, from 1 to 256
 * @param repeat how often the workload runs in one process
 * @param mebibytes a memory budget, with adaptive chunks; 0 for the default budget
 * @param withTable whether a stage uses each chunk as a table
 */
record Workload(
    Name name,
    Path file,
    int chunkSize,
    int threads,
    int repeat,
    int mebibytes,
    boolean withTable) {

  static final int DEFAULT_CHUNK_SIZE = 10_000;

  private static final int MAX_THREADS = 256;

  /** The workloads. */
  enum Name {
    w1,
    csv,
    w3
  }

  Workload {
    if (chunkSize < 1) {
      throw new UsageException("--chunk-size must be 1 or above, not " + chunkSize);
    }
    if (threads < 1 || threads > MAX_THREADS) {
      throw new UsageException("--threads must be from 1 to " + MAX_THREADS + ", not " + threads);
    }
    if (repeat < 1) {
      throw new UsageException("--repeat must be 1 or above, not " + repeat);
    }
    if (mebibytes < 0) {
      throw new UsageException("--memory-mb must be 1 or above, not " + mebibytes);
    }
    if (name == Name.csv && (withTable || threads > 1 || mebibytes > 0)) {
      throw new UsageException(
          "--with-table, --threads and --memory-mb apply to w1 and w3, not to csv");
    }
  }

  /** Returns a workload with default settings. */
  static Workload of(Name name, Path file) {
    return new Workload(name, file, DEFAULT_CHUNK_SIZE, 1, 1, 0, false);
  }

  Workload threads(int count) {
    return new Workload(name, file, chunkSize, count, repeat, mebibytes, withTable);
  }

  Workload repeat(int times) {
    return new Workload(name, file, chunkSize, threads, times, mebibytes, withTable);
  }

  Workload memory(int budgetMebibytes) {
    return new Workload(name, file, chunkSize, threads, repeat, budgetMebibytes, withTable);
  }

  Workload asTable() {
    return new Workload(name, file, chunkSize, threads, repeat, mebibytes, true);
  }

  /** Returns the arguments from which {@link #parse} restores this workload. */
  List<String> arguments() {
    return List.of(
        name.name(),
        file.toString(),
        Integer.toString(chunkSize),
        Integer.toString(threads),
        Integer.toString(repeat),
        Integer.toString(mebibytes),
        Boolean.toString(withTable));
  }

  static Workload parse(String[] arguments) {
    return new Workload(
        Name.valueOf(arguments[0]),
        Path.of(arguments[1]),
        Integer.parseInt(arguments[2]),
        Integer.parseInt(arguments[3]),
        Integer.parseInt(arguments[4]),
        Integer.parseInt(arguments[5]),
        Boolean.parseBoolean(arguments[6]));
  }

  /** Runs the workload and returns a line with a JSON object per run. */
  String run() {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < repeat; i++) {
      lines.add(
          name == Name.csv
              ? CsvWorkload.run(file, chunkSize)
              : FeatureWorkload.run(file, chunkSize, threads, withTable, mebibytes));
    }
    return String.join(System.lineSeparator(), lines);
  }
}
