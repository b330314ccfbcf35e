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
 * A sink that passes committed chunks to a function as tables; made by {@link Sinks#callback}. The
 * tables are not shared: the function may keep and modify them. After a crash, a resumed run may
 * pass the same rows again.
 *
 * @param name the name used in messages and reports, not empty
 * @param consumer called in order, on the thread of the run, for chunks with at least one row
 * @param columns columns to pass, in this order; empty for all columns of the chunk
 * @param wantsPrediction whether to pass the column {@code prediction}
 */
public record CallbackSink(
    String name, Consumer<Table> consumer, List<String> columns, boolean wantsPrediction)
    implements Sink {

  public CallbackSink {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(consumer, "consumer");
    if (name.isEmpty()) {
      throw new IllegalArgumentException("the name of a sink must not be empty");
    }
    columns = ColumnSelection.requireDistinct(columns);
  }

  /** Returns a sink with only these columns, in this order. They may be dynamic columns. */
  public CallbackSink columns(String... names) {
    return new CallbackSink(name, consumer, Arrays.asList(names), wantsPrediction);
  }

  /** Returns a sink with the column {@code prediction}, made before the row was learned. */
  public CallbackSink withPrediction() {
    return new CallbackSink(name, consumer, columns, true);
  }

  @Override
  public SinkRun open(Schema rows) {
    List<String> selected =
        columns.isEmpty() ? List.of() : ColumnSelection.of(rows, columns, wantsPrediction);
    if (!rows.isOpenEnded()) {
      selected.forEach(rows::indexOf); // throws for an unknown column
    }
    return new Run(consumer, selected);
  }

  private static final class Run implements SinkRun {

    private final Consumer<Table> consumer;
    private final List<String> selectedColumns;
    private long rows;

    private Run(Consumer<Table> consumer, List<String> selectedColumns) {
      this.consumer = consumer;
      this.selectedColumns = selectedColumns;
    }

    @Override
    public void write(Chunk chunk) {
      if (chunk.rowCount() > 0) {
        consumer.accept(selectColumns(chunk).table());
      }
      rows += chunk.rowCount();
    }

    /** Returns a new chunk, so that its table is not shared. */
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
