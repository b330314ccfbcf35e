package org.bandsaw.learn.trees;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.bandsaw.learn.BoostedTrees;
import org.bandsaw.learn.Features;
import org.bandsaw.learn.Learners;
import org.bandsaw.learn.Model;
import org.bandsaw.learn.RandomForest;
import org.bandsaw.learn.SyntheticRows;
import org.bandsaw.learn.TrainingRows;
import org.bandsaw.state.RecordCodec;
import org.bandsaw.state.StateCorruptException;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class TreesTest {

  private static final Features ONE = new Features(List.of("x"));

  private static TrainingRows line(double... y) {
    double[][] x = new double[y.length][1];
    for (int i = 0; i < y.length; i++) {
      x[i][0] = i;
    }
    return TrainingRows.of(ONE, x, y);
  }

  private static double[] predicted(Model model, int... rows) {
    double[] predictions = new double[rows.length];
    for (int i = 0; i < rows.length; i++) {
      predictions[i] = model.predict(SyntheticRows.x(rows[i]));
    }
    return predictions;
  }

  private static byte[] saved(Model model) {
    StateWriter out = new StateWriter();
    model.save(out);
    return out.toBytes();
  }

  @Nested
  class AgainstScikitLearn {

    /** DecisionTreeRegressor(max_leaf_nodes=7, min_samples_leaf=3). */
    @Test
    void oneTree() {
      TreeEnsembleModel tree =
          (TreeEnsembleModel)
              Learners.tree().maxLeaves(7).minLeafRows(3).fit(SyntheticRows.rows(60), 1);

      assertThat(predicted(tree, 0, 1, 17, 42))
          .containsExactly(new double[] {21.9375, 106.875, 71.875, 106.875}, within(1e-12));
      assertThat(tree.leaves()).isEqualTo(7);
    }

    /** DecisionTreeRegressor(max_leaf_nodes=7, min_samples_leaf=1), weights 1, 2, 3 in turn. */
    @Test
    void oneTreeWithWeights() {
      TreeEnsembleModel tree =
          (TreeEnsembleModel)
              Learners.tree().maxLeaves(7).minLeafRows(1).fit(SyntheticRows.weighted(60), 1);

      assertThat(predicted(tree, 0, 1, 17, 42))
          .containsExactly(
              new double[] {24.15625, 104.86666666666666, 72.67647058823529, 104.86666666666666},
              within(1e-12));
    }

    /**
     * GradientBoostingRegressor(n_estimators=20, learning_rate=.2, max_depth=None,
     * max_leaf_nodes=4, min_samples_leaf=3).
     */
    @Test
    void boosting() {
      TreeEnsembleModel trees =
          (TreeEnsembleModel)
              Learners.boosting(20)
                  .rate(0.2)
                  .maxLeaves(4)
                  .minLeafRows(3)
                  .fit(SyntheticRows.rows(60), 1);

      assertThat(predicted(trees, 0, 1, 17, 42))
          .containsExactly(
              new double[] {
                20.236672953143326, 121.83946744760573, 67.83945011048355, 121.83946744760573
              },
              within(1e-11));
      assertThat(trees.trees()).isEqualTo(20);
    }
  }

  @Nested
  class OneTree {

    /** The best split of 1 1 1 7 9 is after the third row: means 1 and 8. */
    @Test
    void splitsWhereItGainsMost() {
      TreeEnsembleModel tree =
          (TreeEnsembleModel)
              Learners.tree().maxLeaves(2).minLeafRows(1).fit(line(1, 1, 1, 7, 9), 1);

      assertThat(tree.predict(new double[] {2.5})).isCloseTo(1, within(1e-14));
      assertThat(tree.predict(new double[] {2.5000001})).isCloseTo(8, within(1e-14));
      assertThat(tree.predict(new double[] {-1e9})).isCloseTo(1, within(1e-14));
    }

    /** The side of 100 is not split although its sum is the largest; 0 0 4 4 is split. */
    @Test
    void doesNotSplitALeafWithEqualTargets() {
      TreeEnsembleModel tree =
          (TreeEnsembleModel)
              Learners.tree()
                  .maxLeaves(9)
                  .minLeafRows(1)
                  .fit(line(100, 100, 100, 100, 0, 0, 4, 4), 1);

      assertThat(tree.leaves()).isEqualTo(3);
      assertThat(tree.predict(new double[] {5})).isZero();
      assertThat(tree.predict(new double[] {6})).isEqualTo(4);
    }

    /** A split after the fourth row would be best, but leaves two rows on one side. */
    @Test
    void keepsTheMinimumNumberOfRowsInALeaf() {
      TreeEnsembleModel tree =
          (TreeEnsembleModel) Learners.tree().minLeafRows(3).fit(line(1, 1, 1, 1, 7, 7), 1);

      // (1 + 7 + 7) / 3
      assertThat(tree.leaves()).isEqualTo(2);
      assertThat(tree.predict(new double[] {5})).isCloseTo(5, within(1e-15));
    }

    @Test
    void treatsBothZerosAsEqualAndNeedsNoFeatures() {
      double[][] same = {{3}, {3}, {3}, {-0.0}, {0.0}};
      TrainingRows rows = TrainingRows.of(ONE, same, new double[] {1, 2, 3, 10, 20});
      TrainingRows none = TrainingRows.of(new Features(List.of()), new double[3][0], new double[3]);

      TreeEnsembleModel tree = (TreeEnsembleModel) Learners.tree().minLeafRows(1).fit(rows, 1);

      assertThat(tree.leaves()).isEqualTo(2);
      assertThat(tree.predict(new double[] {-0.0})).isEqualTo(15);
      assertThat(((TreeEnsembleModel) Learners.tree().fit(none, 1)).leaves()).isEqualTo(1);
    }

    /** Targets near 10⁹ that differ by 10⁻³: plain sums of squares could not separate them. */
    @Test
    void separatesLargeTargetsWithSmallDifferences() {
      double[] y = new double[20];
      for (int i = 0; i < y.length; i++) {
        y[i] = 1e9 + (i < 13 ? 0 : 0.001);
      }
      TreeEnsembleModel tree = (TreeEnsembleModel) Learners.tree().maxLeaves(2).fit(line(y), 1);

      assertThat(tree.predict(new double[] {12.4})).isCloseTo(1e9, within(1e-6));
      assertThat(tree.predict(new double[] {12.6})).isCloseTo(1e9 + 0.001, within(1e-6));
    }
  }

  @Nested
  class Forests {

    private final RandomForest forest = Learners.forest(40).minLeafRows(2);

    @Test
    void predictBetterThanTheMean() {
      TreeEnsembleModel model = (TreeEnsembleModel) forest.fit(SyntheticRows.rows(300), 1);
      double errors = 0;
      double squares = 0;
      double mean = 0;
      for (int i = 300; i < 400; i++) {
        mean += SyntheticRows.y(i) / 100;
      }
      for (int i = 300; i < 400; i++) {
        double error = SyntheticRows.y(i) - model.predict(SyntheticRows.x(i));
        errors += error * error;
        squares += (SyntheticRows.y(i) - mean) * (SyntheticRows.y(i) - mean);
      }

      assertThat(1 - errors / squares).isBetween(0.7, 0.95);
    }

    @Test
    void differBySeedOnly() {
      byte[] one = saved(forest.fit(SyntheticRows.rows(80), 1));

      assertThat(saved(forest.fit(SyntheticRows.rows(80), 1))).isEqualTo(one);
      assertThat(saved(forest.fit(SyntheticRows.rows(80), 2))).isNotEqualTo(one);
    }

    /** The digest of the model's bytes, taken on Java 17 and on Java 25. */
    @Test
    void areTheSameOnEveryVirtualMachine() {
      assertThat(RecordCodec.digest(saved(forest.fit(SyntheticRows.rows(80), 1))))
          .isEqualTo("a0a35d3add4ee31719526628938afd1b7a65ca881255178c439abc3ce56277ed");
      assertThat(
              RecordCodec.digest(
                  saved(Learners.boosting(10).rowShare(0.5).fit(SyntheticRows.rows(80), 1))))
          .isEqualTo("1d86d7cbc6569f10d6bbc83302e072675a5a3e244470241a99bad689ec7964fb");
    }
  }

  /** Tries every threshold of every feature; the tree's only split must have the smallest error. */
  @Property(tries = 200)
  void theFirstSplitIsTheBestOfAll(
      @ForAll @IntRange(min = 2, max = 12) int count, @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] x = new double[count][3];
    double[] y = new double[count];
    double[] weights = new double[count];
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < 3; j++) {
        x[i][j] = random.nextInt(5);
      }
      y[i] = random.nextInt(7);
      weights[i] = 1 + random.nextInt(3);
    }
    double least = error(x, y, weights, 0, Double.POSITIVE_INFINITY);
    for (int j = 0; j < 3; j++) {
      for (int threshold = 0; threshold < 4; threshold++) {
        least = Math.min(least, error(x, y, weights, j, threshold));
      }
    }

    TreeEnsembleModel tree =
        (TreeEnsembleModel)
            Learners.tree()
                .maxLeaves(2)
                .minLeafRows(1)
                .fit(TrainingRows.of(new Features(List.of("a", "b", "c")), x, y, weights), 1);
    double left = 0;
    for (int i = 0; i < count; i++) {
      double error = y[i] - tree.predict(x[i]);
      left += weights[i] * error * error;
    }

    assertThat(left).isCloseTo(least, within(1e-9));
  }

  /** The squared error around the means of the two sides. */
  private static double error(
      double[][] x, double[] y, double[] weights, int feature, double threshold) {
    double error = 0;
    for (boolean side : new boolean[] {true, false}) {
      double weight = 0;
      double sum = 0;
      double squares = 0;
      for (int i = 0; i < y.length; i++) {
        if ((x[i][feature] <= threshold) == side) {
          weight += weights[i];
          sum += weights[i] * y[i];
          squares += weights[i] * y[i] * y[i];
        }
      }
      error += weight > 0 ? squares - sum * sum / weight : 0;
    }
    return error;
  }

  @Test
  void boostingOnAShareOfTheRowsDependsOnTheSeed() {
    byte[] all = saved(Learners.boosting(5).fit(SyntheticRows.rows(80), 1));
    BoostedTrees half = Learners.boosting(5).rowShare(0.5);

    assertThat(saved(half.fit(SyntheticRows.rows(80), 1)))
        .isNotEqualTo(all)
        .isNotEqualTo(saved(half.fit(SyntheticRows.rows(80), 2)));
    assertThat(saved(Learners.boosting(5).fit(SyntheticRows.rows(80), 2))).isEqualTo(all);
  }

  @Test
  void loadsSavedNodesAndRefusesDamagedOnes() {
    TreeEnsembleModel tree =
        (TreeEnsembleModel) Learners.tree().maxLeaves(3).fit(SyntheticRows.rows(60), 1);
    byte[] bytes = saved(tree);
    TreeEnsembleModel loaded =
        (TreeEnsembleModel) Learners.tree().load(SyntheticRows.FEATURES, new StateReader(bytes));

    assertThat(predicted(loaded, 3, 4, 5)).isEqualTo(predicted(tree, 3, 4, 5));
    assertThat(loaded.retainedBytes()).isEqualTo(tree.retainedBytes()).isBetween(80L, 250L);
    assertThatExceptionOfType(StateCorruptException.class)
        .isThrownBy(() -> Learners.tree().load(ONE, new StateReader(bytes)))
        .withMessage("learner 'tree': trees over 4 features, not 1");
    // version, base, scale, features, roots, length of features, then the root's feature
    bytes[4 + 8 + 8 + 4 + 8 + 4] = 4;
    assertThatExceptionOfType(StateCorruptException.class)
        .isThrownBy(() -> Learners.tree().load(SyntheticRows.FEATURES, new StateReader(bytes)))
        .withMessage("learner 'tree': the saved nodes do not form trees");
    // ... five nodes, length of children, then the root's left child: itself, an endless loop
    bytes[4 + 8 + 8 + 4 + 8 + 4] = 0;
    bytes[4 + 8 + 8 + 4 + 8 + 4 + 20 + 4] = 0;
    assertThatExceptionOfType(StateCorruptException.class)
        .isThrownBy(() -> Learners.tree().load(SyntheticRows.FEATURES, new StateReader(bytes)));
  }

  @Test
  void refusesSettingsOutOfBounds() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Learners.forest(0))
        .withMessage("a forest needs 1 tree or more, not 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Learners.boosting(10).rate(1.5))
        .withMessage("the rate must be above 0 and at most 1, not 1.5");
    assertThatIllegalArgumentException().isThrownBy(() -> Learners.tree().maxLeaves(0));
    assertThatIllegalArgumentException().isThrownBy(() -> Learners.tree().minLeafRows(0));
    assertThatIllegalArgumentException().isThrownBy(() -> Learners.boosting(0));
    assertThatIllegalArgumentException().isThrownBy(() -> Learners.boosting(1).maxLeaves(1));
    assertThatIllegalArgumentException().isThrownBy(() -> Learners.boosting(1).rowShare(0));
    assertThatIllegalArgumentException().isThrownBy(() -> Learners.forest(1).featureShare(0));
  }
}
