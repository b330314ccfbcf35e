package org.bandsaw.learn.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.bandsaw.data.BandsawException;
import org.bandsaw.learn.Features;
import org.bandsaw.learn.Learners;
import org.bandsaw.learn.LearningRate;
import org.bandsaw.learn.LogisticRegression;
import org.bandsaw.learn.OnlineModel;
import org.bandsaw.learn.Sgd;
import org.bandsaw.learn.SgdLoss;
import org.bandsaw.learn.SgdPenalty;
import org.bandsaw.state.StateCorruptException;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Known results of scikit-learn 1.2.1: weights, then the intercept, after
 *
 * <pre>
 * i = np.arange(60)
 * X = np.stack([((7*i)%11-5)/4, ((5*i)%13-6)/5, ((3*i)%17-8)/8, ((9*i)%19-9)/12], axis=1)
 * y = 1.5*X[:,0] - 0.8*X[:,1] + 0.05*X[:,2] + ((11*i)%7-3)/4
 * SGDRegressor(..., shuffle=False, max_iter=1, tol=None).fit(X, y)
 * SGDClassifier(loss='log_loss', ..., shuffle=False, max_iter=1, tol=None).fit(X, y > 0.2)
 * </pre>
 */
class SgdAgainstScikitLearnTest {

  private static final Offset<Double> CLOSE = within(1e-9);
  private static final Features FOUR = new Features(List.of("a", "b", "c", "d"));
  private static final int ROWS = 60;
  private static final Sgd SGD = Learners.sgd();
  private static final LogisticRegression LOGISTIC = Learners.logisticRegression();

  private static double[] x(int i) {
    return new double[] {
      ((7 * i) % 11 - 5) / 4.0,
      ((5 * i) % 13 - 6) / 5.0,
      ((3 * i) % 17 - 8) / 8.0,
      ((9 * i) % 19 - 9) / 12.0
    };
  }

  private static double y(int i) {
    double[] x = x(i);
    return 1.5 * x[0] - 0.8 * x[1] + 0.05 * x[2] + ((11 * i) % 7 - 3) / 4.0;
  }

  private static double label(int i) {
    return y(i) > 0.2 ? 1 : 0;
  }

  private static double[] weights(SgdModel model) {
    double[] all = Arrays.copyOf(model.weights(), 5);
    all[4] = model.intercept();
    return all;
  }

  private static byte[] saved(OnlineModel model) {
    StateWriter out = new StateWriter();
    model.save(out);
    return out.toBytes();
  }

