package org.bandsaw.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Offset;
import org.bandsaw.data.BandsawException;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.DoubleVector;
import org.bandsaw.data.Figure;
import org.bandsaw.data.Schema;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ClassScoresTest {

  private static final Offset<Double> CLOSE = within(1e-12);
  private static final Task AT_04 = Task.binaryClassification(0.4);

  private static byte[] saved(ScoreAccumulator accumulator) {
    StateWriter out = new StateWriter();
    accumulator.save(out);
    return out.toBytes();
  }

  private static Scores of(Prequential scoring, double... targetsAndPredictions) {
    ScoreAccumulator accumulator = scoring.open(AT_04);
    for (int i = 0; i < targetsAndPredictions.length; i += 2) {
      accumulator.add(targetsAndPredictions[i], targetsAndPredictions[i + 1]);
    }
    return accumulator.scores();
  }

  /**
   * Known results of sklearn.metrics 1.2.1 for
   *
   * <pre>
   * i = np.arange(200); p = ((37*i)%101)/100; y = ((13*i)%17)/17 + p &gt; 0.9
   * log_loss(y, p), accuracy_score(y, p &gt;= 0.4), f1_score(y, p &gt;= 0.4), roc_auc_score(y, p)
   * </pre>
   */
  @Nested
  class AgreeWithScikitLearn {

    private Scores of200Rows(Prequential scoring) {
      ScoreAccumulator accumulator = scoring.open(AT_04);
      for (int i = 0; i < 200; i++) {
        double p = ((37 * i) % 101) / 100.0;
        accumulator.add(((13 * i) % 17) / 17.0 + p > 0.9 ? 1 : 0, p);
      }
      return accumulator.scores();
    }

    private void check(Scores scores, double logLoss, double accuracy, double f1, double auc) {
      assertThat(scores.logLoss().value()).isCloseTo(logLoss, CLOSE);
      assertThat(scores.accuracy().value()).isCloseTo(accuracy, CLOSE);
      assertThat(scores.f1().value()).isCloseTo(f1, CLOSE);
      assertThat(scores.rocAuc().value()).isCloseTo(auc, CLOSE);
    }

    @Test
    void overAllRows() {
      Scores scores = of200Rows(Prequential.cumulative());

      check(scores, 0.4848283644724397, 0.765, 0.8, 0.8510811913504692);
      assertThat(scores.rmse().value()).isCloseTo(0.40129477943277553, CLOSE);
    }

    @Test
    void overTheLastRowsOfAWindow() {
      check(
          of200Rows(Prequential.window(50)),
          0.4855860990323918,
          0.8,
          0.8333333333333334,
          0.8653530377668308);
    }

    /** With sample_weight=0.9**(199-i). */
    @Test
    void overFadingRows() {
      check(
          of200Rows(Prequential.fading(0.9)),
          0.4417970259937532,
          0.8006392769322612,
          0.8456195721437847,
          0.9011846159614281);
    }
  }

  @Test
  void equalValuesWorkedByHand() {
    Scores scores = of(Prequential.cumulative(), 1, 0.5, 0, 0.5, 1, 0.25, 0, 0.125);

    // ln 2 + ln 2 + ln 4 − ln 0.875; rows 1 and 4 are correct; TP 1, FP 1, FN 1
    assertThat(scores.logLoss().value())
        .isCloseTo((4 * Math.log(2) - Math.log(0.875)) / 4, within(1e-15));
    assertThat(scores.accuracy().value()).isEqualTo(0.5);
    assertThat(scores.f1().value()).isEqualTo(0.5);
    // Pairs of a 1 and a 0: 0.5 ties 0.5 and is above 0.125; 0.25 is below 0.5 and above 0.125
    assertThat(scores.rocAuc().value()).isEqualTo(2.5 / 4);
    assertThat(scores)
        .hasToString("log loss 0.7265, accuracy 0.5000, F1 0.5000, AUC 0.6250 over 4 rows");
  }

  @Test
  void rankRareClassesWithPredictionsNearZero() {
    Scores scores = of(Prequential.cumulative(), 1, 0.0003, 0, 0.0002, 0, 0.00029, 0, 0, 0, -0.0);

    assertThat(scores.rocAuc().value()).isEqualTo(1);
    assertThat(scores.f1().value()).isZero();
  }

  @Test
  void limitTheLogLossOfACertainPrediction() {
    // −ln 2⁻⁵² = 52·ln 2
    assertThat(of(Prequential.cumulative(), 1, 0).logLoss().value())
        .isCloseTo(52 * Math.log(2), CLOSE);
    assertThat(of(Prequential.cumulative(), 0, 1).logLoss().value())
        .isCloseTo(52 * Math.log(2), CLOSE);
    assertThat(of(Prequential.cumulative(), 1, 1).logLoss().value()).isBetween(0.0, 1e-15);
  }

  @Test
  void giveTheReasonForAMissingFigure() {
    for (Prequential scoring :
        List.of(Prequential.cumulative(), Prequential.window(5), Prequential.fading(0.9))) {
      Scores zeros = of(scoring, 0, 0.1, 0, 0.2);
      assertThat(zeros.rocAuc()).isEqualTo(Figure.unknown("all targets are 0"));
      assertThat(zeros.f1())
          .isEqualTo(Figure.unknown("no target is 1, and none was predicted to be"));
      assertThat(of(scoring, 1, 0.1).rocAuc()).isEqualTo(Figure.unknown("all targets are 1"));
      assertThat(of(scoring).logLoss()).isEqualTo(Figure.unknown("no row was scored"));
      assertThat(of(scoring))
          .hasToString(
              "log loss n/a (no row was scored), accuracy n/a (no row was scored), F1 n/a (no row"
                  + " was scored), AUC n/a (no row was scored) over 0 rows");
    }
    ScoreAccumulator regression = Prequential.cumulative().open(Task.REGRESSION);
    regression.add(1, 2);
    assertThat(regression.scores().logLoss()).isEqualTo(Figure.unknown("regression"));
    assertThat(regression.scores().rocAuc()).isEqualTo(Figure.unknown("regression"));
  }

  @Property(tries = 100)
  void rankInBinsAlmostAsExactlyAsInAWindow(@ForAll long seed) {
    Random random = new Random(seed);
    ScoreAccumulator binned = Prequential.cumulative().open(AT_04);
    ScoreAccumulator exact = Prequential.window(2000).open(AT_04);
    for (int i = 0; i < 2000; i++) {
      double y = i < 2 ? i : random.nextInt(4) / 3;
      double p = 1 / (1 + Math.exp(-2 * random.nextGaussian() - y + 3));
      binned.add(y, p);
      exact.add(y, p);
    }

    assertThat(binned.scores().rocAuc().value())
        .isCloseTo(exact.scores().rocAuc().value(), within(1e-3));
    assertThat(binned.scores().logLoss()).isEqualTo(exact.scores().logLoss());
  }

  @Property(tries = 100)
  void continueFromASavedState(
      @ForAll long seed,
      @ForAll @IntRange(min = 0, max = 2) int mode,
      @ForAll @IntRange(min = 0, max = 700) int before) {
    // 0.5 comes to the largest unit, 2^332, within these rows
    Prequential scoring =
        List.of(Prequential.cumulative(), Prequential.window(300), Prequential.fading(0.5))
            .get(mode);
    Random random = new Random(seed);
    ScoreAccumulator one = scoring.open(AT_04);
    for (int i = 0; i < before; i++) {
      one.add(random.nextInt(2), random.nextDouble());
    }
    ScoreAccumulator other = scoring.open(AT_04);
    other.add(1, 0.3);
    other.load(new StateReader(saved(one)));
    assertThat(saved(other)).isEqualTo(saved(one));

    for (int i = 0; i < 100; i++) {
      double y = random.nextInt(2);
      double p = random.nextDouble();
      one.add(y, p);
      other.add(y, p);
    }
    assertThat(other.scores()).isEqualTo(one.scores());
    assertThat(saved(other)).isEqualTo(saved(one));
    assertThat(one.scores().accuracy().value()).isBetween(0.0, 1.0);
  }

  @Test
  void needAThresholdBetweenZeroAndOne() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Task.binaryClassification(0))
        .withMessage("the threshold must be above 0 and below 1, not 0.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Task(Task.Kind.REGRESSION, 0.5))
        .withMessage("a regression has no threshold; it must be 0, not 0.5");
  }

  @Nested
  class InARun {

    private final Schema schema = Schema.of(ColumnSpec.real("x"), ColumnSpec.real("y"));

    private LearnerRun learned(OnlineLearner learner, double[] x, double[] y) {
      LearnerSpec learning =
          new LearnerSpec(
              "it",
              "y",
              learner,
              Prequential.cumulative(),
              NewFeatures.FAIL,
              OnNonFinite.SKIP,
              Weighting.UNIFORM,
              List.of());
      LearnerRun run = LearnerRun.open(learning, schema, 1);
      run.learn(
          Chunk.of(
              0, schema, x.length, DoubleVector.wrap(x, x.length), DoubleVector.wrap(y, y.length)));
      return run;
    }

    @Test
    void followTheTaskOfTheLearner() {
      double[] x = new double[400];
      double[] y = new double[400];
      for (int i = 0; i < x.length; i++) {
        x[i] = ((7 * i) % 11 - 5) / 5.0;
        y[i] = x[i] > 0.1 ? 1 : 0;
      }
      LearnerRun run = learned(Learners.logisticRegression(), x, y);

      assertThat(run.scores().accuracy().value()).isGreaterThan(0.9);
      assertThat(run.scores().rocAuc().value()).isGreaterThan(0.95);
      assertThat(run.scores().toString()).startsWith("log loss 0.");
    }

    @Test
    void refuseATargetThatIsNotAClass() {
      assertThatThrownBy(
              () ->
                  learned(Learners.logisticRegression(), new double[] {1, 2}, new double[] {1, 3}))
          .isInstanceOf(BandsawException.class)
          .hasMessage(
              "row 1: the target 'y' is 3.0; learner 'logistic' needs 0 or 1. Derive such a target"
                  + " in a stage, or choose a regression");
    }

    @Test
    void refuseAPredictionThatIsNotAProbability() {
      OnlineLearner wrong =
          new OnlineLearner() {
            @Override
            public String name() {
              return "wrong";
            }

            @Override
            public OnlineModel open(Features features, long seed) {
              return Learners.sgd().learningRate(LearningRate.constant(2)).open(features, seed);
            }

            @Override
            public Task task() {
              return Task.binaryClassification(0.5);
            }
          };
      assertThatThrownBy(() -> learned(wrong, new double[] {0, 0}, new double[] {1, 1}))
          .isInstanceOf(BandsawException.class)
          .hasMessageContaining("learner 'wrong' predicted 2.0 for row 1; ")
          .hasMessageContaining("the probability of 1, from 0 to 1");
    }
  }
}
