package org.bandsaw.stage;

import java.util.List;
import org.bandsaw.data.Schema;
import org.bandsaw.stage.encode.Encoders;
import org.bandsaw.stage.run.ColumnNames;

/**
 * How frequent the value of a column of text is: its share of the rows so far that have a value,
 * the current one included, as DOUBLE from 0 to 1. When a learned pipeline is applied the shares
 * stand still. A missing value stays missing and does not count.
 *
 * <p>The first {@link #maxCategories(int)} different values are counted each by itself. All others
 * are counted together, and have the share of them all. A value that was never seen when applied
 * has that share, too, or 0 as long as nothing was counted together.
 *
 * @param name the stage's name; empty for {@code frequencyEncode(vendor)}
 * @param column a column of text
 * @param maxCategories the most values that are counted by themselves, from 1
 * @param output the column that is made; empty for {@code vendor_frequency}
 */
public record FrequencyEncode(String name, String column, int maxCategories, String output)
    implements ColumnStage {

  public FrequencyEncode {
    ColumnNames.requireValid(column);
    checkMaxCategories(maxCategories);
    name = ColumnNames.orDefault(name, ColumnNames.formatCall("frequencyEncode", List.of(column)));
    output = ColumnNames.orDefault(output, column + "_frequency");
  }

  static void checkMaxCategories(int maxCategories) {
    if (maxCategories < 1 || maxCategories == Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "maxCategories must be at least 1 and below 2147483647, not " + maxCategories);
    }
  }

  /** This stage under another name. */
  public FrequencyEncode named(String other) {
    return new FrequencyEncode(ColumnNames.requireStageName(other), column, maxCategories, output);
  }

  /** The most values that are counted by themselves; 100 000 if not said. */
  public FrequencyEncode maxCategories(int most) {
    return new FrequencyEncode(name, column, most, output);
  }

  /** Calls the column that is made by this name. */
  public FrequencyEncode as(String column) {
    return new FrequencyEncode(name, this.column, maxCategories, ColumnNames.requireValid(column));
  }

  @Override
  public List<Stage> forColumns(List<String> columns) {
    return columns.stream()
        .<Stage>map(each -> new FrequencyEncode("", each, maxCategories, ""))
        .toList();
  }

  @Override
  public StageRun open(Schema input) {
    return Encoders.open(input, this);
  }

  @Override
  public Lineage lineage(Schema input) {
    return Lineage.passThrough().withDerived(output, column);
  }
}