  static Stream<Arguments> regressions() {
    return Stream.of(
        // SGDRegressor(loss='huber')
        arguments(
            SGD.huber(),
            new double[] {
              0.01734542354551669,
              -0.005339088549542921,
              -0.0025427640843353368,
              0.0006646651869731124,
              -0.0011636199932963192
            }),
        // SGDRegressor(loss='epsilon_insensitive')
        arguments(
            SGD.epsilonInsensitive(),
            new double[] {
              0.1712649192352182,
              -0.0562059444907105,
              -0.02659439792803722,
              0.007847370782361637,
              -0.008818126268327606
            }),
        // SGDRegressor(loss='epsilon_insensitive', epsilon=0.3, power_t=0.5, eta0=0.2)
        arguments(
            SGD.loss(SgdLoss.epsilonInsensitive(0.3))
                .learningRate(LearningRate.inverseScaling(0.2, 0.5)),
            new double[] {
              1.2112934751080302,
              -0.5725901270069257,
              -0.13257283595986305,
              0.0759601829499949,
              0.06486459845020068
            }),
        // SGDRegressor(penalty=None, learning_rate='optimal', alpha=0.1)
        arguments(
            SGD.penalty(new SgdPenalty(SgdPenalty.Kind.NONE, 0.1, 0))
                .learningRate(LearningRate.optimal()),
            new double[] {
              1.3798817088054816,
              -0.7823565373507512,
              -0.15663897208752767,
              0.34542837887530237,
              0.03797010566330956
            }),
        // SGDRegressor(penalty='l2', alpha=0.05, eta0=0.05, average=0)
        arguments(
            SGD.l2(0.05).learningRate(0.05),
            new double[] {
              0.8818510463392607,
              -0.4287822047188217,
              -0.053188680446046493,
              0.013151225959320775,
              -0.012845174305007765
            }),
        // SGDRegressor(penalty='l2', alpha=0.05, eta0=0.05, average=True)
        arguments(
            SGD.l2(0.05).learningRate(0.05).averaged(1),
            new double[] {
              0.5850090894642312,
              -0.2102078303473586,
              -0.04023367783888739,
              0.013081636604845794,
              -0.022321932751497246
            }),
        // SGDRegressor(penalty='l2', alpha=0.05, eta0=0.05, average=20)
        arguments(
            SGD.l2(0.05).learningRate(0.05).averaged(20),
            new double[] {
              0.6890373356625265,
              -0.27118844079611226,
              -0.06510792651745693,
              0.0035344981342732467,
              -0.017737388619106776
            }),
        // SGDRegressor(penalty='l1', alpha=0.05, eta0=0.05, average=0)
        arguments(
            SGD.l1(0.05).learningRate(0.05),
            new double[] {
              0.8637445687209727, -0.38863791437257766, 0.0, 0.0, -0.012170054614725603
            }),
        // SGDRegressor(penalty='l1', alpha=0.05, eta0=0.05, average=True)
        arguments(
            SGD.l1(0.05).learningRate(0.05).averaged(1),
            new double[] {
              0.5371868900663628,
              -0.1510386230519435,
              0.023024931321766185,
              -0.0007025316640793847,
              -0.02201860414206313
            }),
        // SGDRegressor(penalty='l1', alpha=0.05, eta0=0.05, average=20)
        arguments(
            SGD.l1(0.05).learningRate(0.05).averaged(20),
            new double[] {
              0.6494956956695253,
              -0.2165124670743487,
              -0.004647251333511587,
              -0.009519640639035893,
              -0.017457400857519307
            }),
        // SGDRegressor(penalty='elasticnet', alpha=0.05, eta0=0.05, average=0)
        arguments(
            SGD.elasticNet(0.05).learningRate(0.05),
            new double[] {
              0.879202428480048,
              -0.42286537496724125,
              -0.04516324763461788,
              0.003289654425770029,
              -0.012446815990476727
            }),
        // SGDRegressor(penalty='elasticnet', alpha=0.05, eta0=0.05, average=True)
        arguments(
            SGD.elasticNet(0.05).learningRate(0.05).averaged(1),
            new double[] {
              0.5778339978497182,
              -0.20129437681121873,
              -0.03050148006497394,
              0.0028475396771289177,
              -0.022184011128210376
            }),
        // SGDRegressor(penalty='elasticnet', alpha=0.05, eta0=0.05, average=20)
        arguments(
            SGD.elasticNet(0.05).learningRate(0.05).averaged(20),
            new double[] {
              0.6831770075394122,
              -0.26301845980917127,
              -0.05586841603538459,
              -0.006452440607196576,
              -0.017578507575958812
            }),
        // SGDRegressor(penalty=None, alpha=0.05, eta0=0.05, average=0)
        arguments(
            SGD.penalty(SgdPenalty.none()).learningRate(0.05),
            new double[] {
              0.9083922870089159,
              -0.43754733676457835,
              -0.054836811376714104,
              0.013670535676572719,
              -0.012952475188110591
            }),
        // SGDRegressor(penalty=None, alpha=0.05, eta0=0.05, average=True)
        arguments(
            SGD.penalty(SgdPenalty.none()).learningRate(0.05).averaged(1),
            new double[] {
              0.5979828154419121,
              -0.2138423986657081,
              -0.04026652249571681,
              0.013827703136858919,
              -0.022313475529192682
            }),
        // SGDRegressor(penalty=None, alpha=0.05, eta0=0.05, average=20)
        arguments(
            SGD.penalty(SgdPenalty.none()).learningRate(0.05).averaged(20),
            new double[] {
              0.7063020574556955,
              -0.27625212698277285,
              -0.06550082105569192,
              0.004420580946534157,
              -0.01771307599861534
            }),
        // SGDRegressor(loss='huber', penalty='l1', alpha=0.3, learning_rate='constant', eta0=0.05,
        // average=10)
        arguments(
            SGD.huber().l1(0.3).learningRate(LearningRate.constant(0.05)).averaged(10),
            new double[] {
              -0.07579192401960784,
              0.034880328431372544,
              0.0034762944240196076,
              -0.010577396854575165,
              -0.005476911764705893
            }));
  }

