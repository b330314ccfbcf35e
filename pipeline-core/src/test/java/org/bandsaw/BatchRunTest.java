package org.bandsaw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bandsaw.budget.BudgetExceededException;
import org.bandsaw.budget.ChunkPolicy;
import org.bandsaw.budget.MemoryBudget;
import org.bandsaw.data.BandsawException;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.DoubleVector;
import org.bandsaw.data.Figure;
import org.bandsaw.data.IntVector;
import org.bandsaw.data.Schema;
import org.bandsaw.data.SchemaException;
import org.bandsaw.data.StringVector;
import org.bandsaw.data.ValueType;
import org.bandsaw.learn.FitOn;
import org.bandsaw.learn.Holdout;
import org.bandsaw.learn.LearnerFailedException;
import org.bandsaw.learn.Learners;
import org.bandsaw.learn.NewFeatures;
import org.bandsaw.learn.OnNonFinite;
import org.bandsaw.observe.RunEvent;
import org.bandsaw.report.BatchReport;
import org.bandsaw.report.StreamReport;
import org.bandsaw.sink.Sinks;
import org.bandsaw.source.Source;
import org.bandsaw.stage.Impute;
import org.bandsaw.stage.StageFailedException;
import org.bandsaw.stage.Stages;
import org.bandsaw.testkit.TestSources;
import org.bandsaw.trained.TrainedPipeline;
import org.bandsaw.trained.UserCode;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.Table;

/** Batches: stages and learners are fitted to the training rows and scored on held-out rows. */
class BatchRunTest {

  private static final Schema XY = Schema.of(ColumnSpec.real("x"), ColumnSpec.real("y"));

  @TempDir private Path folder;

  private static Source xy(double[] x, double[] y) {
    return TestSources.rows(Chunk.of(0, XY, x.length, DoubleVector.of(x), DoubleVector.of(y)));
  }

  /** Returns a column of the table that a sink received. */
  private double[] written(Job job, String column) {
    List<Table> tables = new ArrayList<>();
    job.sink(Sinks.callback("kept", tables::add)).runBatch();
    return tables.get(0).doubleColumn(column).asDoubleArray();
  }

  @Nested
  class Fitting {

    @Test
    void stagesAreFittedToTheFirstEightyPercentAndThenFrozen() {
      // x of the first 4 rows: 1 3 1 3, mean 2, deviation 1; then 4
      double[] x = {1, 3, 1, 3, 4};
      Pipeline pipeline = Pipeline.of(Stages.standardScale("x"));

      assertThat(written(pipeline.on(xy(x, x)), "x")).containsExactly(-1, 1, -1, 1, 2);
    }

    @Test
    void stagesFittedToAllRowsAreReportedAsLeaking() {
      // mean of 1 3 1 3 2 is 2, of the first 4 as well; the deviation is √(4/5), of the first 4 1
      double[] x = {1, 3, 1, 3, 2};
      Pipeline honest = Pipeline.of(Stages.standardScale("x"));
      Pipeline leaking = honest.toBuilder().fitOn(FitOn.ALL_ROWS).build();

      assertThat(written(honest.on(xy(x, x)), "x")).containsExactly(-1, 1, -1, 1, 0);
      double scaled = 1 / Math.sqrt(0.8);
      assertThat(written(leaking.on(xy(x, x)), "x"))
          .containsExactly(-scaled, scaled, -scaled, scaled, 0);
      assertThat(leaking.on(xy(x, x)).runBatch().notes())
          .contains("leaking: stages were fitted to the held-out rows too");
      assertThat(leaking.on(xy(x, x)).runBatch().toString()).contains("the scores leak");
      assertThat(honest.on(xy(x, x)).runBatch().notes()).isEmpty();
    }

    @Test
    void eachStageIsFittedToTheOutputOfTheFrozenStageBefore() {
      // the mean of 2 and 4 fills the gap; then 2 4 3 3 has mean 3 and deviation √(2/4)
      double[] x = {2, 4, Double.NaN, Double.NaN, Double.NaN};
      Pipeline pipeline =
          Pipeline.of(Stages.impute("x", Impute.RUNNING_MEAN), Stages.standardScale("x"));

      double d = 1 / Math.sqrt(0.5);
      assertThat(written(pipeline.on(xy(x, x)), "x")).containsExactly(-d, d, 0, 0, 0);
    }

