package org.bandsaw.stage;

import java.util.Arrays;
import java.util.List;
import org.bandsaw.data.DoubleFormatter;
import org.bandsaw.data.Schema;
import org.bandsaw.stage.batch.BatchStages;
import org.bandsaw.stage.run.ColumnNames;

/**
 * Drops numeric columns that are strongly correlated with another one. Of two such columns, the one
 * that correlates more with the target is kept. For batch runs only.
 *
 * <p>As long as two columns have an absolute correlation above the threshold, the pair with the
 * largest one is selected, and the column of the pair with the smaller absolute correlation with
 * the target is dropped. Columns and pairs are in the order of the schema: (1,2), (1,3), …, (2,3),
 * …; among equally correlated pairs the first one is selected. If both columns are equally
 * correlated with the target, the second one is dropped.
 *
 * <p>The correlation is Pearson's, r = Σ(x − x̄)(y − ȳ) / (√Σ(x − x̄)² √Σ(y − ȳ)²), over the
 * training rows in which both values are present and finite; the means are those of the same rows
 * (as in pandas' {@code corr}). It is undefined, and not above the threshold, if one of the two
 * columns has a single value in all such rows; a column with a single value is therefore never
 * dropped. An undefined correlation with the target counts as 0.
 *
 * <p>Columns of type DOUBLE, LONG and INT are compared, dynamic columns included; BOOLEAN columns
 * are not. The dropped columns are part of the state: they are absent from the output from the fit
 * on.
 *
 * @param name the stage's name; if empty, {@code dropCorrelated(salary,0.5)}
 * @param target a numeric column, which is kept
 * @param threshold the largest absolute correlation that is accepted; from 0, below 1
 * @param kept columns that are not compared: they are never dropped, and never cause another column
 *     to be dropped
 */
public record DropCorrelated(String name, String target, double threshold, List<String> kept)
    implements BatchOnlyStage, NamedStage {

  public DropCorrelated {
    ColumnNames.requireValid(target);
    kept = ColumnNames.requireValid(kept);
    if (!(threshold >= 0 && threshold < 1)) {
      throw new IllegalArgumentException(
          "the threshold must be at least 0 and below 1, not " + threshold);
    }
    name =
        ColumnNames.orDefault(
            name,
            ColumnNames.formatCall(
                "dropCorrelated", List.of(target, DoubleFormatter.format(threshold))));
  }

  @Override
  public DropCorrelated named(String newName) {
    return new DropCorrelated(ColumnNames.requireStageName(newName), target, threshold, kept);
  }

  /**
   * Excludes these columns from the comparison: they are never dropped, and never cause another
   * column to be dropped. Default: none.
   */
  public DropCorrelated keeping(String... columns) {
    return new DropCorrelated(name, target, threshold, Arrays.asList(columns));
  }

  @Override
  public StageRun open(Schema input) {
    return BatchStages.openDropCorrelated(input, target, threshold, kept);
  }

  @Override
  public Lineage lineage(Schema input) {
    return Lineage.passThrough();
  }
}
