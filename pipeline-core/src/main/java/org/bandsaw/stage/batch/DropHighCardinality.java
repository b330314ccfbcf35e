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
import org.bandsaw.stage.StageRun;
import org.bandsaw.stage.run.ColumnNames;

/**
 * Drops columns of text that have too many different values in the training rows to be told apart
 * one by one; for a batch. A missing value counts as one value more. Which columns were dropped is
 * kept; what comes later, however varied, changes nothing.
 *
 * @param name the stage's name; empty for {@code dropHighCardinality(50)}
 * @param limit how many different values are too many; at least 2
 * @param columns columns of text; none stands for all of them
 */
public record DropHighCardinality(String name, int limit, List<String> columns)
    implements BatchOnlyStage {

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

  /** This stage under another name. */
  public DropHighCardinality named(String other) {
    return new DropHighCardinality(ColumnNames.requireStageName(other), limit, columns);
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
      boolean takesPart = columns.isEmpty() || columns.contains(name);
      if (takesPart && column.type() == ValueType.STRING) {
        int values = countDistinct(training.strings(name));
        if (values >= limit) {
          String why = String.format(Locale.ROOT, "%d values", values);
          dropped.add(new FittedDropRun.DroppedColumn(name, why));
        }
      }
    }
    return dropped;
  }

  /** Codes of one dictionary differ where texts differ; the missing text has a code, too. */
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
