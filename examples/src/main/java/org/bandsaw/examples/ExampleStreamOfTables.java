package org.bandsaw.examples;

import java.util.stream.Stream;
import org.bandsaw.Pipeline;
import org.bandsaw.PullRun;
import org.bandsaw.budget.ChunkPolicy;
import org.bandsaw.report.StreamReport;
import org.bandsaw.source.Source;
import org.bandsaw.stage.Stages;
import tech.tablesaw.api.Table;

/** How to consume processed rows as tables, in a stream or in a loop. */
public final class ExampleStreamOfTables {

  private static final Pipeline PIPELINE =
      Pipeline.of(
          Stages.dropMissing("team"),
          Stages.extractNumber("salary", "[0-9.]+"),
          Stages.rollingMean("salary", 20).per("team"));

  private ExampleStreamOfTables() {}

  /** Consumes a stream of tables. */
  static double highestSalary(Source players) {
    try (Stream<Table> tables = PIPELINE.on(players).chunks(ChunkPolicy.fixed(100)).tables()) {
      return tables.mapToDouble(table -> table.doubleColumn("salary").max()).max().orElse(0);
    }
  }

  /** Pulls tables in a loop; each is committed when the next one is requested. Has a report. */
  static StreamReport untilSalary(Source players, double salary) {
    PullRun run = PIPELINE.on(players).chunks(ChunkPolicy.fixed(100)).pull();
    try (run) {
      for (Table table : run) {
        if (table.doubleColumn("salary").max() >= salary) {
          break;
        }
      }
    }
    return run.report();
  }

  /** Runs on the bundled players. */
  public static void main(String[] args) {
    System.out.printf("highest salary: %.0f%n", highestSalary(Players.bundled()));
    System.out.print(untilSalary(Players.bundled(), 30e6));
  }
}
