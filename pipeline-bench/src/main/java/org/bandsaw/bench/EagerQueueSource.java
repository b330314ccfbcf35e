package org.bandsaw.bench;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.Schema;
import org.bandsaw.source.ChunkReader;
import org.bandsaw.source.QueueSource;
import org.bandsaw.source.ReadLimit;
import org.bandsaw.source.Source;
import org.bandsaw.source.Sources;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.Table;

/** A queue whose producer is faster than any pipeline: it puts the same table again and again. */
record EagerQueueSource(long rows, long seed) implements Source {

  private static final int ROWS_PER_TABLE = 1_000;
  private static final int CAPACITY = 100_000;

  private static final Schema COLUMNS =
      Schema.of(
          ColumnSpec.real("a"), ColumnSpec.real("b"), ColumnSpec.real("c"), ColumnSpec.real("y"));

  @Override
  public String name() {
    return "queue";
  }

  @Override
  public Schema schema() {
    return COLUMNS;
  }

  /**
   * Values of some rows; made before the run too, since the first table costs memory of its own.
   */
  static Table table(int rows, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Table table = Table.create("queue");
    for (ColumnSpec column : COLUMNS.columns()) {
      table.addColumns(DoubleColumn.create(column.name(), random.doubles(rows).toArray()));
    }
    return table;
  }

  @Override
  public ChunkReader open() {
    QueueSource queue = Sources.queue(COLUMNS, CAPACITY);
    ChunkReader reader = queue.open();
    Thread producer = new Thread(() -> fill(queue), "eager-producer");
    producer.setDaemon(true);
    producer.start();
    return new ProducerJoiningReader(reader, producer);
  }

  private void fill(QueueSource queue) {
    try (queue) {
      Table whole = table(ROWS_PER_TABLE, seed);
      for (long left = rows; left > 0; left -= ROWS_PER_TABLE) {
        queue.put(left < ROWS_PER_TABLE ? table((int) left, seed) : whole);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } catch (IllegalStateException nobodyReads) {
      queue.fail(nobodyReads); // the run has ended early
    }
  }

  /** Waits for the producer when it is closed. */
  private record ProducerJoiningReader(ChunkReader reader, Thread producer) implements ChunkReader {

    @Override
    public Schema schema() {
      return reader.schema();
    }

    @Override
    public Optional<Chunk> next(ReadLimit limit) throws IOException {
      return reader.next(limit);
    }

    @Override
    public OptionalDouble queueFill() {
      return reader.queueFill();
    }

    @Override
    public long retainedBytes() {
      return reader.retainedBytes();
    }

    @Override
    public void close() throws IOException {
      reader.close();
      try {
        producer.join();
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
