package org.bandsaw.data;

/** A row view that moves over the rows of a chunk, and can be reused for other chunks. */
public final class ChunkCursor extends AbstractRowView {

  private static final Chunk NONE = Chunk.of(0, Schema.empty(), 0);

  private Chunk chunk;
  private int row;

  /** A cursor at the first row of a chunk. */
  public ChunkCursor(Chunk chunk) {
    super(chunk.schema());
    this.chunk = chunk;
  }

  /** Moves to the first row of another chunk. */
  public void bind(Chunk other) {
    chunk = other;
    schema(other.schema());
    row = 0;
  }

  /** Releases the chunk, which would otherwise stay in memory until the next {@link #bind}. */
  public void release() {
    chunk = NONE;
  }

  /** Moves to a row of the chunk. */
  public ChunkCursor at(int position) {
    row = position;
    rewind();
    return this;
  }

  @Override
  public long sourceRow() {
    return chunk.sourceRow(row);
  }

  @Override
  public double number(int column) {
    Vector vector = chunk.vector(column);
    ValueType type = vector.type();
    if (!type.isFeature()) {
      throw notANumber(column);
    }
    return vector.number(row);
  }

  @Override
  public String text(int column) {
    return chunk.vector(column).text(row);
  }

  @Override
  public boolean isMissing(int column) {
    return chunk.vector(column).isMissing(row);
  }
}
