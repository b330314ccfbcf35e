package org.bandsaw.stage;

import java.util.List;
import org.bandsaw.data.Schema;
import org.bandsaw.stage.number.NumberStages;
import org.bandsaw.stage.run.ColumnNames;

/**
 * Flags values that are far from the mean, as BOOLEAN: true if |(v − m)/s| is above the threshold.
 * m and s are the mean and the population deviation (ddof 0) of the rows up to and including the
 * current one, computed as by {@link Stages#standardScale}. The flag is false where s is 0.
 *
 * <p>A trained pipeline keeps m and s constant. A missing value gives a missing flag and does not
 * count. An infinite value does not count either; it is an anomaly if s is not 0. Among the first n
 * rows no value can be further from the mean than √(n − 1) deviations.
 *
 * @param name the stage's name; if empty, {@code anomaly(fare)}
 * @param column numeric
 * @param threshold the largest distance from the mean that is not an anomaly, in standard
 *     deviations; above 0, finite
 * @param output the column that is made; if empty, {@code fare_anomaly}
 */
public record Anomaly(String name, String column, double threshold, String output)
    implements DerivedStage {

  public Anomaly {
    ColumnNames.requireValid(column);
    if (!(threshold > 0 && threshold <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "the threshold must be above 0 and finite, not " + threshold);
    }
    name = ColumnNames.orDefault(name, ColumnNames.formatCall("anomaly", List.of(column)));
    output = ColumnNames.orDefault(output, column + "_anomaly");
  }

  @Override
  public Anomaly named(String newName) {
    return new Anomaly(ColumnNames.requireStageName(newName), column, threshold, output);
  }

  /**
   * Sets the largest distance from the mean that is not an anomaly, in standard deviations.
   * Default: 3.
   */
  public Anomaly threshold(double deviations) {
    return new Anomaly(name, column, deviations, output);
  }

  @Override
  public Anomaly as(String newOutput) {
    return new Anomaly(name, column, threshold, ColumnNames.requireValid(newOutput));
  }

  @Override
  public StageRun open(Schema input) {
    return NumberStages.openAnomaly(input, column, threshold, output);
  }

  @Override
  public Lineage lineage(Schema input) {
    return Lineage.passThrough().withDerived(output, column);
  }
}
