package org.bandsaw.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The benchmark page: two tables between markers in a Markdown file. Rows are identified by their
 * first cell. Rows that are not measured again are kept with their date, and so is all text around
 * the tables.
 */
final class BenchmarkPage {

  private static final String EMPTY =
      """
      # Benchmarks

      Medians of cold processes, measured from outside, including the start of the virtual machine. The
      commands run alternately, so that noise affects all of them. Only compare rows of the same date.
      Written by `bandsaw benchmarks`, which keeps rows that it does not measure. Rows with `--repeat 10` are
      ten runs in one process, most of them warm.

      Our rows are measured without the command line parser, which takes 0.14 s of processor time to start:
      the engine is measured. `bandsaw workload` runs the same workloads with it.

      ## Goals

      <!-- begin goals -->
      <!-- end goals -->

      ## Rows

      <!-- begin rows -->
      <!-- end rows -->
      """;

  private static final String GOALS_HEADER =
      """
      | goal | compared | threshold | measured | met | date |
      | --- | --- | --- | --- | --- | --- |
      """;
  private static final String ROWS_HEADER =
      """
      | row | setup | wall s | processor s | peak MiB | runs | date | machine |
      | --- | --- | --- | --- | --- | --- | --- | --- |
      """;

  private final String text;
  private final Map<String, String> goalLines;
  private final Map<String, String> rowLines;

  private BenchmarkPage(String text) {
    this.text = text;
    this.goalLines = readTable(text, "goals");
    this.rowLines = readTable(text, "rows");
  }

  /** Reads a page; returns an empty page if the file does not exist. */
  static BenchmarkPage read(Path file) throws IOException {
    return new BenchmarkPage(Files.exists(file) ? Files.readString(file) : EMPTY);
  }

  private static String beginMarker(String table) {
    return "<!-- begin " + table + " -->\n";
  }

  private static String endMarker(String table) {
    return "<!-- end " + table + " -->";
  }

  private static String tableBody(String text, String table) {
    int from = text.indexOf(beginMarker(table));
    int to = text.indexOf(endMarker(table));
    if (from < 0 || to < from) {
      throw new UsageException(
          "the page has no table between '"
              + beginMarker(table).strip()
              + "' and '"
              + endMarker(table)
              + "'; name a page that was written by this command, or a new file");
    }
    return text.substring(from + beginMarker(table).length(), to);
  }

  private static Map<String, String> readTable(String text, String table) {
    Map<String, String> rows = new LinkedHashMap<>();
    List<String> lines = tableBody(text, table).lines().filter(l -> l.startsWith("| ")).toList();
    for (String line : lines.subList(Math.min(2, lines.size()), lines.size())) { // after the header
      rows.put(line.substring(2, line.indexOf(" | ", 2)), line);
    }
    return rows;
  }

  /** Replaces the row with the same name, or appends a row. */
  void putRow(String name, String... cells) {
    rowLines.put(name, line(name, cells));
  }

  /** Replaces the goal with the same name, or appends a goal. */
  void putGoal(String goal, String... cells) {
    goalLines.put(goal, line(goal, cells));
  }

  private static String line(String first, String... cells) {
    StringBuilder line = new StringBuilder("| ").append(cell(first));
    for (String cell : cells) {
      line.append(" | ").append(cell(cell));
    }
    return line.append(" |").toString();
  }

  private static String cell(String text) {
    return text.replace('|', '/').replace('\n', ' ');
  }

  @Override
  public String toString() {
    return withTable(
        withTable(text, "goals", GOALS_HEADER, goalLines), "rows", ROWS_HEADER, rowLines);
  }

  private static String withTable(
      String page, String table, String header, Map<String, String> lines) {
    String body = lines.isEmpty() ? "" : "\n" + header + String.join("\n", lines.values()) + "\n\n";
    int from = page.indexOf(beginMarker(table)) + beginMarker(table).length();
    return page.substring(0, from) + body + page.substring(page.indexOf(endMarker(table)));
  }
}
