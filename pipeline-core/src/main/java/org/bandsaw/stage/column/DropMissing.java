package org.bandsaw.stage.column;

import java.util.List;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.MemorySizes;
import org.bandsaw.data.RowLayout;
import org.bandsaw.data.Schema;
import org.bandsaw.data.ValueType;
import org.bandsaw.data.Vector;
import org.bandsaw.stage.ColumnStage;
import org.bandsaw.stage.Lineage;
import org.bandsaw.stage.RowKernel;
import org.bandsaw.stage.RowStageRun;
import org.bandsaw.stage.ShareableRun;
import org.bandsaw.stage.Stage;
import org.bandsaw.stage.StageRun;
import org.bandsaw.stage.StatelessRun;
import org.bandsaw.stage.run.ColumnMapping;
import org.bandsaw.stage.run.ColumnNames;

/**
 * The stage of {@link org.bandsaw.stage.Stages#dropMissing}.
 *
 * @param name the stage's name; if empty, {@code dropMissing(a,b)}
 * @param columns empty means every declared column; dynamic columns have no missing values
 */
record DropMissing(String name, List<String> columns) implements ColumnStage {

  public DropMissing {
    columns = ColumnNames.requireValid(columns);
    name = ColumnNames.orDefault(name, ColumnNames.formatCall("dropMissing", columns));
  }

  @Override
  public DropMissing named(String newName) {
    return new DropMissing(ColumnNames.requireStageName(newName), columns);
  }

  @Override
  public boolean isFilter() {
    return true;
  }

  @Override
  public List<Stage> forColumns(List<String> columns) {
    return List.of(new DropMissing("", columns));
  }

  @Override
  public StageRun open(Schema input) {
    List<String> checkedColumns =
        columns.isEmpty() ? input.names().subList(0, input.declaredCount()) : columns;
    return new Run(
        checkedColumns, new ColumnMapping(input, checkedColumns, List.of(), schema -> schema));
  }

  @Override
  public Lineage lineage(Schema input) {
    return Lineage.passThrough();
  }

  private static final class Run implements RowStageRun, StatelessRun, ShareableRun {

    private final List<String> checkedColumns;
    private final ColumnMapping mapping;
    private int[] keptRows = {};

    Run(List<String> checkedColumns, ColumnMapping mapping) {
      this.checkedColumns = checkedColumns;
      this.mapping = mapping;
    }

    @Override
    public Run withOwnContext() {
      return new Run(checkedColumns, mapping.copy());
    }

    @Override
    public Schema output() {
      return mapping.output();
    }

    @Override
    public Chunk transform(Chunk chunk) {
      mapping.resolve(chunk.schema());
      int rows = chunk.rowCount();
      if (keptRows.length < rows) {
        keptRows = new int[rows];
      }
      for (int i = 0; i < rows; i++) {
        keptRows[i] = i;
      }
      int count = rows;
      for (int i = 0; i < checkedColumns.size(); i++) {
        count = keepPresent(chunk.vector(mapping.inputIndex(i)), keptRows, count);
      }
      return chunk.selectRows(keptRows, count);
    }

    private static int keepPresent(Vector vector, int[] rows, int count) {
      int kept = 0;
      for (int i = 0; i < count; i++) {
        int row = rows[i];
        rows[kept] = row;
        kept += vector.isMissing(row) ? 0 : 1;
      }
      return kept;
    }

    @Override
    public void mark() {
      mapping.mark();
    }

    @Override
    public void rollback() {
      mapping.rollback();
      keptRows = new int[0];
    }

    @Override
    public long retainedBytes() {
      return MemorySizes.ints(keptRows.length);
    }

    @Override
    public RowKernel rowKernel(RowLayout layout) {
      int[] slots = layout.slots(checkedColumns);
      ValueType[] types = checkedColumns.stream().map(layout::type).toArray(ValueType[]::new);
      return row -> {
        for (int i = 0; i < slots.length; i++) {
          if (row.isMissing(slots[i], types[i])) {
            return false;
          }
        }
        return true;
      };
    }
  }
}
