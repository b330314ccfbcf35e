package org.bandsaw.stage.column;

import java.util.List;
import java.util.function.UnaryOperator;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.RowLayout;
import org.bandsaw.data.Schema;
import org.bandsaw.stage.RowKernel;
import org.bandsaw.stage.RowStageRun;
import org.bandsaw.stage.ShareableRun;
import org.bandsaw.stage.run.ColumnMapping;
import org.bandsaw.stage.run.RunState;
import org.bandsaw.stage.run.StatelessComposedRun;

/** Selects columns. Values are unchanged. */
final class ProjectionRun implements RowStageRun, StatelessComposedRun, ShareableRun {

  private final RunState state = new RunState();
  private final ColumnMapping mapping;

  ProjectionRun(Schema input, UnaryOperator<Schema> projection) {
    this(new ColumnMapping(input, List.of(), List.of(), projection));
  }

  private ProjectionRun(ColumnMapping mapping) {
    this.mapping = state.add(mapping);
  }

  @Override
  public ProjectionRun withOwnContext() {
    return new ProjectionRun(mapping.copy());
  }

  @Override
  public RunState state() {
    return state;
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
  public RowKernel rowKernel(RowLayout layout) {
    layout.advance(mapping.outputFor(layout.schema()));
    return row -> true;
  }
}
