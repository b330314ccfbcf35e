package org.bandsaw.stage.column;

import java.util.List;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.RowLayout;
import org.bandsaw.data.Schema;
import org.bandsaw.stage.Lineage;
import org.bandsaw.stage.NamedStage;
import org.bandsaw.stage.RowKernel;
import org.bandsaw.stage.RowStageRun;
import org.bandsaw.stage.ShareableRun;
import org.bandsaw.stage.StageRun;
import org.bandsaw.stage.StatelessRun;
import org.bandsaw.stage.run.ColumnNames;

/**
 * The stage of {@link org.bandsaw.stage.Stages#rename}.
 *
 * @param name the stage's name; if empty, {@code rename(from,to)}
 * @param from the column
 * @param to its new name; not the name of another column
 */
record RenameColumn(String name, String from, String to) implements NamedStage {

  public RenameColumn {
    ColumnNames.requireValid(List.of(ColumnNames.requireValid(from), ColumnNames.requireValid(to)));
    name = ColumnNames.orDefault(name, ColumnNames.formatCall("rename", List.of(from, to)));
  }

  @Override
  public RenameColumn named(String newName) {
    return new RenameColumn(ColumnNames.requireStageName(newName), from, to);
  }

  @Override
  public StageRun open(Schema input) {
    return new Run(this, input);
  }

  @Override
  public Lineage lineage(Schema input) {
    return Lineage.passThrough().withDerived(to, from);
  }

  private static final class Run implements RowStageRun, StatelessRun, ShareableRun {

    private final RenameColumn stage;
    private Schema input;
    private Schema output;
    private Schema markedInput;

    Run(RenameColumn stage, Schema input) {
      this.stage = stage;
      this.input = input;
      this.markedInput = input;
      this.output = input.renamed(stage.from, stage.to);
    }

    @Override
    public Run withOwnContext() {
      return new Run(stage, input);
    }

    @SuppressWarnings("ReferenceEquality") // an equal schema in another object is renamed again
    private void resolve(Schema schema) {
      if (schema != input) {
        input = schema;
        output = schema.renamed(stage.from, stage.to);
      }
    }

    @Override
    public Schema output() {
      return output;
    }

    @Override
    public Chunk transform(Chunk chunk) {
      resolve(chunk.schema());
      return chunk.with(output, chunk.vectors());
    }

    @Override
    public void mark() {
      markedInput = input;
    }

    @Override
    public void rollback() {
      resolve(markedInput);
    }

    @Override
    public RowKernel rowKernel(RowLayout layout) {
      layout.rename(stage.from, stage.to);
      return row -> true;
    }
  }
}
