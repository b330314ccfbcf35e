package org.bandsaw.bench;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import java.util.stream.Stream;
import org.bandsaw.Pipeline;
import org.bandsaw.budget.ChunkPolicy;
import org.bandsaw.source.Sources;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/** Reads a file as tables and accesses the first and last cell of each column. */
final class CsvWorkload {

  private CsvWorkload() {}

  /** Runs the workload and returns the result as a JSON object. */
  static String run(Path file, int chunkSize) {
    long start = System.nanoTime();
    long rows = 0;
    long missing = 0;
    try (Stream<Table> tables =
        Pipeline.of()
            .on(Sources.csv(file).schema(FeatureWorkload.COLUMNS))
            .chunks(ChunkPolicy.fixed(chunkSize))
            .tables()) {
      for (Iterator<Table> next = tables.iterator(); next.hasNext(); ) {
        Table table = next.next();
        rows += table.rowCount();
        for (Column<?> column : table.columns()) {
          missing += column.isMissing(0) ? 1 : 0;
          missing += column.isMissing(column.size() - 1) ? 1 : 0;
        }
      }
    }
    return String.format(
        Locale.ROOT,
        "{\"rows\":%d,\"missing_at_ends\":%d,\"job_s\":%.12f}",
        rows,
        missing,
        (System.nanoTime() - start) / 1e9);
  }
}
