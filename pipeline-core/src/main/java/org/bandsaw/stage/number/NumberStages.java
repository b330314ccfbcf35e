package org.bandsaw.stage.number;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bandsaw.data.Schema;
import org.bandsaw.stage.ColumnStage;
import org.bandsaw.stage.DerivedStage;
import org.bandsaw.stage.Impute;
import org.bandsaw.stage.NamedStage;
import org.bandsaw.stage.StageRun;
import org.bandsaw.stage.run.ColumnNames;

/** Creates the stages of this package. The contracts are in {@link org.bandsaw.stage.Stages}. */
public final class NumberStages {

  private NumberStages() {}

  public static ColumnStage impute(List<String> columns, Impute strategy) {
    return new ImputeMissing("", columns, strategy);
  }

  public static ColumnStage standardScale(List<String> columns) {
    return new StandardScale("", columns);
  }

  public static ColumnStage minMaxScale(List<String> columns) {
    return new MinMaxScale("", columns);
  }

  public static ColumnStage clip(String column, double low, double high) {
    return new Clip("", column, low, high);
  }

  public static NamedStage polynomial(String column, int degree) {
    return new Polynomial("", column, degree);
  }

  public static NamedStage interactions(List<String> columns) {
    return new Interactions("", columns);
  }

  public static DerivedStage rowSum(List<String> columns) {
    return new RowStatistic("", RowStatistic.Kind.SUM, columns, "");
  }

  public static DerivedStage rowMean(List<String> columns) {
    return new RowStatistic("", RowStatistic.Kind.MEAN, columns, "");
  }

  public static DerivedStage rowVariance(List<String> columns) {
    return new RowStatistic("", RowStatistic.Kind.VARIANCE, columns, "");
  }

  public static DerivedStage bins(String column, double... edges) {
    return new Bins("", column, Arrays.stream(edges).boxed().toList(), "");
  }

  public static DerivedStage add(String left, String right) {
    return arithmetic(Arithmetic.Operation.ADD, left, right);
  }

  public static DerivedStage add(String left, double constant) {
    return arithmetic(Arithmetic.Operation.ADD, left, constant);
  }

  public static DerivedStage subtract(String left, String right) {
    return arithmetic(Arithmetic.Operation.SUBTRACT, left, right);
  }

  public static DerivedStage subtract(String left, double constant) {
    return arithmetic(Arithmetic.Operation.SUBTRACT, left, constant);
  }

  public static DerivedStage multiply(String left, String right) {
    return arithmetic(Arithmetic.Operation.MULTIPLY, left, right);
  }

  public static DerivedStage multiply(String left, double constant) {
    return arithmetic(Arithmetic.Operation.MULTIPLY, left, constant);
  }

  public static DerivedStage divide(String left, String right) {
    return arithmetic(Arithmetic.Operation.DIVIDE, left, right);
  }

  public static DerivedStage divide(String left, double constant) {
    return arithmetic(Arithmetic.Operation.DIVIDE, left, constant);
  }

  private static Arithmetic arithmetic(Arithmetic.Operation operation, String left, String right) {
    return new Arithmetic("", operation, left, ColumnNames.requireValid(right), 0, "");
  }

  private static Arithmetic arithmetic(
      Arithmetic.Operation operation, String left, double constant) {
    return new Arithmetic("", operation, left, "", constant, "");
  }

  /** Opens the run of an {@link org.bandsaw.stage.Anomaly}. */
  public static StageRun openAnomaly(
      Schema input, String column, double threshold, String outputColumn) {
    return AnomalyKernel.open(input, column, threshold, outputColumn);
  }

  /** Returns the stages of this package by the names that stand for them in files. */
  public static Map<String, Class<?>> kinds() {
    return Map.of(
        "impute", ImputeMissing.class,
        "standard-scale", StandardScale.class,
        "min-max-scale", MinMaxScale.class,
        "clip", Clip.class,
        "polynomial", Polynomial.class,
        "interactions", Interactions.class,
        "row-statistic", RowStatistic.class,
        "bins", Bins.class,
        "arithmetic", Arithmetic.class);
  }
}