  @ParameterizedTest
  @MethodSource("regressions")
  void equalsTheRegressionsOfScikitLearn(Sgd sgd, double[] expected) {
    SgdModel model = (SgdModel) sgd.open(FOUR, 1);
    for (int i = 0; i < ROWS; i++) {
      model.learn(x(i), y(i), 1);
    }

    assertThat(weights(model)).containsExactly(expected, CLOSE);
  }

  @ParameterizedTest
  @MethodSource("regressions")
  void continuesFromASavedStateWithAnySettings(Sgd sgd, double[] expected) {
    SgdModel first = (SgdModel) sgd.open(FOUR, 1);
    for (int i = 0; i < 30; i++) {
      first.learn(x(i), y(i), 1);
    }
    SgdModel model = (SgdModel) sgd.open(FOUR, 1);
    model.learn(x(3), y(5), 1);
    model.load(new StateReader(saved(first)));
    assertThat(saved(model)).isEqualTo(saved(first));
    for (int i = 30; i < ROWS; i++) {
      double before = model.predict(x(i));
      assertThat(model.predictThenLearn(x(i), y(i), 1)).isEqualTo(before);
    }

    assertThat(weights(model)).containsExactly(expected, CLOSE);
  }

  static Stream<Arguments> classifications() {
    return Stream.of(
        // SGDClassifier()
        arguments(
            LOGISTIC,
            new double[] {
              20.657873845953606,
              -2.8475453276631866,
              -6.893813785647837,
              13.95061436106492,
              -9.189780923023289
            },
            new double[] {-35.164215822420324, 6.017298681516051, -9.610339890919994},
            new double[] {5.350262715934451e-16, 0.9975696790701898, 6.702754385694262e-05}),
        // SGDClassifier(penalty='l1', alpha=0.01)
        arguments(
            LOGISTIC.penalty(SgdPenalty.l1(0.01)),
            new double[] {
              4.64868845324513,
              -1.7815587277951905,
              -1.116287683884746,
              0.06371615827637322,
              -0.5763655435767145
            },
            new double[] {-3.1808550716014325, 2.801970231032855, -3.9990977127569654},
            new double[] {0.03989257083621788, 0.9427821988601093, 0.018002153729685586}),
        // SGDClassifier(penalty='elasticnet', alpha=0.01, average=True)
        arguments(
            LOGISTIC.penalty(SgdPenalty.elasticNet(0.01, 0.15)).averaged(1),
            new double[] {
              3.7719260923907,
              -1.2727994393370297,
              -0.7490795471977856,
              -0.16899548864124747,
              -0.9008676948392065
            },
            new double[] {-3.2125898194444247, 1.7078299562221653, -3.7445470221856696},
            new double[] {0.038694684720297724, 0.8465546076989362, 0.023100105000415334}),
        // SGDClassifier(penalty='elasticnet', alpha=0.3, l1_ratio=0.5, average=7)
        arguments(
            LOGISTIC.penalty(SgdPenalty.elasticNet(0.3, 0.5)).averaged(7),
            new double[] {
              0.07205356214197435,
              0.3565374411904856,
              0.13365905976297193,
              -0.10295869250242169,
              -0.41556158526252185
            },
            new double[] {-0.9899135077547282, -0.5343792047814893, -0.27699219769867983},
            new double[] {0.2709291618271019, 0.3694960885012691, 0.4311913325940755}),
        // SGDClassifier(penalty=None, learning_rate='invscaling', eta0=0.1, power_t=0.25)
        arguments(
            LOGISTIC.penalty(SgdPenalty.none()).learningRate(LearningRate.inverseScaling(0.1)),
            new double[] {
              0.6856638600258805,
              -0.21844926586646887,
              -0.13860085053399038,
              0.05706668168558565,
              -0.14638301898892075
            },
            new double[] {-0.6455228857117077, 0.32676429578105726, -0.5865241377973494},
            new double[] {0.3439991528260177, 0.5809718725150885, 0.3574327753111935}),
        // SGDClassifier(learning_rate='constant', eta0=0.05, average=20)
        arguments(
            LOGISTIC.learningRate(LearningRate.constant(0.05)).averaged(20),
            new double[] {
              0.49400622046210274,
              -0.14413059980645077,
              -0.14638345444746262,
              0.01804106371752065,
              -0.12388620101996364
            },
            new double[] {-0.435584600170529, 0.24343268820204197, -0.43606712969616945},
            new double[] {0.39279357208784804, 0.5605594071205123, 0.39267849147894063}));
  }

