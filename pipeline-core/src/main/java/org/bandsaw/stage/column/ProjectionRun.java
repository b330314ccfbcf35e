package org.bandsaw.stage.column;

import java.util.List;
import java.util.function.UnaryOperator;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.RowLayout;
import org.bandsaw.data.Schema;
import org.bandsaw.stage.RowKernel;
import org.bandsaw.stage.RowStageRun;
import org.bandsaw.stage.StatelessRun;
import org.bandsaw.stage.run.ColumnMapping;

/** Selects columns. Values are unchanged. */
final class ProjectionRun implements RowStageRun, StatelessRun {

  private final ColumnMapping mapping;

  ProjectionRun(Schema input, UnaryOperator<Schema> projection) {
    mapping = new ColumnMapping(input, List.of(), List.of(), projection);
  }

  @Override
  public Schema output() {
    return mapping.output();
  }

  @Override
  public Chunk transform(Chunk chunk) {
    mapping.resolve(chunk.schema());
    return mapping.outputChunk(chunk);
  }

  @Override
  public void mark() {
    mapping.mark();
  }

  @Override
  public void rollback() {
    mapping.rollback();
  }

  @Override
  public RowKernel rowKernel(RowLayout layout) {
    layout.advance(mapping.outputFor(layout.schema()));
    return row -> true;
  }
}
