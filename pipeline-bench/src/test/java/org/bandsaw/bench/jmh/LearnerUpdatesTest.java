package org.bandsaw.bench.jmh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.bandsaw.learn.OnlineModel;
import org.bandsaw.learn.RlsModel;
import org.bandsaw.learn.SgdModel;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A comparison of speed says something only if both sides do the same. */
class LearnerUpdatesTest {

  private static final double ROUNDING = 1e-12;

  private final LearnerUpdates.Processor processor = new LearnerUpdates.Processor();

  private static LearnerUpdates begun(int features) {
    LearnerUpdates updates = new LearnerUpdates();
    updates.features = features;
    updates.makeRows();
    updates.begin();
    return updates;
  }

  /** Sums in another order differ by rounding, which goes with the size of the weights. */
  private static void assertSame(double[] weights, double intercept, double[] plain, double b) {
    double largest = Math.max(1, Math.abs(b));
    for (double weight : plain) {
      largest = Math.max(largest, Math.abs(weight));
    }
    assertThat(intercept).isCloseTo(b, within(ROUNDING * largest)).isNotZero();
    assertThat(weights).containsExactly(plain, within(ROUNDING * largest)).doesNotContain(0);
  }

  private static void assertSame(OnlineModel model, double[] plain, double b) {
    SgdModel found = (SgdModel) model;
    assertSame(found.weights(), found.intercept(), plain, b);
    assertThat(found.learnedRows()).isEqualTo(LearnerUpdates.ROWS);
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 20, 100})
  void sgdLearnsTheWeightsOfItsPlainLoop(int features) {
    LearnerUpdates updates = begun(features);

    updates.sgd(processor);
    updates.sgdPlain(processor);

    assertSame(updates.sgd, updates.plainSgd.w, updates.plainSgd.b);
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 20, 100})
  void logisticRegressionLearnsTheWeightsOfItsPlainLoop(int features) {
    LearnerUpdates updates = begun(features);

    updates.logistic(processor);
    updates.logisticPlain(processor);

    assertSame(updates.logistic, updates.plainLogistic.w, updates.plainLogistic.b);
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 20, 100})
  void recursiveLeastSquaresLearnTheWeightsOfTheirPlainLoop(int features) {
    LearnerUpdates updates = begun(features);

    updates.rls(processor);
    updates.rlsPlain(processor);

    double[] plain = updates.plainRls.w;
    RlsModel found = (RlsModel) updates.rls;
    assertSame(
        found.weights(), found.intercept(), Arrays.copyOfRange(plain, 1, plain.length), plain[0]);
    assertThat(found.learnedRows()).isEqualTo(LearnerUpdates.ROWS);
  }
}
