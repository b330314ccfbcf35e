package org.bandsaw.stage.batch;

import java.util.List;
import java.util.Map;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.Schema;
import org.bandsaw.stage.DerivedStage;
import org.bandsaw.stage.NamedStage;
import org.bandsaw.stage.StageRun;

/** Creates the stages of this package. The contracts are in {@link org.bandsaw.stage.Stages}. */
public final class BatchStages {

  private BatchStages() {}

  public static DerivedStage quantileBins(String column, int binCount) {
    return new QuantileBins("", column, binCount, "");
  }

  public static NamedStage dropHighCardinality(int limit, List<String> columns) {
    return new DropHighCardinality("", limit, columns);
  }

  /**
   * Opens the run of a {@link org.bandsaw.stage.Rank}.
   *
   * @param isShare whether ranks are divided by the number of training values
   */
  public static StageRun openRank(
      Schema input, String column, boolean isShare, String outputColumn) {
    return new FittedNumericRun(input, new RankEstimator(isShare), column, outputColumn);
  }

  /** Opens the run of a {@link org.bandsaw.stage.DropCorrelated}. */
  public static StageRun openDropCorrelated(
      Schema input, String target, double threshold, List<String> kept) {
    input.requireNumeric(target);
    kept.forEach(input::indexOf);
    return new FittedDropRun(input, new CorrelationChooser(target, threshold, kept));
  }

  /**
   * Returns the positions of the rows in the order of {@link org.bandsaw.stage.SortRows}.
   *
   * @param descendingColumns those of the columns that are sorted from the largest to the smallest
   */
  public static int[] sortedOrder(
      Chunk rows, List<String> columns, List<String> descendingColumns) {
    return RowSorter.order(rows, columns, descendingColumns);
  }

  /** Returns the stages of this package by the names that stand for them in files. */
  public static Map<String, Class<?>> kinds() {
    return Map.of(
        "quantile-bins", QuantileBins.class, "drop-high-cardinality", DropHighCardinality.class);
  }
}
