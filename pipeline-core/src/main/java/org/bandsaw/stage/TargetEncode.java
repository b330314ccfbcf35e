package org.bandsaw.stage;

import java.util.List;
import org.bandsaw.data.Schema;
import org.bandsaw.stage.encode.Encoders;
import org.bandsaw.stage.run.ColumnNames;

/**
 * The mean target of the earlier rows with the same value of a column of text, drawn towards the
 * mean of all earlier rows, as DOUBLE: (S + m·mean)/(n + m) with the sum S and number n of targets
 * of the value, the mean of all targets and the smoothing m. The target of a row is never used in
 * that row, so a feature made like this does not leak it.
 *
 * <p>Missing and infinite targets are not learned from. A value that is missing stays missing, and
 * its target is not learned from either. A value without earlier targets has the mean of all, and
 * before any target the number is missing. When a learned pipeline is applied, everything stands
 * still. The first {@link #maxCategories(int)} different values have a mean each; all others are
 * taken for one value.
 *
 * @param name the stage's name; empty for {@code targetEncode(vendor,fare)}
 * @param column a column of text
 * @param target a numeric one
 * @param smoothing how many rows the mean of all weighs, from 0; finite
 * @param maxCategories the most values with a mean each, from 1
 * @param output the column that is made; empty for {@code vendor_mean_fare}
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

  /** This stage under another name. */
  public TargetEncode named(String other) {
    String given = ColumnNames.requireStageName(other);
    return new TargetEncode(given, column, target, smoothing, maxCategories, output);
  }

  /** How many rows the mean of all weighs in that of a value; 10 if not said. */
  public TargetEncode smoothing(double rows) {
    return new TargetEncode(name, column, target, rows, maxCategories, output);
  }

  /** The most values with a mean each; 100 000 if not said. */
  public TargetEncode maxCategories(int most) {
    return new TargetEncode(name, column, target, smoothing, most, output);
  }

  /** Calls the column that is made by this name. */
  public TargetEncode as(String column) {
    String given = ColumnNames.requireValid(column);
    return new TargetEncode(name, this.column, target, smoothing, maxCategories, given);
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
