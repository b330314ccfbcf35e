package org.bandsaw.learn;

import java.util.Locale;
import java.util.Objects;
import org.bandsaw.data.BandsawException;

/**
 * The weight of each row in learning: the value of a weight column times the weight of the row's
 * class. Scores do not use weights. Immutable.
 *
 * @param column a numeric column of the last step, which is not a feature; empty for none
 * @param class0Weight the weight of class 0, above 0. Default: 1
 * @param class1Weight the weight of class 1, above 0. Default: 1
 */
public record Weighting(String column, double class0Weight, double class1Weight) {

  /** All rows have the weight 1. */
  public static final Weighting UNIFORM = new Weighting("", 1, 1);

  public Weighting {
    Objects.requireNonNull(column, "column");
    if (!(class0Weight > 0
        && class0Weight <= Double.MAX_VALUE
        && class1Weight > 0
        && class1Weight <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "class weights must be above 0 and finite, not " + class0Weight + " and " + class1Weight);
    }
  }

  /** Whether there is a weight column. */
  public boolean hasColumn() {
    return !column.isEmpty();
  }

  /** Whether a class has a weight other than 1. */
  public boolean hasClassWeights() {
    return class0Weight != 1 || class1Weight != 1;
  }

  /** Whether all rows have the weight 1. */
  public boolean isUniform() {
    return !hasColumn() && !hasClassWeights();
  }

  /**
   * The weight of a row: 0 means that it is scored but not learned, NaN that the weight is missing
   * or infinite.
   *
   * @param inColumn the value of the weight column, NaN if missing; 1 without a column
   * @throws BandsawException if the value is below 0
   */
  double weightOf(double inColumn, double target, long sourceRow) {
    if (inColumn < 0) {
      throw new BandsawException(
          String.format(
              Locale.ROOT,
              "row %d: the weight '%s' is %s; a weight must be 0 or above. Correct it in a stage",
              sourceRow,
              column,
              inColumn));
    }
    double weight =
        hasClassWeights() ? inColumn * (target == 1 ? class1Weight : class0Weight) : inColumn;
    return weight <= Double.MAX_VALUE ? weight : Double.NaN;
  }
}
