package org.bandsaw.stage.column;

import java.util.List;
import org.bandsaw.data.Schema;
import org.bandsaw.stage.ColumnStage;
import org.bandsaw.stage.Lineage;
import org.bandsaw.stage.Stage;
import org.bandsaw.stage.StageRun;
import org.bandsaw.stage.run.ColumnNames;

/**
 * The stage of {@link org.bandsaw.stage.Stages#drop}.
 *
 * @param name the stage's name; if empty, {@code drop(a,b)}
 * @param columns at least one
 */
record DropColumns(String name, List<String> columns) implements ColumnStage {

  public DropColumns {
    columns = ColumnNames.requireNonEmpty(columns);
    name = ColumnNames.orDefault(name, ColumnNames.formatCall("drop", columns));
  }

  @Override
  public DropColumns named(String newName) {
    return new DropColumns(ColumnNames.requireStageName(newName), columns);
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