    @Test
    void windowsStartAtTheFirstRowAndContinueIntoTheHeldOutRows() {
      double[] x = {1, 2, 3, 4, 5};
      Pipeline pipeline = Pipeline.of(Stages.rollingMean("x", 2).as("m"));

      assertThat(written(pipeline.on(xy(x, x)), "m")).containsExactly(1, 1.5, 2.5, 3.5, 4.5);
    }

    @Test
    void aCategoryThatOnlyHeldOutRowsHaveIsUnknown() {
      Schema schema = Schema.of(ColumnSpec.text("c"), ColumnSpec.real("y"));
      Source source =
          TestSources.rows(
              Chunk.of(
                  0,
                  schema,
                  5,
                  StringVector.of("a", "b", "a", "b", "z"),
                  DoubleVector.of(1, 2, 1, 2, 9)));
      Pipeline pipeline = Pipeline.builder().stage(Stages.oneHot("c")).learnBatch("y").build();

      BatchReport report = pipeline.on(source).runBatch();

      assertThat(report.features()).containsExactly("c__a", "c__b");
      // a row without a category: the intercept, which is the mean of 1 and 2 by minimum norm
      assertThat(report.rmse().value()).isCloseTo(9 - 1.5, within(1e-12));
      Pipeline growsNothing = pipeline.toBuilder().newFeatures(NewFeatures.IGNORE).build();
      assertThat(growsNothing.on(source).runBatch().features()).isEmpty();
      Pipeline fails = pipeline.toBuilder().newFeatures(NewFeatures.FAIL).build();
      assertThatThrownBy(() -> fails.on(source).runBatch())
          .isInstanceOf(BandsawException.class)
          .hasMessageContaining("feature 'c__a' appeared in row 0");
    }

    @Test
    void aStageThatThrowsIsNamed() {
      Pipeline pipeline =
          Pipeline.builder()
              .stage(
                  "strict",
                  table -> {
                    throw new IllegalStateException("no");
                  })
              .build();
      // the function is also called without rows, to find its columns
      assertThatThrownBy(() -> pipeline.on(Trips.source(5)).runBatch())
          .isInstanceOf(BandsawException.class)
          .hasMessageContaining("strict");
      Pipeline later =
          Pipeline.of(
              Stages.derive(
                  ColumnSpec.real("d"),
                  row -> {
                    throw new IllegalStateException("not this row");
                  }));
      assertThatThrownBy(() -> later.on(Trips.source(5)).runBatch())
          .isInstanceOf(StageFailedException.class)
          .hasMessageContaining("not this row");
    }
  }

  @Nested
  class WholeColumns {

    @Test
    void rowsAreSortedBeforeTheSplit() {
      // sorted by x: 1 2 3 4 5 with y 10 20 30 40 0; the last row is held out
      double[] x = {5, 1, 4, 2, 3};
      double[] y = {0, 10, 40, 20, 30};
      Pipeline pipeline = Pipeline.builder().stage(Stages.sort("x")).learnBatch("y").build();

      BatchReport report = pipeline.on(xy(x, y)).runBatch();

      assertThat(report.rmse().value()).isCloseTo(50, within(1e-9)); // 10 x at x = 5, expected 0
      assertThat(report.train().r2().value()).isCloseTo(1, within(1e-12));
      assertThat(written(pipeline.on(xy(x, y)), "x")).containsExactly(1, 2, 3, 4, 5);
    }

    @Test
    void columnsThatTheFitDropsAreNotFeaturesAndAreReported() {
      int n = 50;
      double[] a = IntStream.range(0, n).mapToDouble(i -> i % 7).toArray();
      double[] b = IntStream.range(0, n).mapToDouble(i -> 2 * a[i] + (i % 2) * 0.01).toArray();
      double[] y = IntStream.range(0, n).mapToDouble(i -> 3 * a[i] + (i % 3)).toArray();
      Schema schema = Schema.of(ColumnSpec.real("a"), ColumnSpec.real("b"), ColumnSpec.real("y"));
      Source source =
          TestSources.rows(
              Chunk.of(0, schema, n, DoubleVector.of(a), DoubleVector.of(b), DoubleVector.of(y)));
      Pipeline pipeline =
          Pipeline.builder().stage(Stages.dropCorrelated("y", 0.5)).learnBatch("y").build();

      BatchReport report = pipeline.on(source).runBatch();

      assertThat(report.features()).hasSize(1);
      assertThat(report.notes().toString()).contains("dropped");
      // loaded from a file, where the schema still has both columns
      Path file = folder.resolve("dropped.bandsaw");
      report.trained().save(file);
      Table served = TrainedPipeline.load(file).predict(schema(source));
      assertThat(served.columnNames()).contains("prediction").hasSize(3);
    }

