package org.bandsaw.testkit;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.bandsaw.learn.BatchLearner;
import org.bandsaw.learn.Features;
import org.bandsaw.learn.Learner.Capability;
import org.bandsaw.learn.Learners;
import org.bandsaw.learn.Model;
import org.bandsaw.learn.TargetTransform;
import org.bandsaw.learn.Task;
import org.bandsaw.learn.TrainingRows;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;
import org.bandsaw.testkit.LearnerContract.Targets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each fault of a batch learner must fail the contract. */
class BatchLearnerContractTest {

  static Stream<BatchLearner> builtIn() {
    return Stream.of(
        Learners.leastSquares(),
        Learners.ridge(0.5),
        Learners.lasso(0.05),
        Learners.tree(),
        Learners.tree().maxLeaves(1),
        Learners.tree().maxLeaves(1000).minLeafRows(1),
        Learners.forest(15),
        Learners.forest(8).featureShare(1).minLeafRows(1).maxLeaves(12),
        Learners.boosting(15),
        Learners.boosting(10).rowShare(0.6).rate(0.3).maxLeaves(3),
        Learners.transformedTarget(Learners.ridge(0.5), TargetTransform.CBRT));
  }

  @ParameterizedTest
  @MethodSource("builtIn")
  void holdsFor(BatchLearner learner) {
    assertThatCode(() -> LearnerContract.of(learner).check()).doesNotThrowAnyException();
    assertThatCode(() -> LearnerContract.of(learner).seed(77).check()).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @EnumSource(TargetTransform.class)
  void holdsForATransformOfPositiveTargets(TargetTransform transform) {
    BatchLearner learner = Learners.transformedTarget(Learners.boosting(5), transform);

    assertThatCode(() -> LearnerContract.of(learner).seed(3).targets(Targets.POSITIVE).check())
        .doesNotThrowAnyException();
  }

  @Test
  void holdsForACustomFit() {
    BatchLearner mean =
        Learners.batch(
            "own mean",
            (x, y) -> {
              double average = Arrays.stream(y).average().orElseThrow();
              return row -> average;
            });
    BatchLearner saved =
        Learners.batch("own slope", BatchLearnerContractTest::slope, (m, x) -> m[0] + m[1] * x[0])
            .savedBy((m, out) -> out.writeDoubles(m), in -> in.readDoubles());

    assertThatCode(() -> LearnerContract.of(mean).check()).doesNotThrowAnyException();
    assertThatCode(() -> LearnerContract.of(saved).check()).doesNotThrowAnyException();
  }

  private static double[] slope(double[][] x, double[] y) {
    double product = 0;
    double square = 1;
    for (int i = 0; i < y.length; i++) {
      product += x[i][0] * y[i];
      square += x[i][0] * x[i][0];
    }
    return new double[] {1, product / square};
  }

  private enum Fault {
    NONE(""),
    HAS_NO_NAME("has no name"),
    MODIFIES_THE_ROWS("modifies the rows"),
    RETAINS_THE_ROWS("retains the rows"),
    MODIFIES_THE_VECTOR("modifies the vector"),
    PREDICTS_INFINITY("predicts Infinity for row 0 after a fit to 120 rows"),
    PREDICTS_NO_PROBABILITY("not a probability"),
    LEARNS_WHEN_IT_PREDICTS("changes when it predicts"),
    SHARES_ITS_WEIGHTS("changes a model when it fits another"),
    DIVIDES_BY_THE_SPREAD("after a fit to a constant feature"),
    REQUIRES_TWO_ROWS("fails to fit a single row without a message"),
    DEPENDS_ON_THE_FITS_BEFORE("the same rows and seed result in another model"),
    DEPENDS_ON_THE_THREAD("another model in another thread"),
    SAVES_THE_NUMBER_OF_FITS("result in another model, which differs when saved"),
    DOES_NOT_SAVE_THE_SLOPE("predicts differently after loading"),
    DOES_NOT_READ_ALL("does not read all of its saved state"),
    SAVES_OTHER_BYTES_AFTER_LOADING("saves other bytes than it loaded"),
    PREDICTS_OTHERWISE_IN_OTHER_THREADS("predicts differently in several threads"),
    IGNORES_WEIGHTS("ignores weights");

    private final String message;

    Fault(String message) {
      this.message = message;
    }
  }

  /** A learner with a fault: the weighted mean, and the slope of the first feature. */
  private static final class FaultyBatchLearner implements BatchLearner {

    private final Fault fault;
    private final double[] shared = new double[3];
    private final Thread creator = Thread.currentThread();
    private int fits;

    FaultyBatchLearner(Fault fault) {
      this.fault = fault;
    }

    @Override
    public String name() {
      return fault == Fault.HAS_NO_NAME ? "" : "own";
    }

    @Override
    public Task task() {
      return fault == Fault.PREDICTS_NO_PROBABILITY
          ? Task.binaryClassification(0.5)
          : Task.REGRESSION;
    }

    @Override
    public Set<Capability> capabilities() {
      return EnumSet.allOf(Capability.class);
    }

    @Override
    public Model fit(TrainingRows rows, long seed) {
      fits++;
      double[][] x = rows.x();
      double[] y = rows.y();
      if (fault == Fault.REQUIRES_TWO_ROWS && y[1] == 0) {
        throw new IllegalStateException("the second target is 0");
      }
      double weight = 0;
      double sum = 0;
      double product = 0;
      double square = 1;
      for (int i = 0; i < y.length; i++) {
        double w = fault == Fault.IGNORES_WEIGHTS ? 1 : rows.weights()[i];
        weight += w;
        sum += w * y[i];
        product += w * x[i][0] * y[i];
        square += w * x[i][0] * x[i][0];
      }
      double[] model = fault == Fault.SHARES_ITS_WEIGHTS ? shared : new double[3];
      model[0] = sum / weight;
      model[1] = product / square;
      if (fault == Fault.DIVIDES_BY_THE_SPREAD) {
        double spread = Arrays.stream(x).mapToDouble(row -> Math.abs(row[1] - x[0][1])).sum();
        model[2] = 1e-9 / spread;
      } else if (fault == Fault.PREDICTS_INFINITY) {
        model[0] = Double.POSITIVE_INFINITY;
      } else if (fault == Fault.PREDICTS_NO_PROBABILITY) {
        model[0] = 2;
      } else if (fault == Fault.DEPENDS_ON_THE_FITS_BEFORE) {
        model[0] += fits * 1e-9;
      } else if (fault == Fault.DEPENDS_ON_THE_THREAD && Thread.currentThread() != creator) {
        model[0] += 1e-9;
      } else if (fault == Fault.MODIFIES_THE_ROWS) {
        x[0][0] = 9;
      }
      return new FaultyBatchModel(
          fault, model, fault == Fault.RETAINS_THE_ROWS ? x : new double[1][4], fits);
    }

    @Override
    public Model load(Features features, StateReader in) {
      double[] model = in.readDoubles();
      if (fault != Fault.DOES_NOT_READ_ALL) {
        in.readInt();
      }
      if (fault == Fault.DOES_NOT_SAVE_THE_SLOPE) {
        model[1] = 0;
      }
      int stamp = fault == Fault.SAVES_OTHER_BYTES_AFTER_LOADING ? -1 : 0;
      return new FaultyBatchModel(fault, model, new double[1][4], stamp);
    }
  }

  private static final class FaultyBatchModel implements Model {

    private final Fault fault;
    private final double[] model;
    private final double[][] rows;
    private final int stamp;
    private final Thread creator = Thread.currentThread();

    FaultyBatchModel(Fault fault, double[] model, double[][] rows, int stamp) {
      this.fault = fault;
      this.model = model;
      this.rows = rows;
      this.stamp = stamp;
    }

    @Override
    public double predict(double[] x) {
      if (fault == Fault.LEARNS_WHEN_IT_PREDICTS) {
        model[0]++;
      } else if (fault == Fault.MODIFIES_THE_VECTOR) {
        x[0] = 9;
      }
      boolean isOtherThread =
          fault == Fault.PREDICTS_OTHERWISE_IN_OTHER_THREADS && Thread.currentThread() != creator;
      double p = model[0] + model[1] * x[0] + model[2] + rows[0][0] * 1e-9;
      return isOtherThread ? p + 1 : p;
    }

    @Override
    public void save(StateWriter out) {
      boolean savesStamp =
          fault == Fault.SAVES_THE_NUMBER_OF_FITS
              || (fault == Fault.SAVES_OTHER_BYTES_AFTER_LOADING && stamp == -1);
      out.writeDoubles(model).writeInt(savesStamp ? stamp : 0);
    }

    @Override
    public long retainedBytes() {
      return 40;
    }
  }

  @ParameterizedTest
  @EnumSource(value = Fault.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void failsForALearnerThat(Fault fault) {
    assertThatThrownBy(() -> LearnerContract.of(new FaultyBatchLearner(fault)).check())
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("learner '")
        .hasMessageContaining(fault.message);
  }

  @Test
  void passesForALearnerWithoutAFault() {
    assertThatCode(() -> LearnerContract.of(new FaultyBatchLearner(Fault.NONE)).check())
        .doesNotThrowAnyException();
  }
}
