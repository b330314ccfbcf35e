package org.bandsaw.stage.column;

import java.util.List;
import org.bandsaw.data.Schema;
import org.bandsaw.stage.Lineage;
import org.bandsaw.stage.Stage;
import org.bandsaw.stage.StageRun;
import org.bandsaw.stage.run.ColumnNames;

/**
 * Keeps these columns only, in this order; columns that grow upstream are left out.
 *
 * @param name the stage's name; empty for {@code select(a,b)}
 * @param columns at least one
 */
public record SelectColumns(String name, List<String> columns) implements Stage {

  public SelectColumns {
    columns = ColumnNames.requireNonEmpty(columns);
    name = ColumnNames.orDefault(name, ColumnNames.formatCall("select", columns));
  }

  /** This stage under another name. */
  public SelectColumns named(String other) {
    return new SelectColumns(ColumnNames.requireStageName(other), columns);
  }

  @Override
  public StageRun open(Schema input) {
    String[] chosen = columns.toArray(String[]::new);
    return new ProjectionRun(input, schema -> schema.select(chosen));
  }

  @Override
  public Lineage lineage(Schema input) {
    return Lineage.passThrough();
  }
}
