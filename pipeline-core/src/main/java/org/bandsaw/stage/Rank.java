package org.bandsaw.stage;

import java.util.List;
import java.util.Objects;
import org.bandsaw.data.Schema;
import org.bandsaw.stage.batch.BatchStages;
import org.bandsaw.stage.run.ColumnNames;

/**
 * Computes the rank of a value among the training values, as DOUBLE: 1 for the smallest. Equal
 * values share the average of their ranks. For batch runs only.
 *
 * <p>The rank of v is b + (e + 1)/2, where b training values are below v and e are equal to it. For
 * a training value this is the rank of pandas' {@code rank(method="average")}. A value that is not
 * among the training values has e = 0, so its rank is b + 1/2: 1/2 if it is below all n training
 * values, n + 1/2 if it is above all. {@link Scale#SHARE} divides by n, and is at most 1.
 *
 * <p>A missing value stays missing and is not ranked; an infinite one is a value. If no training
 * row has a value, every rank is missing. All training values are retained, at 8 bytes each.
 *
 * @param name the stage's name; if empty, {@code rank(fare)}
 * @param column numeric
 * @param scale the scale of the ranks
 * @param output the column that is made; if empty, {@code fare_rank}
 */
public record Rank(String name, String column, Scale scale, String output)
    implements BatchOnlyStage, DerivedStage {

  /** The scale of a rank. */
  public enum Scale {
    /** Positions, from 1 to the number of training values. */
    ABSOLUTE,
    /** A share of all training values, above 0, at most 1. */
    SHARE
  }

  public Rank {
    ColumnNames.requireValid(column);
    Objects.requireNonNull(scale, "scale");
    name = ColumnNames.orDefault(name, ColumnNames.formatCall("rank", List.of(column)));
    output = ColumnNames.orDefault(output, column + "_rank");
  }

  @Override
  public Rank named(String newName) {
    return new Rank(ColumnNames.requireStageName(newName), column, scale, output);
  }

  @Override
  public Rank as(String newOutput) {
    return new Rank(name, column, scale, ColumnNames.requireValid(newOutput));
  }

  /** Divides ranks by the number of training values; the result is at most 1. */
  public Rank asShare() {
    return new Rank(name, column, Scale.SHARE, output);
  }

  @Override
  public StageRun open(Schema input) {
    return BatchStages.openRank(input, column, scale == Scale.SHARE, output);
  }

  @Override
  public Lineage lineage(Schema input) {
    return Lineage.passThrough().withDerived(output, column);
  }
}
