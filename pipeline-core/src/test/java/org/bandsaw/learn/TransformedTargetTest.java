package org.bandsaw.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.bandsaw.data.BandsawException;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;
import org.junit.jupiter.api.Test;

class TransformedTargetTest {

  private static final Features ONE = new Features(List.of("x"));
  private static final double[] X = {1};

  /** (4 · 16)^½ = 8: the inverse of the mean of logarithms is the geometric mean. */
  @Test
  void predictsInTheUnitsOfTheTarget() {
    OnlineModel model =
        Learners.transformedTarget(Learners.mean(), TargetTransform.LOG).open(ONE, 1);

    model.learn(X, 4, 1);
    assertThat(model.predictThenLearn(X, 16, 1)).isCloseTo(4, within(1e-14));
    assertThat(model.predict(X)).isCloseTo(8, within(1e-14));
  }

  /** y = 2ˣ − 1 is a line under ln(1 + y). */
  @Test
  void fitsACurveThatTheTransformMakesALine() throws Exception {
    double[][] x = {{0}, {1}, {2}, {3}};
    BatchLearner learner =
        Learners.transformedTarget(Learners.leastSquares(), TargetTransform.LOG1P);
    Model model = learner.fit(TrainingRows.of(ONE, x, new double[] {0, 1, 3, 7}), 1);

    assertThat(model.predict(new double[] {5})).isCloseTo(31, within(1e-12));
    StateWriter out = new StateWriter();
    model.save(out);
    Model loaded = learner.load(ONE, new StateReader(out.toBytes()));
    assertThat(loaded.predict(new double[] {5})).isEqualTo(model.predict(new double[] {5}));
  }

  @Test
  void inverseUndoesTheTransform() {
    for (TargetTransform transform : TargetTransform.values()) {
      for (double y : new double[] {1e-3, 0.5, 1, 12, 37436858}) {
        assertThat(transform.inverse(transform.forward(y))).isCloseTo(y, within(y * 1e-13));
      }
    }
    assertThat(TargetTransform.LOG1P.forward(0)).isZero();
    assertThat(TargetTransform.CBRT.forward(-8)).isEqualTo(-2);
    assertThat(TargetTransform.SQRT.forward(0)).isZero();
    assertThat(TargetTransform.SQRT.inverse(-3)).isZero();
  }

  @Test
  void namesATargetThatCannotBeTransformed() {
    OnlineModel model =
        Learners.transformedTarget(Learners.mean(), TargetTransform.LOG1P).open(ONE, 1);
    model.learn(X, 4, 1);
    double before = model.predict(X);

    assertThatExceptionOfType(BandsawException.class)
        .isThrownBy(() -> model.predictThenLearn(X, -1, 1))
        .withMessage(
            "learner 'log1p-mean', learned row 2: the target -1.0 has no log1p; targets above -1"
                + " are needed. Filter such rows in a stage, or choose another transform");
    assertThat(model.predict(X)).isEqualTo(before);
    assertThatExceptionOfType(BandsawException.class)
        .isThrownBy(
            () ->
                Learners.transformedTarget(Learners.tree(), TargetTransform.SQRT)
                    .fit(TrainingRows.of(ONE, new double[][] {X, X}, new double[] {1, -2}), 1))
        .withMessageContaining("learner 'sqrt-tree', training row 1: the target -2.0 has no sqrt");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TargetTransform.LOG.forward(0))
        .withMessageContaining("targets above 0 are needed");
  }

  @Test
  void doesNotLimitAPredictionThatIsTooLarge() throws Exception {
    OnlineModel model =
        Learners.transformedTarget(Learners.recursiveLeastSquares(), TargetTransform.LOG)
            .open(ONE, 1);
    model.learn(new double[] {1}, 10, 1);

    assertThatExceptionOfType(ModelDivergedException.class)
        .isThrownBy(() -> model.predict(new double[] {1e4}))
        .withMessageContaining("learner 'log-rls' diverged at learned row 1")
        .withMessageContaining("too large to be transformed back");
    Model line =
        Learners.transformedTarget(Learners.leastSquares(), TargetTransform.LOG)
            .fit(TrainingRows.of(ONE, new double[][] {{0}, {1}}, new double[] {1, 10}), 1);
    assertThatExceptionOfType(BandsawException.class)
        .isThrownBy(() -> line.predict(new double[] {1e4}))
        .withMessageContaining("learner 'log-least-squares'");
  }

  @Test
  void refusesAClassifier() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Learners.transformedTarget(Learners.logisticRegression(), TargetTransform.LOG))
        .withMessageContaining("cannot be transformed");
  }
}
