package org.bandsaw.stage;

import java.util.List;
import java.util.function.UnaryOperator;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.RowLayout;
import org.bandsaw.data.Schema;

/** Columns are chosen; no value is touched. */
final class ProjectionRun implements RowStageRun, StatelessRun {

  private final Shape shape;

  ProjectionRun(Schema input, UnaryOperator<Schema> change) {
    shape = new Shape(input, List.of(), List.of(), change);
  }

  @Override
  public Schema output() {
    return shape.output();
  }

  @Override
  public Chunk transform(Chunk chunk) {
    shape.over(chunk.schema());
    return shape.chunk(chunk);
  }

  @Override
  public void mark() {
    shape.mark();
  }

  @Override
  public void rollback() {
    shape.rollback();
  }

  @Override
  public RowKernel rowKernel(RowLayout layout) {
    layout.advance(shape.outputFor(layout.schema()));
    return row -> true;
  }
}
