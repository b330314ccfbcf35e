package org.bandsaw.stage.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.Schema;
import org.bandsaw.data.StringVector;
import org.bandsaw.data.ValueType;
import org.bandsaw.stage.BatchOnlyStage;
import org.bandsaw.stage.Lineage;
import org.bandsaw.stage.NamedStage;
import org.bandsaw.stage.StageRun;
import org.bandsaw.stage.run.ColumnNames;

/**
 * The stage of {@link org.bandsaw.stage.Stages#dropHighCardinality}.
 *
 * @param name the stage's name; if empty, {@code dropHighCardinality(50)}
 * @param limit the smallest number of distinct values that drops a column; at least 2
 * @param columns columns of text; empty means all of them
 */
record DropHighCardinality(String name, int limit, List<String> columns)
    implements BatchOnlyStage, NamedStage {

  public DropHighCardinality {
    columns = ColumnNames.requireValid(columns);
    if (limit < 2) {
      throw new IllegalArgumentException(
          "the limit must be at least 2, not " + limit + "; use Stages.drop to drop a column");
    }
    List<String> shown = new ArrayList<>(List.of(Integer.toString(limit)));
    shown.addAll(columns);
    name = ColumnNames.orDefault(name, ColumnNames.formatCall("dropHighCardinality", shown));
  }

  @Override
  public DropHighCardinality named(String newName) {
    return new DropHighCardinality(ColumnNames.requireStageName(newName), limit, columns);
  }

  @Override
  public StageRun open(Schema input) {
    columns.forEach(column -> input.require(column, ValueType.STRING));
    return new FittedDropRun(input, this::choose);
  }

  @Override
  public Lineage lineage(Schema input) {
    return Lineage.passThrough();
  }

  private List<FittedDropRun.DroppedColumn> choose(Chunk training) {
    List<FittedDropRun.DroppedColumn> dropped = new ArrayList<>();
    for (ColumnSpec column : training.schema().columns()) {
      String name = column.name();
      boolean isChecked = columns.isEmpty() || columns.contains(name);
      if (isChecked && column.type() == ValueType.STRING) {
        int values = countDistinct(training.strings(name));
        if (values >= limit) {
          String reason = String.format(Locale.ROOT, "%d values", values);
          dropped.add(new FittedDropRun.DroppedColumn(name, reason));
        }
      }
    }
    return dropped;
  }

  /** Counts codes: in one dictionary each text has one code, as has the missing value. */
  private static int countDistinct(StringVector texts) {
    boolean[] seen = new boolean[texts.dictionary().size()];
    int[] codes = texts.codes();
    int count = 0;
    for (int i = 0; i < texts.length(); i++) {
      if (!seen[codes[i]]) {
        seen[codes[i]] = true;
        count++;
      }
    }
    return count;
  }
}
