package org.bandsaw.sink;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.Schema;
import org.bandsaw.data.Vector;
import tech.tablesaw.api.Table;

/**
 * A function that receives committed chunks as tables; made by {@link Sinks#callback}. Each table
 * is its own and may be kept and altered. After a crash and a resume it may see rows again.
 *
 * @param name what errors and reports call it, not empty
 * @param consumer called in order, on the run's thread, for chunks that have rows
 * @param columns those to hand over, in this order; empty for all that exist by then
 * @param wantsPrediction whether to hand over {@code prediction}
 */
public record CallbackSink(
    String name, Consumer<Table> consumer, List<String> columns, boolean wantsPrediction)
    implements Sink {

  public CallbackSink {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(consumer, "consumer");
    if (name.isEmpty()) {
      throw new IllegalArgumentException("a sink needs a name that is not empty");
    }
    columns = ColumnSelection.requireDistinct(columns);
  }

  /** The same with only these columns, in this order; they may be ones that grow later. */
  public CallbackSink columns(String... only) {
    return new CallbackSink(name, consumer, Arrays.asList(only), wantsPrediction);
  }

  /** The same with a column {@code prediction}, made before the row was learned. */
  public CallbackSink withPrediction() {
    return new CallbackSink(name, consumer, columns, true);
  }

  @Override
  public SinkRun open(Schema rows) {
    List<String> chosen =
        columns.isEmpty() ? List.of() : ColumnSelection.of(rows, columns, wantsPrediction);
    if (!rows.isOpenEnded()) {
      chosen.forEach(rows::indexOf);
    }
    return new Run(consumer, chosen);
  }

  private static final class Run implements SinkRun {

    private final Consumer<Table> consumer;
    private final List<String> selectedColumns;
    private long rows;

    private Run(Consumer<Table> consumer, List<String> chosen) {
      this.consumer = consumer;
      this.selectedColumns = chosen;
    }

    @Override
    public void write(Chunk chunk) {
      if (chunk.rowCount() > 0) {
        consumer.accept(selectColumns(chunk).table());
      }
      rows += chunk.rowCount();
    }

    /** A chunk of its own, so that its table is nobody else's. */
    private Chunk selectColumns(Chunk chunk) {
      Schema schema = chunk.schema();
      if (selectedColumns.isEmpty()) {
        return chunk.with(schema, chunk.vectors());
      }
      List<String> present = new ArrayList<>(selectedColumns);
      present.removeIf(column -> !schema.contains(column));
      Vector[] vectors = new Vector[present.size()];
      for (int i = 0; i < vectors.length; i++) {
        vectors[i] = chunk.vector(present.get(i));
      }
      return chunk.with(schema.select(present.toArray(String[]::new)), vectors);
    }

    @Override
    public long rowsWritten() {
      return rows;
    }

    @Override
    public void close() {}
  }
}
