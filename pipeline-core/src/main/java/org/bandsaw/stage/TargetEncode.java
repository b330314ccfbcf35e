package org.bandsaw.stage;

import java.util.List;
import org.bandsaw.data.Schema;
import org.bandsaw.stage.encode.Encoders;
import org.bandsaw.stage.run.ColumnNames;

/**
 * The mean target of the earlier rows with the same value of a text column, drawn towards the mean
 * of all earlier rows, as DOUBLE: (S + m·mean)/(n + m) with the sum S and number n of targets of
 * the value, the mean of all targets and the smoothing m. The target of a row is never used in that
 * row, so this feature does not leak it.
 *
 * <p>Rows with a missing or infinite target or a missing value are not learned from. A missing
 * value stays missing. A value without earlier targets is encoded as the mean of all targets, and
 * as missing before any target. Nothing changes when a trained pipeline is applied. The first
 * {@link #maxCategories(int)} distinct values each have a mean. All others are treated as one
 * value.
 *
 * @param name the stage's name; if empty, {@code targetEncode(vendor,fare)}
 * @param column a text column
 * @param target a numeric column
 * @param smoothing the weight of the mean of all targets in rows, from 0; finite
 * @param maxCategories how many values have their own mean at most, from 1
 * @param output the output column; if empty, {@code vendor_mean_fare}
 */
public record TargetEncode(
    String name, String column, String target, double smoothing, int maxCategories, String output)
    implements ColumnStage {

  public TargetEncode {
    ColumnNames.requireValid(column);
    ColumnNames.requireValid(target);
    if (!(smoothing >= 0 && smoothing <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "smoothing must be at least 0 and finite, not " + smoothing);
    }
    FrequencyEncode.checkMaxCategories(maxCategories);
    name =
        ColumnNames.orDefault(
            name, ColumnNames.formatCall("targetEncode", List.of(column, target)));
    output = ColumnNames.orDefault(output, column + "_mean_" + target);
  }

  @Override
  public TargetEncode named(String name) {
    String given = ColumnNames.requireStageName(name);
    return new TargetEncode(given, column, target, smoothing, maxCategories, output);
  }

  /** Sets the weight of the mean of all targets, in rows. Default: 10. */
  public TargetEncode smoothing(double rows) {
    return new TargetEncode(name, column, target, rows, maxCategories, output);
  }

  /** Sets how many values have their own mean at most. Default: 100 000. */
  public TargetEncode maxCategories(int maxCategories) {
    return new TargetEncode(name, column, target, smoothing, maxCategories, output);
  }

  /** Sets the name of the output column. */
  public TargetEncode as(String output) {
    String given = ColumnNames.requireValid(output);
    return new TargetEncode(name, column, target, smoothing, maxCategories, given);
  }

  @Override
  public List<Stage> forColumns(List<String> columns) {
    return columns.stream()
        .<Stage>map(each -> new TargetEncode("", each, target, smoothing, maxCategories, ""))
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
