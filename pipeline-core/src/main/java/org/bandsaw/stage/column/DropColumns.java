package org.bandsaw.stage.column;

import java.util.List;
import org.bandsaw.data.Schema;
import org.bandsaw.stage.ColumnStage;
import org.bandsaw.stage.Lineage;
import org.bandsaw.stage.Stage;
import org.bandsaw.stage.StageRun;
import org.bandsaw.stage.run.ColumnNames;

/**
 * Leaves these columns out and keeps all others.
 *
 * @param name the stage's name; empty for {@code drop(a,b)}
 * @param columns at least one
 */
public record DropColumns(String name, List<String> columns) implements ColumnStage {

  public DropColumns {
    columns = ColumnNames.requireNonEmpty(columns);
    name = ColumnNames.orDefault(name, ColumnNames.formatCall("drop", columns));
  }

  /** This stage under another name. */
  public DropColumns named(String other) {
    return new DropColumns(ColumnNames.requireStageName(other), columns);
  }

  @Override
  public List<Stage> forColumns(List<String> columns) {
    return List.of(new DropColumns("", columns));
  }

  @Override
  public StageRun open(Schema input) {
    String[] dropped = columns.toArray(String[]::new);
    return new ProjectionRun(input, schema -> schema.without(dropped));
  }

  @Override
  public Lineage lineage(Schema input) {
    return Lineage.passThrough();
  }
}
