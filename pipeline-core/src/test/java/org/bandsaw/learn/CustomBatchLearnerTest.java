package org.bandsaw.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.List;
import org.bandsaw.data.BandsawException;
import org.bandsaw.learn.Learner.Capability;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;
import org.junit.jupiter.api.Test;

class CustomBatchLearnerTest {

  private static final Features ONE = new Features(List.of("x"));
  private static final TrainingRows ROWS =
      TrainingRows.of(ONE, new double[][] {{2}, {4}}, new double[] {6, 12});

  private final CustomBatchLearner<Learners.Predictor> plain =
      Learners.batch("times", (x, y) -> row -> row[0] * y[0] / x[0][0]);
  private final CustomBatchLearner<Double> saved =
      Learners.batch("times", (x, y) -> y[0] / x[0][0], (Double slope, double[] x) -> slope * x[0])
          .savedBy((slope, out) -> out.writeDouble(slope), in -> in.readDouble());

  @Test
  void predictsWithTheModelOfItsFunction() throws Exception {
    assertThat(plain.fit(ROWS, 1).predict(new double[] {5})).isEqualTo(15);
    assertThat(saved.fit(ROWS, 1).predict(new double[] {5})).isEqualTo(15);
  }

  @Test
  void loadsAModelWithTheGivenFunctions() throws Exception {
    StateWriter out = new StateWriter();
    saved.fit(ROWS, 1).save(out);

    Model loaded = saved.load(ONE, new StateReader(out.toBytes()));

    assertThat(loaded.predict(new double[] {5})).isEqualTo(15);
    assertThat(saved.capabilities()).contains(Capability.SAVEABLE);
  }

  @Test
  void namesARemedyWhenAModelCannotBeSaved() throws Exception {
    Model model = plain.fit(ROWS, 1);

    assertThat(plain.capabilities())
        .containsExactlyInAnyOrder(Capability.REPEATABLE, Capability.CONCURRENT_PREDICTION);
    assertThatIllegalStateException()
        .isThrownBy(() -> model.save(new StateWriter()))
        .withMessage(
            "a model of learner 'times' cannot be saved. Provide functions for that with"
                + " savedBy(save, load)");
    assertThatIllegalStateException()
        .isThrownBy(() -> plain.load(ONE, new StateReader(new byte[0])))
        .withMessageContaining("cannot be loaded");
  }

  @Test
  void refusesWeightedRows() {
    TrainingRows weighted =
        TrainingRows.of(ONE, new double[][] {{2}, {4}}, new double[] {6, 12}, new double[] {1, 2});

    assertThatExceptionOfType(BandsawException.class)
        .isThrownBy(() -> plain.fit(weighted, 1))
        .withMessageContaining("learner 'times' received weighted rows");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> plain.capabilities(Capability.WEIGHTS))
        .withMessageContaining("Implement BatchLearner");
  }

  @Test
  void hasAVersionATaskCapabilitiesAndASize() throws Exception {
    CustomBatchLearner<Double> other =
        saved
            .version(3)
            .task(Task.binaryClassification(0.5))
            .capabilities(Capability.SAVEABLE)
            .retainedBytes(slope -> 24);

    assertThat(other.version()).isEqualTo(3);
    assertThat(other.task().isClassification()).isTrue();
    assertThat(other.capabilities()).containsExactly(Capability.SAVEABLE);
    assertThat(other.fit(ROWS, 1).retainedBytes()).isEqualTo(24);
    assertThat(saved.version()).isEqualTo(1);
    assertThat(saved.fit(ROWS, 1).retainedBytes()).isZero();
  }

  @Test
  void needsANameAndAModel() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Learners.batch("", (x, y) -> row -> 0))
        .withMessage("a learner needs a name that is not empty");
    @SuppressWarnings("NullAway") // the wrong value is what is tested
    BatchLearner none = Learners.batch("none", (x, y) -> null);
    assertThatNullPointerException()
        .isThrownBy(() -> none.fit(ROWS, 1))
        .withMessage("the fit of learner 'none' returned null");
  }
}
