package org.bandsaw.stage;

import java.util.List;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.Retained;
import org.bandsaw.data.RowLayout;
import org.bandsaw.data.Schema;
import org.bandsaw.data.ValueType;
import org.bandsaw.data.Vector;

/**
 * A filter: rows with a missing value in any of these columns are lost, and counted.
 *
 * @param name the stage's name; empty for {@code dropMissing(a,b)}
 * @param columns none stands for every declared column (grown ones have no missing values)
 */
public record DropMissing(String name, List<String> columns) implements ColumnStage {

  public DropMissing {
    columns = ColumnNames.checked(columns);
    name = ColumnNames.stage(name, ColumnNames.call("dropMissing", columns));
  }

  /** This stage under another name. */
  public DropMissing named(String other) {
    return new DropMissing(ColumnNames.given(other), columns);
  }

  @Override
  public boolean isFilter() {
    return true;
  }

  @Override
  public List<Stage> on(List<String> columns) {
    return List.of(new DropMissing("", columns));
  }

  @Override
  public StageRun open(Schema input) {
    List<String> checked =
        columns.isEmpty() ? input.names().subList(0, input.declaredCount()) : columns;
    return new Run(input, checked);
  }

  @Override
  public Lineage lineage(Schema input) {
    return Lineage.passThrough();
  }

  private static final class Run implements RowStageRun, StatelessRun {

    private final List<String> checked;
    private final Shape shape;
    private int[] kept = {};

    Run(Schema input, List<String> checked) {
      this.checked = checked;
      shape = new Shape(input, checked, List.of(), schema -> schema);
    }

    @Override
    public Schema output() {
      return shape.output();
    }

    @Override
    public Chunk transform(Chunk chunk) {
      shape.over(chunk.schema());
      int rows = chunk.rowCount();
      if (kept.length < rows) {
        kept = new int[rows];
      }
      for (int i = 0; i < rows; i++) {
        kept[i] = i;
      }
      int count = rows;
      for (int i = 0; i < checked.size(); i++) {
        count = present(chunk.vector(shape.read(i)), kept, count);
      }
      return chunk.keep(kept, count);
    }

    private static int present(Vector vector, int[] rows, int count) {
      int left = 0;
      for (int i = 0; i < count; i++) {
        int row = rows[i];
        rows[left] = row;
        left += vector.isMissing(row) ? 0 : 1;
      }
      return left;
    }

    @Override
    public void mark() {
      shape.mark();
    }

    @Override
    public void rollback() {
      shape.rollback();
      kept = new int[0];
    }

    @Override
    public long retainedBytes() {
      return Retained.ints(kept.length);
    }

    @Override
    public RowKernel rowKernel(RowLayout layout) {
      int[] slots = layout.slots(checked);
      ValueType[] types = checked.stream().map(layout::type).toArray(ValueType[]::new);
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
