package org.bandsaw.stage;

import java.util.Arrays;
import java.util.List;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.Schema;
import org.bandsaw.stage.batch.BatchStages;
import org.bandsaw.stage.column.ColumnStages;
import org.bandsaw.stage.run.ColumnNames;

/**
 * Sorts the rows of a batch by the first column, rows that are equal there by the second, and so
 * on. The sort is stable: rows that are equal in all columns keep their order.
 *
 * <p>Numbers and times ascend, false precedes true, text is compared by its UTF-16 units as in
 * {@link String#compareTo}. Missing values are last, both in ascending and in {@linkplain
 * #descending descending} columns. Rows that a trained pipeline processes later keep their order.
 *
 * @param name the stage's name; if empty, {@code sort(a,b)}
 * @param columns at least one, of any type
 * @param descendingColumns those of the columns that are sorted from the largest to the smallest
 *     value
 */
public record SortRows(String name, List<String> columns, List<String> descendingColumns)
    implements BatchOnlyStage, NamedStage {

  public SortRows {
    columns = ColumnNames.requireNonEmpty(columns);
    descendingColumns = ColumnNames.requireValid(descendingColumns);
    for (String column : descendingColumns) {
      if (!columns.contains(column)) {
        throw new IllegalArgumentException(
            "column '"
                + column
                + "' cannot be descending: it is not one of the sort columns "
                + columns);
      }
    }
    name = ColumnNames.orDefault(name, ColumnNames.formatCall("sort", columns));
  }

  @Override
  public SortRows named(String newName) {
    return new SortRows(ColumnNames.requireStageName(newName), columns, descendingColumns);
  }

  /**
   * Sorts these columns from the largest to the smallest value. Default: every column ascends.
   *
   * @param columns some of the sort columns; none means all of them
   */
  public SortRows descending(String... columns) {
    List<String> descending = columns.length == 0 ? this.columns : Arrays.asList(columns);
    return new SortRows(name, this.columns, descending);
  }

  @Override
  public StageRun open(Schema input) {
    columns.forEach(input::indexOf);
    return ColumnStages.openUnchanged(input);
  }

  @Override
  public Lineage lineage(Schema input) {
    return Lineage.passThrough();
  }

  @Override
  public int[] order(Chunk rows) {
    return BatchStages.sortedOrder(rows, columns, descendingColumns);
  }
}
