package org.bandsaw.stage;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.Schema;
import org.bandsaw.data.StringVector;
import org.bandsaw.data.ValueType;

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
    columns = ColumnNames.checked(columns);
    if (limit < 2) {
      throw new IllegalArgumentException(
          "the limit must be at least 2, not " + limit + "; use Stages.drop to drop a column");
    }
    List<String> shown = new ArrayList<>(List.of(Integer.toString(limit)));
    shown.addAll(columns);
    name = ColumnNames.stage(name, ColumnNames.call("dropHighCardinality", shown));
  }

  /** This stage under another name. */
  public DropHighCardinality named(String other) {
    return new DropHighCardinality(ColumnNames.given(other), limit, columns);
  }

  @Override
  public StageRun open(Schema input) {
    columns.forEach(column -> input.require(column, ValueType.STRING));
    return new DroppingRun(input, this::choose);
  }

  @Override
  public Lineage lineage(Schema input) {
    return Lineage.passThrough();
  }

  private List<DroppingRun.Dropped> choose(Chunk training) {
    List<DroppingRun.Dropped> dropped = new ArrayList<>();
    for (ColumnSpec column : training.schema().columns()) {
      String name = column.name();
      boolean takesPart = columns.isEmpty() || columns.contains(name);
      if (takesPart && column.type() == ValueType.STRING) {
        int values = distinct(training.strings(name));
        if (values >= limit) {
          String why = String.format(Locale.ROOT, "%d values", values);
          dropped.add(new DroppingRun.Dropped(name, why));
        }
      }
    }
    return dropped;
  }

  /** Codes of one dictionary differ where texts differ; the missing text has a code, too. */
  private static int distinct(StringVector texts) {
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
