package org.bandsaw.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The page of measured figures: two tables between marks in a Markdown file. Rows are found by
 * their first cell; those that are not measured again stay as they are, with their date, and so
 * does all text around the tables.
 */
final class BenchmarkPage {

  private static final String EMPTY =
      """
      # Benchmarks

      Cold processes, measured from outside, start of the virtual machine included; medians of the
      runs. Commands of one run take turns, so that noise hits all alike. Compare rows of one date
      only. Written by `bandsaw benchmarks`; rows that a run does not measure keep their date. Rows with
      `--repeat 10` are ten runs in one process, most of them warm.

      `bandsaw workload` reads its plain arguments by hand: what is measured is the engine. The library that
      reads every other command line takes 0.14 processor seconds to start, which `bandsaw stream` pays.

      ## Bars

      <!-- begin bars -->
      <!-- end bars -->

      ## Rows

      <!-- begin rows -->
      <!-- end rows -->
      """;

  private static final String GOALS_HEADER =
      """
      | goal | compared | bar | found | met | date |
      | --- | --- | --- | --- | --- | --- |
      """;
  private static final String ROWS_HEADER =
      """
      | row | how | wall s | processor s | peak MiB | runs | date | machine |
      | --- | --- | --- | --- | --- | --- | --- | --- |
      """;

  private final String text;
  private final Map<String, String> goalLines;
  private final Map<String, String> rowLines;

  private BenchmarkPage(String text) {
    this.text = text;
    this.goalLines = readTable(text, "bars");
    this.rowLines = readTable(text, "rows");
  }

  /** Reads a page; one that is not there is empty. */
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
              + "'; name a page that this command wrote, or one that does not exist");
    }
    return text.substring(from + beginMarker(table).length(), to);
  }

  private static Map<String, String> readTable(String text, String table) {
    Map<String, String> rows = new LinkedHashMap<>();
    List<String> lines = tableBody(text, table).lines().filter(l -> l.startsWith("| ")).toList();
    for (String line : lines.subList(Math.min(2, lines.size()), lines.size())) { // behind the head
      rows.put(line.substring(2, line.indexOf(" | ", 2)), line);
    }
    return rows;
  }

  /** Puts a measured row in the place of the one of its name, or behind the others. */
  void putRow(String name, String... cells) {
    rowLines.put(name, line(name, cells));
  }

  /** Puts a bar in the place of the one of its name, or behind the others. */
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
        withTable(text, "bars", GOALS_HEADER, goalLines), "rows", ROWS_HEADER, rowLines);
  }

  private static String withTable(
      String page, String table, String header, Map<String, String> lines) {
    String body = lines.isEmpty() ? "" : "\n" + header + String.join("\n", lines.values()) + "\n\n";
    int from = page.indexOf(beginMarker(table)) + beginMarker(table).length();
    return page.substring(0, from) + body + page.substring(page.indexOf(endMarker(table)));
  }
}
