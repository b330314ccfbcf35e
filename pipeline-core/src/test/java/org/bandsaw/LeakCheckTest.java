package org.bandsaw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.SchemaException;
import org.bandsaw.learn.Learners;
import org.bandsaw.learn.NewFeatures;
import org.bandsaw.report.Explanation;
import org.bandsaw.report.StreamReport;
import org.bandsaw.stage.Stage;
import org.bandsaw.stage.Stages;
import org.junit.jupiter.api.Test;

/** Features that depend on the target of their own row are found when a pipeline opens. */
class LeakCheckTest {

  private static Pipeline.Builder learningFare(Stage... stages) {
    Pipeline.Builder builder = Pipeline.builder().learn("fare", Learners.mean());
    for (Stage stage : stages) {
      builder.stage(stage);
    }
    return builder;
  }

  private static void check(Pipeline.Builder builder) {
    builder.build().check(Trips.SCHEMA);
  }

  @Test
  void aRollingMeanOfTheTargetIsRefused() {
    assertThatThrownBy(() -> check(learningFare(Stages.rollingMean("fare", 3))))
        .isInstanceOf(SchemaException.class)
        .hasMessage(
            "feature 'fare_mean_3' depends on the target 'fare' of its own row, which is to be"
                + " predicted. Use earlier rows only (excludingCurrentRow(), a lag), exclude"
                + " it, or call allowTargetLeak(\"fare_mean_3\", why)");
  }

  @Test
  void earlierRowsOfTheTargetMayBeUsed() {
    assertThatCode(
            () ->
                check(
                    learningFare(
                        Stages.rollingMean("fare", 3).excludingCurrentRow(),
                        Stages.lag("fare", 1),
                        Stages.rollingMean("fare", 3)
                            .excludingCurrentRow()
                            .per("vendor")
                            .named("per vendor"))))
        .doesNotThrowAnyException();
  }

  @Test
  void columnsMadeFromALeakingColumnLeakToo() {
    assertThatThrownBy(
            () ->
                check(
                    learningFare(
                        Stages.divide("fare", "distance").as("per_mile"),
                        Stages.add("per_mile", 1).as("more"),
                        Stages.drop("per_mile"))))
        .hasMessageStartingWith("feature 'more' depends on the target 'fare'");
  }

  @Test
  void allLeaksAreReportedAtOnce() {
    SchemaException all =
        catchThrowableOfType(
            SchemaException.class,
            () ->
                check(
                    learningFare(
                        Stages.rollingMean("fare", 3),
                        Stages.derive(ColumnSpec.real("half"), row -> row.number("fare") / 2)
                            .from("fare"))));

    assertThat(all).hasMessageStartingWith("2 problems").hasMessageContaining("'fare_mean_3'");
    assertThat(all).hasMessageContaining("'half'");
    assertThat(all.getSuppressed()).hasSize(2);
  }

  @Test
  void theTargetIsTracedBackThroughARename() {
    Pipeline.Builder builder =
        Pipeline.builder()
            .stage(Stages.multiply("fare", 2).as("twice"))
            .stage(Stages.rename("fare", "price"))
            .learn("price", Learners.mean());

    assertThatThrownBy(() -> check(builder))
        .hasMessageStartingWith("feature 'twice' depends on the target 'price'");
  }

  @Test
  void theColumnThatTheTargetIsMadeFromLeaks() {
    Pipeline.Builder builder =
        Pipeline.builder()
            .stage(
                Stages.derive(ColumnSpec.real("y"), row -> StrictMath.log(row.number("fare")))
                    .from("fare"))
            .learn("y", Learners.mean());

    assertThatThrownBy(() -> check(builder))
        .hasMessageStartingWith("feature 'fare' depends on the target 'y'");
    assertThatCode(() -> check(builder.exclude("fare"))).doesNotThrowAnyException();
  }

  @Test
  void aColumnThatOnlyTakesTheFormerNameOfTheTargetDoesNotLeak() {
    Pipeline.Builder builder =
        Pipeline.builder()
            .stage(Stages.rename("fare", "price"))
            .stage(Stages.rename("distance", "fare"))
            .learn("price", Learners.mean());

    assertThatCode(() -> check(builder)).doesNotThrowAnyException();
  }

  @Test
  void dynamicColumnsMadeFromTheTargetAreRefusedUnlessTheyNeverBecomeFeatures() {
    Pipeline.Builder builder =
        learningFare(
            Stages.deriveText("band", row -> row.number("fare") > 9 ? "dear" : "cheap")
                .from("fare"),
            Stages.oneHot("band"));

    assertThatThrownBy(() -> check(builder))
        .isInstanceOf(SchemaException.class)
        .hasMessageContaining("stage '" + Stages.oneHot("band").name() + "'")
        .hasMessageContaining("depend on the target 'fare' of their own row");
    assertThatCode(() -> check(builder.newFeatures(NewFeatures.IGNORE))).doesNotThrowAnyException();
  }

  @Test
  void anAllowedLeakIsRepeatedInTheReport() {
    Pipeline pipeline =
        learningFare(Stages.rollingMean("fare", 3))
            .allowTargetLeak("fare_mean_3", "to see how good it could be")
            .build();

    StreamReport report = pipeline.on(Trips.source(5)).runStreaming();

    assertThat(report.notes())
        .containsExactly("allowed to leak: fare_mean_3: to see how good it could be");
    assertThat(report.toString()).contains("note      allowed to leak: fare_mean_3");
    assertThat(pipeline.explain(Trips.SCHEMA).notes()).isEqualTo(report.notes());
  }

  @Test
  void aLeakCanOnlyBeAllowedForAFeature() {
    assertThatThrownBy(() -> check(learningFare().allowTargetLeak("distanse", "a slip")))
        .isInstanceOf(SchemaException.class)
        .hasMessage(
            "a leak is allowed for 'distanse', which is not a feature of this pipeline; did you mean"
                + " 'distance'?");
    assertThatThrownBy(() -> Pipeline.builder().allowTargetLeak("distance", "no learner").build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("add learn(target, learner)");
  }

  @Test
  void stagesWithoutLineageAreListed() {
    Pipeline pipeline =
        learningFare(
                Stages.derive(ColumnSpec.real("silent"), row -> row.number("distance")),
                Stages.derive(ColumnSpec.real("open"), row -> row.number("distance"))
                    .from("distance"))
            .build();

    assertThat(pipeline.on(Trips.source(2)).runStreaming().notes())
        .containsExactly("stage 'derive(silent)' does not declare which columns it reads");
  }

  @Test
  void explainListsARefusalInsteadOfThrowing() {
    Explanation explanation =
        learningFare(Stages.rollingMean("fare", 3)).build().explain(Trips.SCHEMA);

    assertThat(explanation.notes())
        .singleElement()
        .asString()
        .startsWith("refused when it runs: feature 'fare_mean_3'");
    assertThat(explanation.features()).containsExactly("distance", "fare_mean_3");
  }
}
