package org.bandsaw.stage.column;

import java.util.List;
import org.bandsaw.data.Schema;
import org.bandsaw.stage.Lineage;
import org.bandsaw.stage.NamedStage;
import org.bandsaw.stage.StageRun;
import org.bandsaw.stage.run.ColumnNames;

/**
 * The stage of {@link org.bandsaw.stage.Stages#select}.
 *
 * @param name the stage's name; if empty, {@code select(a,b)}
 * @param columns at least one
 */
record SelectColumns(String name, List<String> columns) implements NamedStage {

  public SelectColumns {
    columns = ColumnNames.requireNonEmpty(columns);
    name = ColumnNames.orDefault(name, ColumnNames.formatCall("select", columns));
  }

  @Override
  public SelectColumns named(String newName) {
    return new SelectColumns(ColumnNames.requireStageName(newName), columns);
  }

  @Override
  public StageRun open(Schema input) {
    String[] selected = columns.toArray(String[]::new);
    return new ProjectionRun(input, schema -> schema.select(selected));
  }

  @Override
  public Lineage lineage(Schema input) {
    return Lineage.passThrough();
  }
}
