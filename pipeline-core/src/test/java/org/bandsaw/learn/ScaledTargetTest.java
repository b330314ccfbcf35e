package org.bandsaw.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import org.bandsaw.learn.Learner.Capability;
import org.bandsaw.state.RecordCodec;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;
import org.junit.jupiter.api.Test;

class ScaledTargetTest {

  private static final Features ONE = new Features(List.of("a"));
  private static final OnlineLearner SCALED = Learners.scaledTarget(Learners.sgd());

  private static byte[] saved(OnlineModel model) {
    StateWriter out = new StateWriter();
    model.save(out);
    return out.toBytes();
  }

  @Test
  void predictsFromEarlierTargetsOnly() {
    OnlineModel model =
        Learners.scaledTarget(Learners.sgd().learningRate(LearningRate.constant(0.5)).l2(0))
            .open(ONE, 1);
    double[] x = {0};

    assertThat(model.predict(x)).isZero();
    assertThat(model.predictThenLearn(x, 100, 1)).isZero();
    // m 100, s 1, learned as 0
    assertThat(model.predictThenLearn(x, 104, 1)).isEqualTo(100);
    // m 102, s 2, learned as 1: b = 0 + 0.5·1
    assertThat(model.predict(x)).isEqualTo(103);
    model.learn(x, 99, 2);
    // m 102 − 3·2/4 = 100.5; S 8 + 2·3·1.5 = 17; s = √(17/4); z = −1.5/s; b = 0.5 − 0.5·2·(0.5 − z)
    double s = Math.sqrt(17 / 4.0);
    assertThat(model.predict(x)).isCloseTo(100.5 + s * (-1.5 / s), within(1e-12));
  }

  @Test
  void learnsTargetsFarFromZeroFaster() {
    OnlineModel plain = Learners.sgd().open(ONE, 1);
    OnlineModel scaled = SCALED.open(ONE, 1);
    Random random = new Random(3);
    double plainSquares = 0;
    double scaledSquares = 0;
    for (int i = 0; i < 1000; i++) {
      double[] x = {random.nextGaussian()};
      double y = 50_000 + 1000 * x[0] + 100 * random.nextGaussian();
      double before = scaled.predict(x);
      double prediction = scaled.predictThenLearn(x, y, 1);
      assertThat(prediction).isEqualTo(before);
      scaledSquares += (y - prediction) * (y - prediction);
      double other = plain.predictThenLearn(x, y, 1);
      plainSquares += (y - other) * (y - other);
    }

    assertThat(scaledSquares).isLessThan(plainSquares / 20);
    assertThat(scaled.predict(new double[] {1})).isCloseTo(51_000, within(150.0));
  }

  @Test
  void learnsEqualTargets() {
    OnlineModel model = SCALED.open(ONE, 1);
    for (int i = 0; i < 10; i++) {
      model.learn(new double[] {i % 3}, 7e6, 1);
    }

    assertThat(model.predict(new double[] {1})).isEqualTo(7e6);
  }

  @Test
  void continuesFromASavedStateAndAddsFeatures() {
    Random random = new Random(4);
    OnlineModel one = SCALED.open(ONE, 1);
    for (int i = 0; i < 20; i++) {
      one.learn(new double[] {random.nextGaussian()}, 100 + random.nextGaussian(), 1);
    }
    OnlineModel other = SCALED.open(ONE, 1);
    other.load(new StateReader(saved(one)));
    one.grow(new Features(List.of("a", "b")));
    other.grow(new Features(List.of("a", "b")));
    for (int i = 0; i < 20; i++) {
      double[] x = {random.nextGaussian(), i};
      double y = random.nextGaussian();
      assertThat(other.predictThenLearn(x, y, 1)).isEqualTo(one.predictThenLearn(x, y, 1));
    }
    assertThat(saved(other)).isEqualTo(saved(one));
    assertThat(other.retainedBytes()).isEqualTo(one.retainedBytes());
  }

  @Test
  void hasTheVersionAndCapabilitiesOfItsLearner() {
    CustomOnlineLearner mine =
        Learners.online("mine", () -> Learners.mean().open(ONE, 1))
            .version(3)
            .capabilities(Capability.REPEATABLE);

    assertThat(SCALED.name()).isEqualTo("scaled-sgd");
    assertThat(SCALED.task()).isEqualTo(Task.REGRESSION);
    assertThat(Learners.scaledTarget(mine).version()).isEqualTo(3);
    assertThat(Learners.scaledTarget(mine).capabilities())
        .isEqualTo(EnumSet.of(Capability.REPEATABLE));
    assertThat(RecordCodec.isEncodable(SCALED, LearnerKinds.all())).isTrue();
    assertThat(RecordCodec.isEncodable(Learners.scaledTarget(mine), LearnerKinds.all())).isFalse();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Learners.scaledTarget(Learners.logisticRegression()))
        .withMessage(
            "learner 'logistic' classifies; its targets are 0 or 1 and cannot be scaled. Use it"
                + " without scaledTarget");
  }
}