    private Table schema(Source source) {
      return source.head(5);
    }

    @Test
    void aStreamRefusesThemBeforeReading() {
      Pipeline pipeline = Pipeline.of(Stages.sort("distance"), Stages.rank("fare"));

      assertThatThrownBy(() -> pipeline.on(Trips.source(5)).runStreaming())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContainingAll("a stream cannot run", "sort", "rank", "runBatch()");
    }
  }

  @Nested
  class Learning {

    @Test
    void batchLearnersComeFirstAndOnlineLearnersMakeOnePassOverTheTrainingRows() {
      Pipeline pipeline =
          Pipeline.builder()
              .stage(Stages.standardScale("distance"))
              .learn("fare", Learners.sgd())
              .learnBatch("fare")
              .build();

      BatchReport report = pipeline.on(Trips.source(40)).runBatch();

      assertThat(report.learners())
          .extracting(BatchReport.LearnerResult::name)
          .containsExactly("least-squares", "sgd");
      assertThat(report.rows()).isEqualTo(new BatchReport.Rows(40, 32, 8, Map.of()));
      assertThat(report.r2().value()).isCloseTo(1, within(1e-9));
      assertThat(report.train().rows()).isEqualTo(32);
      assertThat(report.test().rows()).isEqualTo(8);
      assertThat(report.learners().get(1).test().rmse().value()).isGreaterThan(1);
      // fare is a linear function of distance, so scaling by 32 rows and learning a stream of
      // scaled rows gives the same model
      double mean = 16.5;
      double deviation = Math.sqrt((32.0 * 32 - 1) / 12);
      Pipeline scaled =
          Pipeline.builder()
              .stage(
                  Stages.derive(
                          ColumnSpec.real("distance"),
                          row -> (row.number("distance") - mean) / deviation)
                      .from("distance"))
              .learn("fare", Learners.sgd())
              .build();
      double there =
          scaled.on(Trips.source(32)).runStreaming().trained().model().predict(new double[] {1});
      assertThat(report.trained().model("sgd").predict(new double[] {1}))
          .isCloseTo(there, within(1e-9));
    }

    @Test
    void aStreamIgnoresBatchLearnersAndRefusesToRunWithoutAnOnlineLearner() {
      Pipeline both = Pipeline.builder().learn("fare", Learners.mean()).learnBatch("fare").build();
      assertThat(both.on(Trips.source(9)).runStreaming().learners())
          .extracting(StreamReport.LearnerResult::name)
          .containsExactly("mean");

      Pipeline batch = Pipeline.builder().learnBatch("fare", Learners.ridge(1)).build();
      assertThatThrownBy(() -> batch.on(Trips.source(9)).runStreaming())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContainingAll("'ridge'", "runBatch()", "Learners.refit");
    }

    @Test
    void rowsThatCannotBeLearnedAreCountedOrRefused() {
      double[] x = {1, 2, Double.NaN, 4, 5, 6, 7, 8, 9, 10};
      double[] y = {2, 4, 6, Double.NaN, 10, 12, 14, 16, 18, Double.NaN};
      Pipeline pipeline = Pipeline.builder().learnBatch("y").build();

      BatchReport report = pipeline.on(xy(x, y)).runBatch();

      assertThat(report.learners().get(0).skippedRows()).isEqualTo(2);
      assertThat(report.train().rows()).isEqualTo(6);
      assertThat(report.test().rows()).isEqualTo(1);
      assertThat(report.r2()).isEqualTo(Figure.unknown("1 row; needs 2"));
      Pipeline strict = pipeline.toBuilder().onNonFinite(OnNonFinite.FAIL).build();
      assertThatThrownBy(() -> strict.on(xy(x, y)).runBatch())
          .hasMessageContaining("row 2: feature 'x' is missing or infinite");
    }

    @Test
    void aLearnerWithoutTrainingRowsIsRefused() {
      double[] none = {Double.NaN, Double.NaN, Double.NaN};
      Pipeline pipeline = Pipeline.builder().learnBatch("y").build();

      assertThatThrownBy(() -> pipeline.on(xy(none, none)).runBatch())
          .isInstanceOf(BandsawException.class)
          .hasMessageContainingAll("'least-squares' has no row to learn", "2 training rows");
    }

