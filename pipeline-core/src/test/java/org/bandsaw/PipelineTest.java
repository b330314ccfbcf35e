package org.bandsaw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.util.List;
import org.bandsaw.budget.ChunkPolicy;
import org.bandsaw.budget.MemoryBudget;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.Schema;
import org.bandsaw.data.SchemaException;
import org.bandsaw.learn.Learners;
import org.bandsaw.learn.NewFeatures;
import org.bandsaw.learn.OnNonFinite;
import org.bandsaw.learn.Prequential;
import org.bandsaw.report.Explanation;
import org.bandsaw.report.Preview;
import org.bandsaw.source.SourceFailedException;
import org.bandsaw.source.Sources;
import org.bandsaw.stage.Impute;
import org.bandsaw.stage.StageFailedException;
import org.bandsaw.stage.Stages;
import org.bandsaw.testkit.TestSources;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.Table;

class PipelineTest {

  private final Pipeline pipeline =
      Pipeline.builder()
          .stage(Stages.impute("distance", Impute.RUNNING_MEAN))
          .stage(Stages.oneHot("vendor"))
          .stage(Stages.rename("distance", "miles"))
          .learn("fare", Learners.sgd())
          .exclude("miles")
          .newFeatures(NewFeatures.IGNORE)
          .onNonFinite(OnNonFinite.FAIL)
          .scoring(Prequential.window(5))
          .seed(7)
          .build();

  @Nested
  class Building {

