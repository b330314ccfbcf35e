package org.bandsaw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bandsaw.data.BandsawException;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.DoubleVector;
import org.bandsaw.data.Schema;
import org.bandsaw.data.SchemaException;
import org.bandsaw.learn.Features;
import org.bandsaw.learn.Holdout;
import org.bandsaw.learn.LearnerFailedException;
import org.bandsaw.learn.LearnerSpec;
import org.bandsaw.learn.Learners;
import org.bandsaw.learn.OnNonFinite;
import org.bandsaw.learn.OnlineLearner;
import org.bandsaw.learn.OnlineModel;
import org.bandsaw.learn.Prequential;
import org.bandsaw.learn.Task;
import org.bandsaw.report.BatchReport;
import org.bandsaw.report.StreamReport;
import org.bandsaw.sink.Sinks;
import org.bandsaw.source.Source;
import org.bandsaw.stage.Stages;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;
import org.bandsaw.testkit.TestSources;
import org.bandsaw.trained.TrainedPipeline;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

/** A champion and its challengers in one pass, and weights of rows and classes. */
class MultipleLearnersTest {

  @TempDir private Path folder;

  private static Pipeline.Builder scaled() {
    return Pipeline.builder().stage(Stages.standardScale("distance"));
  }

  private static final Pipeline TWO =
      scaled()
          .learn("fare", Learners.sgd())
          .learn("challenger", "fare", Learners.recursiveLeastSquares())
          .build();

  @Nested
  class InOnePass {

    @Test
    void eachLearnerLearnsAsIfItWereTheOnlyOne() {
      StreamReport both = TWO.on(Trips.source(200)).runStreaming();
      StreamReport sgd =
          scaled().learn("fare", Learners.sgd()).build().on(Trips.source(200)).runStreaming();
      StreamReport rls =
          scaled()
              .learn("fare", Learners.recursiveLeastSquares())
              .build()
              .on(Trips.source(200))
              .runStreaming();

      assertThat(both.learners())
          .extracting(StreamReport.LearnerResult::name)
          .containsExactly("sgd", "challenger");
      assertThat(both.scores()).isEqualTo(sgd.scores());
      assertThat(both.learners().get(1).scores()).isEqualTo(rls.scores());
      assertThat(both.toString())
          .contains("sgd: " + sgd.scores())
          .contains("challenger: " + rls.scores());
    }

    @Test
    void predictionsAreInSeparateColumns() throws IOException {
      Path csv = folder.resolve("both.csv");
      StreamReport report =
          TWO.on(Trips.source(20)).sink(Sinks.csv(csv).withPrediction()).runStreaming();

      assertThat(Files.readAllLines(csv).get(0))
          .isEqualTo("distance,vendor,fare,prediction,prediction_challenger");
      Table served = report.trained().predict(Trips.table(20, 25));
      assertThat(served.columnNames())
          .containsExactly("distance", "vendor", "fare", "prediction", "prediction_challenger");
      double[] x = {served.doubleColumn("distance").getDouble(0)};
      assertThat(served.doubleColumn("prediction").getDouble(0))
          .isEqualTo(report.trained().model().predict(x));
      assertThat(served.doubleColumn("prediction_challenger").getDouble(0))
          .isEqualTo(report.trained().model("challenger").predict(x));
    }

