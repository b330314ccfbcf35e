package org.bandsaw.bench;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import java.util.stream.Stream;
import org.bandsaw.Pipeline;
import org.bandsaw.control.ChunkPolicy;
import org.bandsaw.source.Sources;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/** Reading alone: the file as tables, every cell of which is looked at. */
final class CsvWorkload {

  private CsvWorkload() {}

  /** Runs, and answers what is printed. */
  static String run(Path file, int chunkSize) {
    long began = System.nanoTime();
    long rows = 0;
    double sum = 0;
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
          if (column instanceof NumericColumn<?> numbers) {
            sum += sum(numbers);
          } else {
            missing += column.countMissing();
          }
        }
      }
    }
    return String.format(
        Locale.ROOT,
        "{\"rows\":%d,\"sum\":%.6f,\"missing\":%d,\"job_s\":%.12f}",
        rows,
        sum,
        missing,
        (System.nanoTime() - began) / 1e9);
  }

  private static double sum(NumericColumn<?> numbers) {
    double sum = 0;
    int rows = numbers.size();
    for (int i = 0; i < rows; i++) {
      double value = numbers.getDouble(i);
      if (!Double.isNaN(value)) {
        sum += value;
      }
    }
    return sum;
  }
}
