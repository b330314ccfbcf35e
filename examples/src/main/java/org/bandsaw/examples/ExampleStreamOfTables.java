package org.bandsaw.examples;

import java.util.stream.Stream;
import org.bandsaw.Pipeline;
import org.bandsaw.PullRun;
import org.bandsaw.budget.ChunkPolicy;
import org.bandsaw.report.StreamReport;
import org.bandsaw.source.Source;
import org.bandsaw.stage.Stages;
import tech.tablesaw.api.Table;

/** How do I get the processed rows into a loop of my own, table after table? */
public final class ExampleStreamOfTables {

  private static final Pipeline PIPELINE =
      Pipeline.of(
          Stages.dropMissing("team"),
          Stages.extractNumber("salary", "[0-9.]+"),
          Stages.rollingMean("salary", 20).per("team"));

  private ExampleStreamOfTables() {}

  /** A stream, for those who only want the rows. */
  static double highestSalary(Source players) {
    try (Stream<Table> tables = PIPELINE.on(players).chunks(ChunkPolicy.fixed(100)).tables()) {
      return tables.mapToDouble(table -> table.doubleColumn("salary").max()).max().orElse(0);
    }
  }

  /** Pulled by a loop: a table is committed when the next is asked for, and there is a report. */
  static StreamReport untilSalary(Source players, double wanted) {
    PullRun run = PIPELINE.on(players).chunks(ChunkPolicy.fixed(100)).pull();
    try (run) {
      for (Table table : run) {
        if (table.doubleColumn("salary").max() >= wanted) {
          break;
        }
      }
    }
    return run.report();
  }

  /** Runs on the carried players. */
  public static void main(String[] args) {
    System.out.printf("highest salary: %.0f%n", highestSalary(Players.bundled()));
    System.out.print(untilSalary(Players.bundled(), 30e6));
  }
}