    @Test
    void allAreSavedAndLoaded() {
      TrainedPipeline trained = TWO.on(Trips.source(20)).runStreaming().trained();
      Path file = folder.resolve("two.bandsaw");
      trained.save(file);

      TrainedPipeline loaded = TrainedPipeline.load(file);

      assertThat(loaded).isEqualTo(trained);
      assertThat(loaded.models()).hasSize(2);
      assertThat(TWO.load(file)).isEqualTo(trained);
      assertThatThrownBy(() -> loaded.model("chalenger"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("did you mean 'challenger'");
    }

    @Test
    void theTargetOfOneLearnerIsNotAFeatureOfAnother() {
      Pipeline pipeline =
          Pipeline.builder()
              .learn("fare", Learners.sgd())
              .learn("far", "distance", Learners.mean())
              .build();

      StreamReport report = pipeline.on(Trips.source(9)).runStreaming();

      assertThat(report.learners().get(0).features()).isEmpty();
      assertThat(report.learners().get(1).features()).isEmpty();
      assertThat(report.learners().get(1).target()).isEqualTo("distance");
      // the mean of 1…8 for distance 9, of 1…7 for 8, …; the first is predicted as 0
      assertThat(report.learners().get(1).scores().rows()).isEqualTo(9);
    }

    @Test
    void namesMustBeUnique() {
      assertThatThrownBy(
              () ->
                  Pipeline.builder()
                      .learn("fare", Learners.sgd())
                      .learn("sgd", "fare", Learners.mean()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("give the next learner another name");
      assertThatThrownBy(() -> Pipeline.builder().learn("", "fare", Learners.mean()))
          .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aBuilderOfAPipelineReplacesLearnersOfOneKind() {
      Pipeline other = TWO.toBuilder().learn("fare", Learners.mean()).learnBatch("fare").build();
      assertThat(other.learners())
          .extracting(learning -> learning.name())
          .containsExactly("mean", "least-squares");
      assertThat(TWO.toBuilder().build().digest()).isEqualTo(TWO.digest());
      assertThat(other.digest()).isNotEqualTo(TWO.digest());
    }

    @Test
    void theFailingLearnerIsNamed() {
      Pipeline pipeline =
          Pipeline.builder()
              .learn("fare", Learners.mean())
              .learn("broken", "fare", Learners.online("any", Failing::new))
              .build();

      assertThatThrownBy(() -> pipeline.on(Trips.source(9)).runStreaming())
          .isInstanceOf(LearnerFailedException.class)
          .hasMessageContaining("broken");
    }

    @Test
    void resultsDoNotDependOnChunks() {
      assertThat(TWO.verifyConsistency(Trips.source(300)).isEqual()).isTrue();
    }
  }

  /** Throws when it learns. */
  private static final class Failing implements OnlineModel {
    @Override
    public double predict(double[] x) {
      return 0;
    }

    @Override
    public void learn(double[] x, double y, double weight) {
      throw new UnsupportedOperationException("not today");
    }

    @Override
    public void grow(Features features) {}

    @Override
    public void save(StateWriter out) {}

    @Override
    public void load(StateReader in) {}

    @Override
    public long retainedBytes() {
      return 0;
    }
  }

  @Nested
  class Weights {

    private final Schema schema =
        Schema.of(ColumnSpec.real("x"), ColumnSpec.real("w"), ColumnSpec.real("y"));

    private Source rows(double[] x, double[] w, double[] y) {
      return TestSources.rows(
          Chunk.of(
              0, schema, x.length, DoubleVector.of(x), DoubleVector.of(w), DoubleVector.of(y)));
    }

    private Pipeline.Builder weighted(OnlineLearner learner) {
      return Pipeline.builder().learn("y", learner).rowWeights("w");
    }

    @Test
    void aRowOfWeightTwoCountsAsTwoRows() {
      double[] x = {1, 2, 3, 5};
      double[] y = {2, 1, 4, 3};
      StreamReport report =
          weighted(Learners.recursiveLeastSquares())
              .build()
              .on(rows(x, new double[] {1, 2, 1, 1}, y))
              .runStreaming();
      StreamReport twice =
          Pipeline.builder()
              .learn("y", Learners.recursiveLeastSquares())
              .exclude("w")
              .build()
              .on(rows(new double[] {1, 2, 2, 3, 5}, new double[5], new double[] {2, 1, 1, 4, 3}))
              .runStreaming();

      double[] at = {4};
      assertThat(report.trained().model().predict(at))
          .isCloseTo(twice.trained().model().predict(at), within(1e-9));
      assertThat(report.features()).containsExactly("x");
      assertThat(report.unused()).isEmpty();
      assertThat(report.scores().rows()).isEqualTo(4); // scores are not weighted
    }

    @Test
    void aRowOfWeightZeroIsScoredButNotLearned() {
      double[] y = {10, 20, 90};
      StreamReport report =
          weighted(Learners.mean()).build().on(rows(y, new double[] {1, 0, 1}, y)).runStreaming();

      // predicted 0, 10, 10: the 20 was not learned
      assertThat(report.scores().mae().value()).isCloseTo((10 + 10 + 80) / 3.0, within(1e-12));
      assertThat(report.skippedRows()).isZero();
      assertThat(report.trained().model().predict(new double[] {0})).isEqualTo(50);
    }

    @Test
    void weightsApplyToDelayedLabelsToo() {
      double[] y = {10, 20, 90, 0};
      StreamReport report =
          weighted(Learners.mean())
              .scoring(Prequential.cumulative().labelDelay(2))
              .build()
              .on(rows(y, new double[] {3, 0, 1, 0}, y))
              .runStreaming();

      assertThat(report.trained().model().predict(new double[] {0})).isEqualTo(30); // (3·10+90)/4
    }

    @Test
    void aMissingWeightIsSkippedOrRefusedAndANegativeWeightIsRefused() {
      double[] y = {10, 20, 90};
      double[] missing = {1, Double.NaN, 1};
      Pipeline pipeline = weighted(Learners.mean()).build();

      assertThat(pipeline.on(rows(y, missing, y)).runStreaming().skippedRows()).isEqualTo(1);
      Pipeline strict = pipeline.toBuilder().onNonFinite(OnNonFinite.FAIL).build();
      assertThatThrownBy(() -> strict.on(rows(y, missing, y)).runStreaming())
          .hasMessageContaining("row 1: the weight 'w' is missing");
      assertThatThrownBy(() -> pipeline.on(rows(y, new double[] {1, 1, -2}, y)).runStreaming())
          .isInstanceOf(BandsawException.class)
          .hasMessageContaining("row 2: the weight 'w' is -2.0");
      assertThatThrownBy(
              () ->
                  Pipeline.builder()
                      .learn("fare", Learners.mean())
                      .rowWeights("vendor")
                      .build()
                      .on(Trips.source(3))
                      .runStreaming())
          .isInstanceOf(SchemaException.class)
          .hasMessageContaining("the weight 'vendor' is STRING");
    }

    @Test
    void classWeightsAreAppliedToTheirClasses() {
      double[] x = {-1, 1, -2, 2, 1, -1};
      double[] y = {0, 1, 0, 1, 0, 1};
      double[] byHand = {1, 3, 1, 3, 1, 3};
      Pipeline byClass =
          Pipeline.builder()
              .learn("y", Learners.logisticRegression())
              .exclude("w")
              .classWeights(1, 3)
              .build();
      Pipeline byRow = weighted(Learners.logisticRegression()).build();

      double[] at = {0.5};
      double expected = byRow.on(rows(x, byHand, y)).runStreaming().trained().model().predict(at);
      assertThat(byClass.on(rows(x, byHand, y)).runStreaming().trained().model().predict(at))
          .isEqualTo(expected)
          .isNotEqualTo(
              byClass.toBuilder()
                  .classWeights(1, 1)
                  .build()
                  .on(rows(x, byHand, y))
                  .runStreaming()
                  .trained()
                  .model()
                  .predict(at));
      assertThat(byClass.learners().get(0).learner().task().kind())
          .isEqualTo(Task.Kind.BINARY_CLASSIFICATION);
    }

    @Test
    void weightsApplyToABatchToo() {
      double[] x = {0, 0, 9, 9};
      double[] y = {10, 40, 1, 1};
      Pipeline pipeline =
          Pipeline.builder().learnBatch("y").rowWeights("w").holdout(Holdout.share(0.5)).build();

      BatchReport report = pipeline.on(rows(x, new double[] {2, 1, 1, 1}, y)).runBatch();

      // two training rows of one x: the weighted mean (2 · 10 + 40) / 3
      assertThat(report.trained().model().predict(new double[] {0})).isCloseTo(20, within(1e-12));
    }

    @Test
    void unsupportedWeightsAreRefused() {
      assertThatThrownBy(() -> Pipeline.builder().classWeights(1, 2).build())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("add learn(target, learner)");
      assertThatThrownBy(
              () -> Pipeline.builder().learn("y", Learners.sgd()).classWeights(1, 2).build())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("learner 'sgd' is a regression");
      assertThatThrownBy(() -> Pipeline.builder().classWeights(0, 2))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(
              () ->
                  Pipeline.builder()
                      .learnBatch("y", Learners.batch("mine", (x, y) -> row -> 0))
                      .rowWeights("w")
                      .build())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("'mine' does not support weights");
    }

    @Test
    void predictionColumnsAreNamedAfterTheLearners() {
      assertThat(
              LearnerSpec.predictionColumns(List.of(TWO.learners().get(1), TWO.learners().get(0))))
          .extracting(ColumnSpec::name)
          .containsExactly("prediction", "prediction_sgd");
    }
  }
}