    @Test
    void anExceptionOfALearnerIsTheCauseOfOneThatNamesIt() {
      Pipeline pipeline =
          Pipeline.builder()
              .learnBatch(
                  "fare",
                  Learners.batch(
                      "broken",
                      (x, y) -> {
                        throw new IOException("no licence");
                      }))
              .build();
      List<RunEvent> events = new ArrayList<>();

      assertThatThrownBy(() -> pipeline.on(Trips.source(9)).listener(events::add).runBatch())
          .isInstanceOf(LearnerFailedException.class)
          .hasMessageContainingAll("broken", "no licence")
          .hasCauseInstanceOf(IOException.class);
      assertThat(events.get(events.size() - 1)).isEqualTo(new RunEvent.Ended("FAILED", 0));
    }

    @Test
    void aLambdaIsALearner() {
      Pipeline pipeline =
          Pipeline.builder()
              .learnBatch(
                  "fare", Learners.batch("slope", (x, y) -> row -> row[0] * (y[1] - y[0]) + 1))
              .build();

      assertThat(pipeline.on(Trips.source(10)).runBatch().r2().value()).isEqualTo(1);
    }

    @Test
    void leaksAreRefusedInABatchToo() {
      Pipeline pipeline =
          Pipeline.builder().stage(Stages.rollingMean("fare", 3)).learnBatch("fare").build();

      assertThatThrownBy(() -> pipeline.on(Trips.source(10)).runBatch())
          .isInstanceOf(SchemaException.class)
          .hasMessageContaining("depends on the target 'fare' of its own row");
    }
  }

  @Nested
  class Holdouts {

    private BatchReport report(Source source, Holdout rows) {
      return Pipeline.builder()
          .learnBatch("y")
          .holdout(rows)
          .exclude()
          .build()
          .on(source)
          .runBatch();
    }

    @Test
    void aShareHoldsOutTheLastRows() {
      double[] x = IntStream.range(0, 11).mapToDouble(i -> i).toArray();

      // ⌊0.7 · 11⌋ = 7
      BatchReport report = report(xy(x, x), Holdout.share(0.3));

      assertThat(report.rows().training()).isEqualTo(7);
      assertThat(report.rows().heldOut()).isEqualTo(4);
      assertThat(report.heldOut()).isEqualTo("the last 0.3 of the rows");
    }

    @Test
    void rowsFromATimeOnAndRowsWithoutATimeAreHeldOut() {
      Schema schema = Schema.of(ColumnSpec.date("day"), ColumnSpec.real("x"), ColumnSpec.real("y"));
      LocalDate day = LocalDate.of(2026, 3, 1);
      int[] days = new int[6];
      for (int i = 0; i < 6; i++) {
        days[i] = (int) day.plusDays(i).toEpochDay();
      }
      days[1] = IntVector.MISSING;
      Source source =
          TestSources.rows(
              Chunk.of(
                  0,
                  schema,
                  6,
                  IntVector.wrap(ValueType.DATE, days, 6),
                  DoubleVector.of(0, 1, 2, 3, 4, 5),
                  DoubleVector.of(0, 2, 4, 6, 8, 10)));

      BatchReport report = report(source, Holdout.after("day", day.plusDays(4)));

      assertThat(report.rows().training()).isEqualTo(3); // days 0, 2, 3
      assertThat(report.rows().heldOut()).isEqualTo(3);
      assertThatThrownBy(() -> report(source, Holdout.after("day", day.plusDays(4).atStartOfDay())))
          .isInstanceOf(SchemaException.class)
          .hasMessageContainingAll("'day'", "DATE", "LocalDate");
      assertThatThrownBy(() -> report(source, Holdout.after("dya", day)))
          .isInstanceOf(SchemaException.class)
          .hasMessageContaining("did you mean 'day'");
    }

    @Test
    void allRowsOfAKeyAreTrainingRowsOrHeldOut() {
      int n = 1_000;
      Schema schema = Schema.of(ColumnSpec.text("who"), ColumnSpec.real("x"), ColumnSpec.real("y"));
      String[] who = new String[n];
      double[] x = new double[n];
      for (int i = 0; i < n; i++) {
        who[i] = i == 17 ? "" : "k" + i % 100;
        x[i] = i;
      }
      Source source =
          TestSources.rows(
              Chunk.of(0, schema, n, StringVector.of(who), DoubleVector.of(x), DoubleVector.of(x)));

      BatchReport report = report(source, Holdout.byKey("who", 0.25));

      // whole keys of 10 rows each; the row without a key is held out too
      long trained = report.rows().training();
      assertThat(trained % 10).isIn(0L, 9L);
      assertThat(trained).isBetween(600L, 900L);
      assertThat(report(source, Holdout.byKey("who", 0.25)).rows()).isEqualTo(report.rows());
    }