    @Test
    void aSecondLearnerAndASecondSeedAreRefused() {
      Pipeline.Builder builder = Pipeline.builder().learn("fare", Learners.mean()).seed(1);

      assertThatThrownBy(() -> builder.learn("distance", Learners.sgd()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "this pipeline already learns 'fare' with 'mean'; give the next learner a name, as in"
                  + " learn(\"challenger\", \"distance\", …)");
      assertThatThrownBy(() -> builder.seed(2))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("the seed is already set to 1");
    }

    @Test
    void twoStagesWithTheSameNameAreRefused() {
      Pipeline.Builder builder =
          Pipeline.builder().stage("speed", table -> table).stage("speed", table -> table);

      assertThatThrownBy(builder::build)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("two stages are named 'speed'; give one of them another name");
    }

    @Test
    void learnerSettingsAreRefusedWithoutALearner() {
      assertThatThrownBy(() -> Pipeline.builder().exclude("vendor").build())
          .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aBuilderOfAPipelineStartsWithItsContentsAndDoesNotChangeIt() {
      Pipeline same = pipeline.toBuilder().build();
      Pipeline longer = pipeline.toBuilder().stage(Stages.lag("miles", 1)).build();

      assertThat(same.digest()).isEqualTo(pipeline.digest());
      assertThat(same.learners()).isEqualTo(pipeline.learners());
      assertThat(same.seed()).isEqualTo(7);
      assertThat(longer.stages()).hasSize(4);
      assertThat(pipeline.stages()).hasSize(3);
      assertThat(longer.digest()).isNotEqualTo(pipeline.digest());
    }

    @Test
    void aBuilderOfAPipelineCanReplaceSeedAndLearnerOnce() {
      Pipeline.Builder builder = pipeline.toBuilder().seed(8).learn("fare", Learners.mean());

      assertThat(builder.build().seed()).isEqualTo(8);
      assertThat(builder.build().learners().get(0).learner()).isEqualTo(Learners.mean());
      assertThat(builder.build().learners().get(0).excluded()).containsExactly("miles");
      assertThatThrownBy(() -> builder.seed(9)).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> builder.learn("fare", Learners.sgd()))
          .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void equalDefinitionsHaveEqualDigests() {
      Pipeline one = Pipeline.builder().stage(Stages.lag("fare", 2)).build();

      assertThat(Pipeline.of(Stages.lag("fare", 2)).digest()).isEqualTo(one.digest());
      assertThat(Pipeline.of(Stages.lag("fare", 3)).digest()).isNotEqualTo(one.digest());
      assertThat(one.toBuilder().seed(43).build().digest()).isNotEqualTo(one.digest());
      assertThat(one.seed()).isEqualTo(42);
    }

    @Test
    void userCodeIsComparedByNameAndVersion() {
      String digest = Pipeline.of(Stages.tables("code", t -> t)).digest();

      assertThat(Pipeline.of(Stages.tables("code", t -> t.copy())).digest()).isEqualTo(digest);
      assertThat(Pipeline.of(Stages.tables("code", t -> t).version(2)).digest())
          .isNotEqualTo(digest);
    }

    @Test
    void aPipelineAndAJobPrintThemselves() {
      assertThat(pipeline.toString())
          .contains("   1  " + pipeline.stages().get(0).name())
          .contains("   3  rename(distance,miles)")
          .contains("  learn fare with sgd")
          .endsWith("  seed 7\n");
      assertThat(
              pipeline
                  .on(Trips.source(1))
                  .name("nightly")
                  .memory(MemoryBudget.ofMebibytes(64))
                  .chunks(ChunkPolicy.fixed(10))
                  .toString())
          .startsWith("job 'nightly' on rows, 64 MiB, 10 rows, 3 retries, then ACCEPT")
          .contains("learn fare");
      assertThat(Pipeline.of().toString()).contains("no learner");
    }

    @Test
    void aJobRefusesInvalidParallelism() {
      Job job = pipeline.on(Trips.source(1));

      assertThatThrownBy(() -> job.parallelism(257))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "threads must be from 1 to 256, not 257; more threads than processors only cost"
                  + " memory");
      assertThatThrownBy(() -> job.parallelism(0)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Nested
  class Checking {

    @Test
    void allProblemsAreInOneExceptionWithTheNearestNames() {
      SchemaException all =
          catchThrowableOfType(
              SchemaException.class,
              () ->
                  Pipeline.builder()
                      .stage(Stages.impute("distanse", Impute.RUNNING_MEAN))
                      .stage(Stages.standardScale("vendor"))
                      .learn("fair", Learners.sgd())
                      .build()
                      .check(Trips.SCHEMA));

      assertThat(String.valueOf(all.getMessage()).lines())
          .hasSize(4)
          .anyMatch(line -> line.contains("'distanse'; did you mean 'distance'?"))
          .anyMatch(line -> line.contains("column 'vendor' is STRING; a numeric column is needed"))
          .anyMatch(line -> line.contains("there is no column 'fair'; did you mean 'fare'?"));
      assertThat(all.getMessage()).startsWith("3 problems");
      assertThat(all.getSuppressed()).hasSize(3);
    }

    @Test
    void aSingleProblemIsThrownAsItIs() {
      SchemaException one =
          catchThrowableOfType(
              SchemaException.class, () -> Pipeline.of(Stages.drop("Vendors")).check(Trips.SCHEMA));

      assertThat(one.stage()).isEqualTo("drop(Vendors)");
      assertThat(one.column()).isEqualTo("Vendors");
      assertThat(one.nearest()).containsExactly("vendor");
      assertThat(one.found()).isEmpty();
    }

    @Test
    void aNonNumericTargetIsRefused() {
      Pipeline text = Pipeline.builder().learn("vendor", Learners.mean()).build();

      assertThatThrownBy(() -> text.check(Trips.SCHEMA))
          .hasMessage("the target 'vendor' is STRING; a number is needed. Convert it in a stage");
    }
  }

  @Nested
  class Explaining {

    @Test
    void listsWhatEachStageAddsChangesAndRemoves() {
      Explanation explanation =
          Pipeline.builder()
              .stage(Stages.impute("distance", Impute.RUNNING_MEAN))
              .stage(Stages.oneHot("vendor"))
              .stage(Stages.rename("distance", "miles"))
              .learn("fare", Learners.sgd())
              .build()
              .explain(Trips.SCHEMA);

      assertThat(explanation.steps())
          .extracting(Explanation.Step::name)
          .first()
          .isEqualTo("source");
      assertThat(explanation.output().isOpenEnded()).isTrue();
      assertThat(explanation.features()).containsExactly("miles");
      assertThat(explanation.toString())
          .startsWith("source\n  + distance DOUBLE\n  + vendor STRING\n  + fare DOUBLE\n")
          .contains("  + columns that appear during the run\n")
          .contains("rename(distance,miles)\n  + miles DOUBLE\n  - distance\n")
          .endsWith("features: miles\n");
    }

    @Test
    void listsAColumnWhoseTypeChanges() {
      assertThat(
              Pipeline.of(Stages.extractNumber("vendor", "[0-9]+"))
                  .explain(Trips.SCHEMA)
                  .toString())
          .contains("  ~ vendor DOUBLE, was STRING\n");
    }
  }

  @Nested
  class Previewing {

    @Test
    void showsTheFirstRowsAfterEachStage() {
      Preview preview =
          Pipeline.of(
                  Stages.add("distance", 10).as("far").named("farther"),
                  Stages.filter("even", row -> row.sourceRow() % 2 == 0))
              .preview(Trips.source(100), 4);

      assertThat(preview.steps())
          .extracting(Preview.Step::name)
          .containsExactly("source", "farther", "even");
      assertThat(preview.after("farther").doubleColumn("far").asDoubleArray())
          .containsExactly(11, 12, 13, 14);
      assertThat(preview.output().doubleColumn("far").asDoubleArray()).containsExactly(11, 13);
      assertThat(preview.toString())
          .contains("after farther\n")
          .contains("distance")
          .contains("vendor");
      assertThatThrownBy(() -> preview.after("further"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("there is no step 'further'; the steps are: source, farther, even");
    }

    @Test
    void showsDynamicColumns() {
      Preview preview =
          Pipeline.of(Stages.oneHot("vendor").named("vendors"), Stages.dropMissing())
              .preview(Trips.source(9), 2);

      assertThat(preview.output().columnNames())
          .containsExactly("distance", "vendor", "fare", "vendor__A", "vendor__B");
      assertThat(preview.steps().get(2).schema().declaredCount()).isEqualTo(3);
    }

    @Test
    void anEmptySourceHasColumnsAfterEachStage() {
      Preview preview = Pipeline.of(Stages.drop("vendor")).preview(Trips.source(0), 5);

      assertThat(preview.after("source").columnNames()).isEqualTo(Trips.SCHEMA.names());
      assertThat(preview.output().columnNames()).containsExactly("distance", "fare");
      assertThat(preview.output().rowCount()).isZero();
    }

    @Test
    void aStageThatThrowsIsNamed() {
      Pipeline failing =
          Pipeline.of(
              Stages.derive(
                  ColumnSpec.real("x"),
                  row -> {
                    throw new ArithmeticException("no");
                  }));

      assertThatThrownBy(() -> failing.preview(Trips.source(3), 2))
          .isInstanceOf(StageFailedException.class)
          .hasMessage("stage 'derive(x)' failed on chunk 1 (rows 0-1): no");
    }

    @Test
    void aSourceThatCannotBeReadIsNamed() {
      assertThatThrownBy(
              () -> Pipeline.of().preview(TestSources.failingAfter(Trips.source(3), 0), 2))
          .isInstanceOf(SourceFailedException.class)
          .hasCauseInstanceOf(IOException.class)
          .hasMessageContaining("source 'rows'");
    }

    @Test
    void doesNotChangeThePipeline() {
      Pipeline scaled = Pipeline.of(Stages.standardScale("distance"));
      Table first = scaled.preview(Trips.source(9), 5).output();
      Table second = scaled.preview(Trips.source(9), 5).output();

      assertThat(second.doubleColumn("distance").asDoubleArray())
          .isEqualTo(first.doubleColumn("distance").asDoubleArray());
      assertThat(List.of(first.rowCount(), second.rowCount())).containsExactly(5, 5);
    }
  }

  @Test
  void aTableIsASource() {
    Schema schema = Pipeline.of().explain(Sources.table(Trips.table(0, 3)).schema()).output();

    assertThat(schema).isEqualTo(Trips.SCHEMA);
  }
}
