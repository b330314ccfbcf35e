package org.bandsaw.stage;

import java.util.List;
import org.bandsaw.data.Schema;

/**
 * Keeps these columns only, in this order; columns that grow upstream are left out.
 *
 * @param name the stage's name; empty for {@code select(a,b)}
 * @param columns at least one
 */
public record SelectColumns(String name, List<String> columns) implements Stage {

  public SelectColumns {
    columns = ColumnNames.atLeastOne(columns);
    name = ColumnNames.stage(name, ColumnNames.call("select", columns));
  }

  /** This stage under another name. */
  public SelectColumns named(String other) {
    return new SelectColumns(ColumnNames.given(other), columns);
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
