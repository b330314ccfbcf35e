package org.bandsaw.source;

import java.util.Iterator;
import java.util.Optional;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.Schema;
import org.bandsaw.data.SchemaException;
import tech.tablesaw.api.Table;

/** Reads tables one after another. */
record TablesSource(String name, Schema schema, Iterable<Table> tables) implements Replayable {

  @Override
  public ChunkReader open() {
    return new Reader(name, schema, tables.iterator());
  }

  private static final class Reader implements ChunkReader {

    private final String name;
    private final Schema schema;
    private final Iterator<Table> tables;
    private final ChunkSlicer slicer;
    private long tableNumber;

    Reader(String name, Schema schema, Iterator<Table> tables) {
      this.name = name;
      this.schema = schema;
      this.tables = tables;
      this.slicer = new ChunkSlicer(schema);
    }

    @Override
    public Schema schema() {
      return schema;
    }

    @Override
    public Optional<Chunk> next(ReadLimit limit) {
      while (slicer.isEmpty()) {
        if (!tables.hasNext()) {
          return Optional.empty();
        }
        Table table = tables.next();
        tableNumber++;
        try {
          slicer.add(Chunk.of(0, table, schema));
        } catch (SchemaException e) {
          throw e.withStage(name + ", table " + tableNumber);
        }
      }
      return Optional.of(slicer.next(limit));
    }

    @Override
    public Optional<SourcePosition> position() {
      return Optional.of(SourcePosition.ofRow(slicer.nextRow()));
    }

    @Override
    public long retainedBytes() {
      return slicer.retainedBytes();
    }

    @Override
    public void close() {}
  }
}
