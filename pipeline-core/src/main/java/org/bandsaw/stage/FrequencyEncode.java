package org.bandsaw.stage;

import java.util.List;
import org.bandsaw.data.Schema;
import org.bandsaw.stage.encode.Encoders;
import org.bandsaw.stage.run.ColumnNames;

/**
 * The frequency of the value of a text column: its share of the rows so far that have a value,
 * including the current one, as DOUBLE from 0 to 1. The shares do not change when a trained
 * pipeline is applied. A missing value stays missing and is not counted.
 *
 * <p>The first {@link #maxCategories(int)} distinct values are counted separately. All others are
 * counted together and have their common share. So has a value that is first seen when a trained
 * pipeline is applied; its share is 0 if no values were counted together.
 *
 * @param name the stage's name; if empty, {@code frequencyEncode(vendor)}
 * @param column a text column
 * @param maxCategories how many values are counted separately at most, from 1
 * @param output the output column; if empty, {@code vendor_frequency}
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

  @Override
  public FrequencyEncode named(String name) {
    return new FrequencyEncode(ColumnNames.requireStageName(name), column, maxCategories, output);
  }

  /** Sets how many values are counted separately at most. Default: 100 000. */
  public FrequencyEncode maxCategories(int maxCategories) {
    return new FrequencyEncode(name, column, maxCategories, output);
  }

  /** Sets the name of the output column. */
  public FrequencyEncode as(String output) {
    return new FrequencyEncode(name, column, maxCategories, ColumnNames.requireValid(output));
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