    @Test
    void invalidSettingsAreRefused() {
      assertThatThrownBy(() -> Holdout.share(1)).hasMessageContaining("not 1.0");
      assertThatThrownBy(() -> Holdout.byKey("", 0.5)).hasMessageContaining("empty");
    }
  }

  @Nested
  class Guarantees {

    private final Pipeline pipeline =
        Pipeline.builder()
            .stage(Stages.filter("longer", row -> row.number("distance") > 4))
            .stage(Stages.rollingMean("fare", 3).excludingCurrentRow())
            .stage(Stages.impute("fare_mean_3", Impute.RUNNING_MEAN))
            .stage(Stages.standardScale("distance"))
            .stage(Stages.oneHot("vendor"))
            .learn("fare", Learners.sgd())
            .learnBatch("fare", Learners.ridge(0.5))
            .build();

    @Test
    void resultsDoNotDependOnHowTheSourceIsRead() {
      BatchReport first = pipeline.on(Trips.source(30_000)).runBatch();
      for (int rows : new int[] {1_000, 8_192, 30_000}) {
        for (int threads = 1; threads <= 2; threads++) {
          BatchReport other =
              pipeline
                  .on(new SlicedSource(Trips.rows(30_000), rows))
                  .chunks(ChunkPolicy.fixed(rows))
                  .parallelism(threads)
                  .runBatch();
          assertThat(other.trained()).isEqualTo(first.trained());
          assertThat(other.learners()).isEqualTo(first.learners());
          assertThat(other.rows()).isEqualTo(first.rows());
        }
      }
    }

    @Test
    void everyRowIsAccountedFor() {
      BatchReport report = pipeline.on(Trips.source(104)).runBatch();

      // 4 rows are filtered; of all 104 rows the first 83 are training rows, of which 79 remain
      assertThat(report.rows().read()).isEqualTo(104);
      assertThat(report.rows().filteredByStage()).containsEntry("longer", 4L);
      assertThat(report.rows().training()).isEqualTo(79);
      assertThat(report.rows().heldOut()).isEqualTo(21);
    }

    @Test
    void aSourceThatDoesNotFitTheBudgetIsRefused() {
      assertThatThrownBy(
              () ->
                  pipeline.on(Trips.source(200_000)).memory(MemoryBudget.ofMebibytes(1)).runBatch())
          .isInstanceOfSatisfying(
              BudgetExceededException.class,
              problem -> {
                assertThat(problem.budgetBytes()).isEqualTo(1 << 20);
                assertThat(problem.neededBytes()).isGreaterThan(1 << 20);
                assertThat(problem).hasMessageContaining("runStreaming()");
              });
    }

    @Test
    void aSavedPipelineMakesThePredictionsThatTheReportScored() throws IOException {
      Path csv = folder.resolve("out.csv");
      BatchReport report =
          pipeline.on(Trips.source(60)).sink(Sinks.csv(csv).withPrediction()).runBatch();
      Path file = folder.resolve("batch.bandsaw");
      report.trained().save(file);

      TrainedPipeline loaded = TrainedPipeline.load(file, code());

      assertThat(loaded).isEqualTo(report.trained());
      assertThat(loaded.target()).contains("fare");
      assertThat(loaded.models()).extracting("name").containsExactly("ridge", "sgd");
      Table served = loaded.predict(Trips.table(0, 60));
      List<String> lines = Files.readAllLines(csv);
      assertThat(lines.get(0)).endsWith("prediction,prediction_sgd");
      assertThat(lines).hasSize(served.rowCount() + 1);
      for (int i = 0; i < served.rowCount(); i++) {
        String[] cells = lines.get(i + 1).split(",", -1);
        DoubleColumn prediction = served.doubleColumn("prediction");
        assertThat(Double.parseDouble(cells[cells.length - 2])).isEqualTo(prediction.getDouble(i));
      }
    }

    private UserCode code() {
      return UserCode.none().stage(pipeline.stages().get(0));
    }

    @Test
    void theReportContainsTimesAndMemory() {
      BatchReport report = pipeline.on(Trips.source(1_000)).name("night").runBatch();

      assertThat(report.timeByStep().keySet())
          .contains("longer", "fit ridge", "fit sgd", "predict");
      assertThat(report.memory().accountedPeakBytes()).isGreaterThan(1_000 * 8L);
      assertThat(report.rowsPerSecond().isKnown()).isTrue();
      assertThat(report.toString())
          .contains("night", "ridge, held out: RMSE", "sgd, training: RMSE", "the last 0.2");
    }
  }
}
