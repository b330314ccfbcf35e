package org.bandsaw.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.bandsaw.learn.BatchLearner;
import org.bandsaw.learn.Features;
import org.bandsaw.learn.Learner;
import org.bandsaw.learn.Model;
import org.bandsaw.learn.OnlineLearner;
import org.bandsaw.learn.OnlineModel;
import org.bandsaw.learn.TrainingRows;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;
import org.bandsaw.testkit.LearnerContract;
import org.bandsaw.testkit.LearnerContract.Targets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NamedLearnersTest {

  private static final Features FEATURES = new Features(List.of("a", "b", "c"));

  /** Enough rows for three fits of a refitting learner. */
  private static final int ROWS = 330;

  private static final int CUT = 250;

  private final double[][] x = new double[ROWS][];
  private final double[] y = new double[ROWS];

  static List<String> names() {
    return NamedLearners.all().stream().map(Learner::name).toList();
  }

  static Stream<String> online() {
    return names().stream().filter(name -> NamedLearners.byName(name) instanceof OnlineLearner);
  }

  static Stream<String> batch() {
    return names().stream().filter(name -> NamedLearners.byName(name) instanceof BatchLearner);
  }

  /** Creates non-negative targets, and targets 0 and 1 for a classifier. */
  private void makeRows(Learner learner) {
    Random random = new Random(11);
    for (int i = 0; i < ROWS; i++) {
      x[i] = random.doubles(3, -1, 1).toArray();
      double sum = 3 * x[i][0] - x[i][1] + 0.3 * random.nextGaussian();
      y[i] = learner.task().isClassification() ? sum > 0 ? 1 : 0 : Math.abs(sum);
    }
  }

  private static byte[] saved(Model model) {
    StateWriter out = new StateWriter();
    model.save(out);
    return out.toBytes();
  }

  @ParameterizedTest
  @MethodSource("names")
  void eachLearnerKeepsTheContract(String name) {
    Targets targets = name.startsWith("log1p") ? Targets.POSITIVE : Targets.ANY;

    LearnerContract.of(NamedLearners.byName(name)).seed(5).targets(targets).check();
  }

  @ParameterizedTest
  @MethodSource("online")
  void eachOnlineLearnerContinuesFromASavedState(String name) {
    OnlineLearner learner = (OnlineLearner) NamedLearners.byName(name);
    makeRows(learner);
    OnlineModel model = learner.open(FEATURES, 1);
    for (int i = 0; i < CUT; i++) {
      model.learn(x[i], y[i], 1);
    }
    OnlineModel resumed = learner.open(FEATURES, 1);
    resumed.load(new StateReader(saved(model)));
    for (int i = CUT; i < ROWS; i++) {
      assertThat(resumed.predictThenLearn(x[i], y[i], 1))
          .isEqualTo(model.predictThenLearn(x[i], y[i], 1));
    }

    assertThat(saved(resumed)).isEqualTo(saved(model));
  }

  @ParameterizedTest
  @MethodSource("batch")
  void eachBatchLearnerPredictsTheSameWhenLoaded(String name) throws Exception {
    BatchLearner learner = (BatchLearner) NamedLearners.byName(name);
    makeRows(learner);
    Model model = learner.fit(TrainingRows.of(FEATURES, x, y), 1);
    Model loaded = learner.load(FEATURES, new StateReader(saved(model)));
    for (double[] row : x) {
      assertThat(loaded.predict(row)).isEqualTo(model.predict(row));
    }

    assertThat(saved(loaded)).isEqualTo(saved(model));
  }

  @Test
  void namesAreUnique() {
    assertThat(names()).doesNotHaveDuplicates();
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> NamedLearners.byName("ridges"))
        .withMessageContaining("there is no learner 'ridges'")
        .withMessageContaining("ridge");
  }
}
