package org.bandsaw.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/** The page of budgets, written from the lines that {@link MemoryBudgetProof} left. */
final class BudgetPage {

  static final List<Integer> BUDGETS = List.of(32, 64, 128, 256);

  private static final ObjectMapper JSON = new ObjectMapper();

  private BudgetPage() {}

  /** How a run of this workload under this budget is expected to end. */
  static String expected(BudgetShape shape, int mebibytes) {
    // a million keys with a mean each take some 90 MiB, whatever the chunks
    return shape == BudgetShape.keys && mebibytes < 128 ? "refused" : "within";
  }

  /** The least squares slope of the second numbers over the first ones. */
  static double slope(List<double[]> points) {
    double meanX = points.stream().mapToDouble(p -> p[0]).average().orElseThrow();
    double meanY = points.stream().mapToDouble(p -> p[1]).average().orElseThrow();
    double xy = 0;
    double xx = 0;
    for (double[] point : points) {
      xy += (point[0] - meanX) * (point[1] - meanY);
      xx += (point[0] - meanX) * (point[0] - meanX);
    }
    return xy / xx;
  }

  /** The slope of a long run: MiB that the heap grew by over the last four fifths of its rows. */
  static double grownMebibytes(JsonNode line) {
    long rows = line.get("rows").asLong();
    List<double[]> looks = new ArrayList<>();
    for (JsonNode look : line.get("live_mb_at_row")) {
      if (look.get(0).asLong() >= rows / 5) {
        looks.add(new double[] {look.get(0).asDouble(), look.get(1).asDouble()});
      }
    }
    return slope(looks) * rows * 4 / 5;
  }

  static List<ObjectNode> read(Path lines) throws IOException {
    List<ObjectNode> all = new ArrayList<>();
    for (String line : Files.readAllLines(lines)) {
      all.add((ObjectNode) JSON.readTree(line));
    }
    return all;
  }

  /** The page. */
  static String of(List<ObjectNode> lines) {
    StringBuilder page = new StringBuilder();
    page.append(
        """
        # Budgets

        How well memory budgets hold, measured from outside the run. Every cell is a separate JVM with `-Xmx` =
        1.25 × budget + 48 MiB, so a run that needed much more would run out of memory. *Live* is the heap after
        full collections at twelve rows chosen by a seed, in the middle of a chunk, minus the live heap before the
        run; up to 1.10 × the budget is allowed. *Accounted* is the accounted peak that the run reports. *Speed* is
        the throughput relative to the same run without a budget in a heap of 2 GiB. `refused` is a typed failure
        that names what did not fit.

        The page is generated from `budgets.jsonl` by
        `mvn -Pproof -pl pipeline-bench -am test -Dproof.record`. To measure one cell:
        `bandsaw workload budget --shape S --memory-mb N --heap-samples 12`.

        """);
    TreeSet<String> commits = new TreeSet<>();
    TreeSet<String> machines = new TreeSet<>();
    for (JsonNode line : lines) {
      commits.add(line.get("commit").asText());
      machines.add(line.get("java").asText());
    }
    page.append("Commit ").append(String.join(", ", commits));
    page.append(", Java ").append(String.join(", ", machines)).append(".\n");
    for (String collector : List.of("Serial", "G1")) {
      cells(page, lines, collector);
    }
    others(page, lines);
    return page.toString();
  }

  private static void cells(StringBuilder page, List<ObjectNode> lines, String collector) {
    page.append("\n## ").append(collector).append(" collector\n\n");
    page.append(
        "| workload | budget MiB | outcome | live MiB | accounted MiB | speed | splits |\n");
    page.append("| --- | --- | --- | --- | --- | --- | --- |\n");
    Map<Integer, Integer> good = new LinkedHashMap<>();
    double free = 0;
    for (ObjectNode line : lines) {
      if (!line.get("collector").asText().equals(collector)) {
        continue;
      }
      if (line.get("proof").asText().equals("unbudgeted")) {
        free = line.get("rows_per_s").asDouble();
      }
      if (!line.get("proof").asText().equals("cell")) {
        continue;
      }
      int budget = line.at("/memory/budget_mb").asInt();
      double speed = line.path("rows_per_s").asDouble() / free;
      String outcome = BudgetCell.outcome(line);
      if (outcome.equals("within") && speed >= 0.5) {
        good.merge(budget, 1, Integer::sum);
      }
      boolean ended = line.has("rows_per_s");
      page.append(
          String.format(
              Locale.ROOT,
              "| %s | %d | %s | %s | %s | %s | %s |%n",
              line.get("shape").asText(),
              budget,
              outcome,
              ended ? number(line.get("live_peak_mb").asDouble(), 1) : "",
              ended ? number(line.at("/memory/accounted_peak_mb").asDouble(), 1) : "",
              ended ? number(speed, 2) + " ×" : "",
              ended ? line.get("splits").asText() : ""));
    }
    page.append("\nWithin the budget, at half the speed or more:");
    for (int budget : BUDGETS) {
      page.append(
          String.format(Locale.ROOT, " %d of 12 at %d MiB,", good.getOrDefault(budget, 0), budget));
    }
    page.setCharAt(page.length() - 1, '.');
    page.append('\n');
  }

  private static void others(StringBuilder page, List<ObjectNode> lines) {
    page.append("\n## With a host application, and in a long run\n\n");
    for (int i = 0; i < lines.size(); i++) {
      ObjectNode line = lines.get(i);
      String proof = line.get("proof").asText();
      if (proof.equals("beside a host")) {
        page.append(
            String.format(
                Locale.ROOT,
                "- %s under 64 MiB, %s: %s MiB of foreign live data change %s chunk (%s, %s"
                    + " chunks; alone %s).%n",
                line.get("shape").asText(),
                line.get("collector").asText(),
                line.get("foreign_mb").asText(),
                line.get("chunk_sizes").equals(lines.get(i - 1).get("chunk_sizes")) ? "no" : "some",
                BudgetCell.outcome(line),
                line.get("chunks").asText(),
                lines.get(i - 1).get("chunks").asText()));
      } else if (proof.equals("long run")) {
        page.append(
            String.format(
                Locale.ROOT,
                "- %,d rows under 64 MiB: over the last four fifths the live heap changes by"
                    + " %.4f MiB, %.4f %% of the budget (slope of %d samples); %s.%n",
                line.get("rows").asLong(),
                grownMebibytes(line),
                100 * grownMebibytes(line) / 64,
                line.get("live_mb_at_row").size(),
                BudgetCell.outcome(line)));
      }
    }
  }

  private static String number(double value, int decimals) {
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }
}
