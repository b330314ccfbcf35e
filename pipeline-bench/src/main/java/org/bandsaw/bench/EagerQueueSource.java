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

/** A queue with a producer faster than any pipeline: it repeats the same table. */
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
   * Creates a table. Also called before the run, since the first table of a process allocates
   * additional memory.
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
      Table full = table(ROWS_PER_TABLE, seed);
      for (long remaining = rows; remaining > 0; remaining -= ROWS_PER_TABLE) {
        queue.put(remaining < ROWS_PER_TABLE ? table((int) remaining, seed) : full);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (IllegalStateException readerClosed) {
      queue.fail(readerClosed); // the run has ended early
    }
  }

  /** A reader whose close waits for the producer. */
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
