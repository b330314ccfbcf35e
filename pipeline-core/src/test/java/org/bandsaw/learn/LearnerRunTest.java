package org.bandsaw.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.DoubleVector;
import org.bandsaw.data.Schema;
import org.bandsaw.state.Saveable;
import org.bandsaw.state.StateCorruptException;
import org.bandsaw.state.StateMismatchException;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LearnerRunTest {

  private static final int ROWS = 240;
  private static final Schema DECLARED =
      Schema.of(ColumnSpec.real("a"), ColumnSpec.real("b"), ColumnSpec.real("y"));

  /** Rows that lack a target or a feature; see {@link #chunk}. */
  private static final int EXPECTED_SKIPPED = ROWS / 20 + ROWS / 30;

  record Case(OnlineLearner learner, Prequential scoring) {

    @Override
    public String toString() {
      return learner.name() + ", " + scoring;
    }

    LearnerRun open() {
      return open(DECLARED, NewFeatures.GROW);
    }

    LearnerRun open(Schema schema, NewFeatures newFeatures) {
      LearnerSpec spec =
          new LearnerSpec(
              "it",
              "y",
              learner,
              scoring,
              newFeatures,
              OnNonFinite.SKIP,
              Weighting.UNIFORM,
              List.of());
      return LearnerRun.open(spec, schema, 7);
    }
  }

  static Stream<Case> allOnlineLearners() {
    List<OnlineLearner> learners =
        List.of(
            Learners.mean(),
            Learners.sgd(),
            Learners.sgd().huber().elasticNet(0.01).averaged(30),
            Learners.logisticRegression(),
            Learners.logisticRegression().averaged(30),
            Learners.recursiveLeastSquares(),
            Learners.recursiveLeastSquares().forgetting(0.98),
            Learners.neuralNetwork(4, 3),
            Learners.scaledTarget(Learners.sgd()),
            Learners.transformedTarget(Learners.sgd(), TargetTransform.CBRT),
            Learners.refit(Learners.leastSquares(), 50),
            Learners.refit(Learners.ridge(1), 50),
            Learners.refit(Learners.lasso(0.01), 50),
            Learners.refit(Learners.tree(), 50),
            Learners.refit(Learners.forest(3), 50),
            Learners.refit(Learners.boosting(3), 50),
            Learners.refit(Learners.transformedTarget(Learners.tree(), TargetTransform.CBRT), 50));
    return learners.stream()
        .flatMap(
            learner ->
                Stream.of(
                        Prequential.cumulative(), Prequential.window(40), Prequential.fading(0.97))
                    .flatMap(how -> Stream.of(how, how.labelDelay(1), how.labelDelay(70)))
                    .map(how -> new Case(learner, how)));
  }

  /**
   * Rows of a chunk, of which every 20th lacks its target and every 30th a feature. Column c
   * appears in row 50 and column d in row 130; a chunk has the columns that appeared up to its last
   * row.
   */
  private static Chunk chunk(int from, int to) {
    int n = to - from;
    double[][] columns = new double[5][n];
    for (int i = 0; i < n; i++) {
      int row = from + i;
      SplittableRandom random = new SplittableRandom(row);
      double a = random.nextInt(21) / 10.0 - 1;
      double b = random.nextInt(21) / 10.0 - 1;
      double c = row < 50 ? 0 : random.nextInt(3);
      double d = row < 130 ? 0 : random.nextInt(2);
      columns[0][i] = row % 30 == 11 ? Double.NaN : a;
      columns[1][i] = b;
      columns[2][i] = row % 20 == 3 ? Double.NaN : a - 0.5 * b + c - d > 0.4 ? 1 : 0;
      columns[3][i] = c;
      columns[4][i] = d;
    }
    Schema schema = DECLARED;
    if (to > 50) {
      schema = schema.withDynamic(ColumnSpec.real("c"), 50);
    }
    if (to > 130) {
      schema = schema.withDynamic(ColumnSpec.real("d"), 130);
    }
    DoubleVector[] vectors = new DoubleVector[schema.size()];
    for (int j = 0; j < vectors.length; j++) {
      vectors[j] = DoubleVector.wrap(columns[j], n);
    }
    return Chunk.of(from, schema, n, vectors);
  }

  /** Learns rows in chunks that end at the given row, and returns their predictions. */
  private static double[] learn(LearnerRun run, int from, int to) {
    double[] predictions = new double[to - from];
    for (int at = from; at < to; ) {
      int end = Math.min(to, (at / 40 + 1) * 40);
      System.arraycopy(run.learn(chunk(at, end)), 0, predictions, at - from, end - at);
      at = end;
    }
    return predictions;
  }

  private static byte[] saved(Saveable state) {
    StateWriter out = new StateWriter();
    state.save(out);
    return out.toBytes();
  }

  private static byte[] model(LearnerRun run) {
    StateWriter out = new StateWriter();
    run.saveModel(out);
    return out.toBytes();
  }

  @ParameterizedTest
  @MethodSource("allOnlineLearners")
  void continuesBitForBitFromASavedState(Case learning) {
    LearnerRun whole = learning.open();
    final double[] expected = learn(whole, 0, ROWS);
    List<byte[]> states = new ArrayList<>();
    for (int cut : new int[] {0, 10, 50, 51, 100, 135, 200, ROWS}) {
      LearnerRun first = learning.open();
      final double[] before = learn(first, 0, cut);
      byte[] state = saved(first);
      states.add(state);
      LearnerRun second = learning.open();
      second.load(new StateReader(state));
      assertThat(saved(second)).describedAs("state at row %d", cut).isEqualTo(state);
      assertThat(second.scores()).isEqualTo(first.scores());
      final double[] after = learn(second, cut, ROWS);

      assertThat(before).isEqualTo(Arrays.copyOf(expected, cut));
      assertThat(after).isEqualTo(Arrays.copyOfRange(expected, cut, ROWS));
      assertThat(second.scores()).isEqualTo(whole.scores());
      assertThat(second.features()).isEqualTo(whole.features());
      assertThat(second.skippedRows()).isEqualTo(whole.skippedRows());
      assertThat(model(second)).isEqualTo(model(whole));
      assertThat(saved(second)).isEqualTo(saved(whole));
      LearnerRun third = learning.open();
      third.load(new StateReader(saved(second)));
      third.finish();
      second.finish();
      assertThat(model(third)).isEqualTo(model(second));
    }
    // a state replaces that of a run that has already learned
    LearnerRun used = learning.open();
    learn(used, 0, 90);
    used.load(new StateReader(states.get(3)));
    assertThat(learn(used, 51, ROWS)).isEqualTo(Arrays.copyOfRange(expected, 51, ROWS));
    assertThat(saved(used)).isEqualTo(saved(whole));

    whole.finish();
    assertThat(whole.features().names()).containsExactly("a", "b", "c", "d");
    assertThat(whole.skippedRows()).isEqualTo(EXPECTED_SKIPPED);
    assertThat(whole.scores().rows())
        .isEqualTo(learning.scoring().rows() > 0 ? 40 : ROWS - EXPECTED_SKIPPED);
  }

  /** All rows from the first row of the column on were filtered, so no chunk contains them. */
  @Test
  void addsAFeatureAfterTheLastRowWhenTheRunEnds() {
    Case learning = new Case(Learners.sgd(), Prequential.cumulative());
    LearnerRun whole = learning.open();
    whole.learn(chunk(0, 60).slice(0, 45));
    LearnerRun loaded = learning.open();
    loaded.load(new StateReader(saved(whole)));
    whole.finish();
    loaded.finish();

    assertThat(loaded.features().names()).containsExactly("a", "b", "c");
    assertThat(saved(loaded)).isEqualTo(saved(whole));
  }

  @Test
  void refusesAStateWithOtherDeclaredFeatures() {
    Case learning = new Case(Learners.sgd(), Prequential.cumulative());
    LearnerRun run = learning.open();
    learn(run, 0, 60);
    LearnerRun other =
        learning.open(Schema.of(ColumnSpec.real("a"), ColumnSpec.real("y")), NewFeatures.GROW);

    assertThatExceptionOfType(StateMismatchException.class)
        .isThrownBy(() -> other.load(new StateReader(saved(run))))
        .withMessageContaining("the saved state of learner 'it' has other features")
        .withMessageContaining("saved: [a, b, c]; now: [a]");
  }

  @Test
  void refusesAStateWithMoreFeaturesInTheModelThanInAll() {
    LearnerRun run = new Case(Learners.sgd(), Prequential.cumulative()).open();
    byte[] state = saved(run);
    state[4 + 8] = 3; // version, skipped rows, then the number of features in the model

    assertThatExceptionOfType(StateCorruptException.class)
        .isThrownBy(() -> run.load(new StateReader(state)))
        .withMessage("learner 'it': 3 of 2 features, 2 of them declared, and 0 skipped rows");
  }

  @Test
  void refusesToSaveAModelThatCannotBeSaved() {
    OnlineLearner unsaved = Learners.refit(Learners.batch("unsaved", (x, y) -> row -> 1), 9);
    LearnerRun run = new Case(unsaved, Prequential.cumulative()).open();

    assertThatIllegalStateException()
        .isThrownBy(() -> saved(run))
        .withMessage("models of learner 'refit-unsaved' cannot be saved");
  }
}
