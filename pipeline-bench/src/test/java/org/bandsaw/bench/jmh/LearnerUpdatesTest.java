package org.bandsaw.bench.jmh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.bandsaw.learn.OnlineModel;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;
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

  /** Reads version, number of rows or steps, intercept and weights from the saved model. */
  private static void assertSame(OnlineModel model, double[] plain, double b, long rows) {
    StateWriter out = new StateWriter();
    model.save(out);
    StateReader in = new StateReader(out.toBytes());
    in.readVersion(1);
    assertThat(in.readLong()).isEqualTo(rows);
    double intercept = in.readDouble();
    assertSame(in.readDoubles(), intercept, plain, b);
  }

  private static void assertSame(OnlineModel model, double[] plain, double b) {
    assertSame(model, plain, b, LearnerUpdates.ROWS + 1); // the number of the next step
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
    assertSame(
        updates.rls, Arrays.copyOfRange(plain, 1, plain.length), plain[0], LearnerUpdates.ROWS);
  }
}