  @ParameterizedTest
  @MethodSource("classifications")
  void equalsTheClassificationsOfScikitLearn(
      LogisticRegression logistic, double[] expected, double[] decisions, double[] probabilities) {
    SgdModel model = (SgdModel) logistic.open(FOUR, 1);
    for (int i = 0; i < ROWS; i++) {
      double before = model.predict(x(i));
      assertThat(model.predictThenLearn(x(i), label(i), 1)).isEqualTo(before).isBetween(0.0, 1.0);
    }

    assertThat(weights(model)).containsExactly(expected, CLOSE);
    for (int i = 0; i < 3; i++) {
      assertThat(model.decision(x(i))).isCloseTo(decisions[i], CLOSE);
      assertThat(model.predict(x(i))).isCloseTo(probabilities[i], CLOSE);
    }
  }

  @Test
  void classifiesOnlyZeroAndOne() {
    SgdModel model = (SgdModel) LOGISTIC.open(FOUR, 1);
    model.learn(x(1), 1, 1);
    byte[] before = saved(model);

    assertThatThrownBy(() -> model.learn(x(2), 2, 1))
        .isInstanceOf(BandsawException.class)
        .hasMessageStartingWith(
            "learner 'logistic', learned row 2: the target is 2.0; 0 or 1 is needed.");
    assertThat(saved(model)).isEqualTo(before);
  }

  @Test
  void predictsFromTheLastWeightsUntilThereIsAnAverage() {
    SgdModel plain = (SgdModel) SGD.open(FOUR, 1);
    SgdModel averaged = (SgdModel) SGD.averaged(10).open(FOUR, 1);
    for (int i = 0; i < 9; i++) {
      assertThat(averaged.predictThenLearn(x(i), y(i), 1))
          .isEqualTo(plain.predictThenLearn(x(i), y(i), 1));
    }
    averaged.learn(x(9), y(9), 1);
    plain.learn(x(9), y(9), 1);
    assertThat(weights(averaged)).containsExactly(weights(plain), CLOSE);
    averaged.learn(x(10), y(10), 1);
    plain.learn(x(10), y(10), 1);
    assertThat(weights(averaged)[0]).isNotCloseTo(weights(plain)[0], CLOSE);
  }

  @Test
  void treatsANewFeatureAsZeroInEarlierRows() {
    for (Sgd sgd : List.of(SGD.l1(0.01).averaged(5), SGD.elasticNet(0.01), SGD.averaged(1))) {
      SgdModel grown = (SgdModel) sgd.open(new Features(List.of("a", "b", "c")), 1);
      SgdModel whole = (SgdModel) sgd.open(FOUR, 1);
      for (int i = 0; i < ROWS; i++) {
        if (i == 30) {
          grown.grow(FOUR);
        }
        double[] x = x(i);
        x[3] = i < 30 ? 0 : x[3];
        grown.learn(i < 30 ? Arrays.copyOf(x, 3) : x, y(i), 1);
        whole.learn(x, y(i), 1);
      }
      assertThat(saved(grown)).isEqualTo(saved(whole));
    }
  }

  @Test
  void makesWeightsZeroUnderAnL1Penalty() {
    SgdModel model = (SgdModel) SGD.l1(0.05).learningRate(0.05).open(FOUR, 1);
    for (int i = 0; i < ROWS; i++) {
      model.learn(x(i), y(i), 1);
    }

    assertThat(model.weights()[2]).isZero();
    assertThat(model.weights()[3]).isZero();
  }

  @Test
  void refusesInvalidSettings() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SgdLoss.huber(0))
        .withMessage("epsilon must be above 0 and finite, not 0.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SgdLoss.epsilonInsensitive(-1))
        .withMessage("epsilon must be 0 or above and finite, not -1.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SgdPenalty.elasticNet(1, 1.5))
        .withMessage("the ratio of L1 must be from 0 to 1, not 1.5");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SGD.l1(Double.NaN))
        .withMessage("l1 must be 0 or above and finite, not NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SGD.averaged(-1))
        .withMessage("averaging starts at row 1 or later, or never with 0, not at -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LOGISTIC.threshold(1))
        .withMessage("the threshold must be above 0 and below 1, not 1.0");
  }

  @Test
  void refusesAStateWithoutAverages() {
    byte[] plain = saved(SGD.open(FOUR, 1));

    assertThatThrownBy(() -> SGD.averaged(1).open(FOUR, 1).load(new StateReader(plain)))
        .isInstanceOf(StateCorruptException.class);
  }
}
