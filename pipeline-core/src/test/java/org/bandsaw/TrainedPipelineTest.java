package org.bandsaw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.bandsaw.budget.ChunkPolicy;
import org.bandsaw.data.BandsawException;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.Schema;
import org.bandsaw.data.SchemaException;
import org.bandsaw.learn.Features;
import org.bandsaw.learn.Learners;
import org.bandsaw.learn.OnlineLearner;
import org.bandsaw.learn.OnlineModel;
import org.bandsaw.report.StreamReport;
import org.bandsaw.stage.Impute;
import org.bandsaw.stage.Stages;
import org.bandsaw.state.StateCorruptException;
import org.bandsaw.state.StateMismatchException;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;
import org.bandsaw.trained.Session;
import org.bandsaw.trained.TrainedPipeline;
import org.bandsaw.trained.TrainedPipeline.Context;
import org.bandsaw.trained.UnsavableException;
import org.bandsaw.trained.UserCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

class TrainedPipelineTest {

  @TempDir private Path folder;

  private final Pipeline pipeline =
      Pipeline.builder()
          .stage(Stages.impute("distance", Impute.RUNNING_MEAN))
          .stage(Stages.standardScale("distance"))
          .stage(Stages.oneHot("vendor"))
          .stage(Stages.lag("fare", 1))
          .stage(Stages.impute("fare_lag_1", Impute.constant(0)))
          .learn("fare", Learners.sgd())
          .build();
  private final TrainedPipeline trained = pipeline.on(Trips.source(50)).runStreaming().trained();

  private static TrainedPipeline train(Pipeline pipeline, int rows) {
    return pipeline.on(Trips.source(rows)).runStreaming().trained();
  }

  private static double[] numbers(Table table, String column) {
    return table.doubleColumn(column).asDoubleArray();
  }

  @Nested
  class Applying {

    @Test
    void predictsWithTheTrainedModel() {
      TrainedPipeline mean = train(Pipeline.builder().learn("fare", Learners.mean()).build(), 5);

      Table predicted = mean.predict(Trips.table(0, 2));

      // fares 3, 5, 7, 9, 11
      assertThat(numbers(predicted, "prediction")).containsExactly(7, 7);
      assertThat(predicted.columnNames())
          .containsExactly("distance", "vendor", "fare", "prediction");
      assertThat(mean.target()).contains("fare");
      assertThat(mean.features().names()).containsExactly("distance");
    }

    @Test
    void meansAreFrozen() {
      TrainedPipeline scaling = train(Pipeline.of(Stages.standardScale("distance")), 5);

      Table once = scaling.apply(Trips.table(0, 5));
      Table again = scaling.apply(Trips.table(0, 5));

      // distances 1 to 5: mean 3, population variance (4 + 1 + 0 + 1 + 4) / 5 = 2
      double unit = 1 / StrictMath.sqrt(2);
      assertThat(numbers(once, "distance"))
          .usingComparatorWithPrecision(1e-12)
          .containsExactly(-2 * unit, -unit, 0.0, unit, 2 * unit);
      assertThat(numbers(again, "distance")).isEqualTo(numbers(once, "distance"));
    }

    @Test
    void theTargetMayBeAbsentAndColumnsMayBeInAnyOrderWithAdditionalOnes() {
      Table rows = Trips.table(50, 53);
      double[] expected = numbers(trained.predict(rows), "prediction");
      Table without =
          Table.create(
              "input",
              StringColumn.create("note", "x", "y", "z"),
              rows.column("vendor"),
              rows.column("distance"));

      Table predicted = trained.predict(without);

      assertThat(numbers(predicted, "prediction")[0]).isEqualTo(expected[0]);
      assertThat(predicted.column("fare").isMissing(0)).isTrue();
      assertThat(without.columnNames()).containsExactly("note", "vendor", "distance");
    }

    @Test
    void aColumnThatIsAbsentOrOfAnotherTypeIsNamed() {
      Table misspelt =
          Table.create(
              "input", DoubleColumn.create("distanse", 1), StringColumn.create("vendor", "A"));
      assertThatThrownBy(() -> trained.predict(misspelt))
          .isInstanceOf(SchemaException.class)
          .hasMessageContaining(
              "there is no column 'distance' in this table; did you mean 'distanse'?");

      Table text =
          Table.create(
              "input", StringColumn.create("distance", "1"), StringColumn.create("vendor", "A"));
      assertThatThrownBy(() -> trained.predict(text))
          .isInstanceOf(SchemaException.class)
          .hasMessage("column 'distance' is STRING in this table; DOUBLE was declared");
    }

    @Test
    void aRowWithAMissingFeatureHasNoPrediction() {
      TrainedPipeline plain = train(Pipeline.builder().learn("fare", Learners.sgd()).build(), 5);
      Table rows = Trips.table(0, 2);
      rows.doubleColumn("distance").setMissing(0);

      Table predicted = plain.predict(rows);

      assertThat(predicted.column("prediction").isMissing(0)).isTrue();
      assertThat(predicted.column("prediction").isMissing(1)).isFalse();
    }

    @Test
    void withoutALearnerThereIsNoPrediction() {
      TrainedPipeline features = train(Pipeline.of(Stages.lag("fare", 1)), 5);

      assertThat(features.target()).isEmpty();
      assertThatThrownBy(() -> features.predict(Trips.table(0, 1)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("this pipeline has no learner");
    }

    @Test
    void printsItself() {
      assertThat(trained.toString())
          .matches(
              "trained pipeline: 5 steps, 3 columns in, 7 out, 5 features -> fare by sgd, \\d+"
                  + " bytes of state");
    }
  }

  @Nested
  class Sessions {

    private final Pipeline windows =
        Pipeline.of(
            Stages.lag("fare", 2),
            Stages.rollingMean("distance", 4),
            Stages.rollingMean("distance", 3).per("vendor").named("by vendor").as("by_vendor"));

    private String csv(Table table) {
      return table.write().toString("csv");
    }

    @Test
    void continueTheWindowsOfTrainingLikeALongerRun() {
      Table longer = windows.on(Trips.source(30)).chunks(ChunkPolicy.fixed(9)).collect();
      TrainedPipeline first = train(windows, 17);

      Session session = first.session(Context.END_OF_TRAINING);
      Table one = session.apply(Trips.table(17, 21));
      Table two = session.apply(Trips.table(21, 30));

      assertThat(csv(one)).isEqualTo(csv(longer.inRange(17, 21)));
      assertThat(csv(two)).isEqualTo(csv(longer.inRange(21, 30)));
    }

    @Test
    void numbersRowsFromTheEndOfTraining() {
      Pipeline numbered =
          Pipeline.of(Stages.derive(ColumnSpec.real("row"), row -> row.sourceRow()).from());
      TrainedPipeline first = train(numbered, 17);
      Path file = folder.resolve("numbered.bandsaw");
      UserCode code = UserCode.of(numbered.definition());
      first.save(file);

      Table next = first.session(Context.END_OF_TRAINING).apply(Trips.table(17, 20));
      Table loaded =
          TrainedPipeline.load(file, code)
              .session(Context.END_OF_TRAINING)
              .apply(Trips.table(17, 20));

      assertThat(first.rows()).isEqualTo(17);
      assertThat(numbers(next, "row")).containsExactly(17, 18, 19);
      assertThat(numbers(loaded, "row")).containsExactly(17, 18, 19);
      assertThat(numbers(first.apply(Trips.table(17, 20)), "row")).containsExactly(0, 1, 2);
    }

    @Test
    void canStartWithEmptyWindows() {
      TrainedPipeline first = train(windows, 17);

      Table rows = first.session(Context.EMPTY).apply(Trips.table(17, 21));

      assertThat(rows.column("fare_lag_2").isMissing(0)).isTrue();
      assertThat(rows.column("fare_lag_2").isMissing(1)).isTrue();
      // distances 18, 19, 20, 21
      assertThat(numbers(rows, "distance_mean_4")).containsExactly(18, 18.5, 19, 19.5);
      assertThat(csv(rows)).isEqualTo(csv(first.apply(Trips.table(17, 21))));
    }

    @Test
    void canBeSavedAndContinued() {
      TrainedPipeline first = train(windows, 17);
      Session session = first.session(Context.END_OF_TRAINING);
      session.apply(Trips.table(17, 21));
      StateWriter saved = new StateWriter();
      session.save(saved);

      Session other = first.session(Context.EMPTY);
      other.load(new StateReader(saved.toBytes()));

      assertThat(csv(other.apply(Trips.table(21, 30))))
          .isEqualTo(csv(session.apply(Trips.table(21, 30))));
    }

    @Test
    void areIndependentOfEachOtherAndOfTheTrainedPipeline() {
      Session one = trained.session(Context.END_OF_TRAINING);
      Session two = trained.session(Context.END_OF_TRAINING);
      Table expected = one.predict(Trips.table(50, 60));
      two.apply(Trips.table(0, 3));

      assertThat(csv(trained.session(Context.END_OF_TRAINING).predict(Trips.table(50, 60))))
          .isEqualTo(csv(expected));
    }

    @Test
    void anUnseenCategoryAddsNoColumn() {
      Table rows = Trips.table(50, 52);
      rows.stringColumn("vendor").set(0, "never seen");

      Table out = trained.session(Context.END_OF_TRAINING).predict(rows);

      assertThat(out.columnNames()).doesNotContain("vendor__never seen").endsWith("prediction");
      assertThat(numbers(out, "vendor__A")[0]).isZero();
      assertThat(out.column("prediction").isMissing(0)).isFalse();
    }
  }

  @Nested
  class Saving {

    private Path file = Path.of("");

    @BeforeEach
    void chooseFile() {
      file = folder.resolve("model.bandsaw");
    }

    @Test
    void loadsASavedPipeline() throws IOException {
      trained.save(file);
      TrainedPipeline loaded = TrainedPipeline.load(file);
      Path again = folder.resolve("again.bandsaw");
      loaded.save(again);

      assertThat(loaded).isEqualTo(trained).hasSameHashCodeAs(trained);
      assertThat(loaded.definition()).isEqualTo(trained.definition());
      assertThat(Files.readAllBytes(again)).isEqualTo(Files.readAllBytes(file));
      assertThat(loaded.predict(Trips.table(50, 60)).write().toString("csv"))
          .isEqualTo(trained.predict(Trips.table(50, 60)).write().toString("csv"));
      assertThat(loaded.outputSchema().declaredCount())
          .isEqualTo(trained.outputSchema().declaredCount());
    }

    @Test
    void theFileDoesNotDependOnChunks() throws IOException {
      trained.save(file);
      Path other = folder.resolve("other.bandsaw");
      pipeline
          .on(Trips.source(50))
          .chunks(ChunkPolicy.fixed(3))
          .parallelism(2)
          .runStreaming()
          .trained()
          .save(other);

      assertThat(Files.readAllBytes(other)).isEqualTo(Files.readAllBytes(file));
    }

    @Test
    void differsIfOtherRowsWereLearned() {
      assertThat(train(pipeline, 49)).isNotEqualTo(trained);
      assertThat(train(pipeline.toBuilder().seed(1).build(), 50)).isNotEqualTo(trained);
    }

    @Test
    void userCodeIsSuppliedByName() {
      Pipeline withCode =
          Pipeline.builder()
              .stage(
                  "double",
                  t -> t.addColumns(t.doubleColumn("distance").multiply(2).setName("twice")))
              .learn("fare", Learners.mean())
              .build();
      TrainedPipeline learned = train(withCode, 5);
      learned.save(file);

      UnsavableException missing =
          catchThrowableOfType(UnsavableException.class, () -> TrainedPipeline.load(file));
      assertThat(missing)
          .hasMessage(
              "this file needs user code that it cannot contain; provide it with UserCode: stage"
                  + " 'double' version 1");
      assertThat(missing.names()).containsExactly("stage 'double' version 1");

      TrainedPipeline loaded =
          TrainedPipeline.load(file, UserCode.none().stage(withCode.stages().get(0)));
      assertThat(loaded).isEqualTo(learned);
      assertThat(TrainedPipeline.load(file, UserCode.of(learned.definition()))).isEqualTo(learned);
      assertThat(numbers(loaded.apply(Trips.table(0, 2)), "twice")).containsExactly(2, 4);
    }

    @Test
    void aPipelineLoadsItsOwnFilesAndRefusesThoseOfOtherPipelines() {
      Pipeline mine = Pipeline.of(Stages.tables("same", t -> t), Stages.lag("fare", 1));
      TrainedPipeline learned = train(mine, 9);
      learned.save(file);

      assertThat(mine.load(file)).isEqualTo(learned);
      assertThatThrownBy(() -> Pipeline.of(Stages.lag("fare", 2)).load(file))
          .isInstanceOf(StateMismatchException.class)
          .hasMessageContaining("was written for another definition");
    }

    @Test
    void userCodeOfAnotherVersionIsRefused() {
      train(Pipeline.of(Stages.tables("code", t -> t)), 5).save(file);

      assertThatThrownBy(
              () ->
                  TrainedPipeline.load(
                      file, UserCode.none().stage(Stages.tables("code", t -> t).version(2))))
          .isInstanceOf(UnsavableException.class)
          .hasMessageEndingWith("stage 'code' version 1 (version 2 was provided)");
    }

    @Test
    void allMissingCodeIsNamedAtOnce() {
      OnlineLearner own = Learners.online("own", () -> new NoOpModel(true)).version(3);
      train(
              Pipeline.builder()
                  .stage(Stages.derive(ColumnSpec.real("d"), row -> 1).from("distance"))
                  .learn("fare", own)
                  .build(),
              5)
          .save(file);

      assertThatThrownBy(() -> TrainedPipeline.load(file))
          .isInstanceOf(UnsavableException.class)
          .hasMessageContaining("stage 'derive(d)' version 1")
          .hasMessageContaining("learner 'own' version 3");
    }

    @Test
    void aLearnerThatCannotBeSavedIsRefusedBeforeTheFileIsWritten() throws IOException {
      OnlineLearner unsaveable =
          Learners.online("volatile", () -> new NoOpModel(false))
              .capabilities(OnlineLearner.Capability.REPEATABLE);
      StreamReport report =
          Pipeline.builder().learn("fare", unsaveable).build().on(Trips.source(5)).runStreaming();
      Files.writeString(file, "what was there before");

      assertThat(report.scores().rows()).isEqualTo(5);
      assertThatThrownBy(() -> report.trained().save(file))
          .isInstanceOf(UnsavableException.class)
          .hasMessage("models of this learner cannot be saved: volatile");
      assertThat(file).hasContent("what was there before");
      assertThat(folder.toFile().list()).containsExactly("model.bandsaw");
      assertThatThrownBy(() -> report.trained().predict(Trips.table(0, 1)))
          .isInstanceOf(UnsavableException.class)
          .hasMessageContaining("volatile");
      assertThat(report.trained().apply(Trips.table(0, 1)).rowCount()).isEqualTo(1);
    }

    @Test
    void aFileIsRefusedIfAnyByteIsDamaged() throws IOException {
      trained.save(file);
      byte[] sound = Files.readAllBytes(file);
      for (int at = 0; at < sound.length; at += 1 + sound.length / 97) {
        byte[] damaged = sound.clone();
        damaged[at] ^= 0x41;
        Files.write(file, damaged);

        assertThatThrownBy(() -> TrainedPipeline.load(file))
            .describedAs("byte %d", at)
            .isInstanceOf(BandsawException.class)
            .hasMessageContaining("model.bandsaw");
      }
    }

    @Test
    void aTruncatedFileIsRefused() throws IOException {
      trained.save(file);
      byte[] sound = Files.readAllBytes(file);
      for (int length : new int[] {0, 1, 8, 40, sound.length / 2, sound.length - 1}) {
        Files.write(file, Arrays.copyOf(sound, length));

        assertThatThrownBy(() -> TrainedPipeline.load(file))
            .describedAs("%d bytes", length)
            .isInstanceOf(StateCorruptException.class)
            .hasMessageContaining("model.bandsaw");
      }
    }
  }

  @Test
  void returnsInputAndOutputColumns() {
    assertThat(trained.inputSchema()).isEqualTo(Trips.SCHEMA);
    assertThat(trained.outputSchema())
        .isEqualTo(
            Schema.of(
                ColumnSpec.real("distance"),
                ColumnSpec.text("vendor"),
                ColumnSpec.real("fare"),
                ColumnSpec.real("fare_lag_1"),
                ColumnSpec.real("vendor__A"),
                ColumnSpec.real("vendor__B"),
                ColumnSpec.real("vendor__C")));
  }

  /** Learns nothing; can be unsaveable. */
  private record NoOpModel(boolean saveable) implements OnlineModel {
    @Override
    public double predict(double[] x) {
      return 0;
    }

    @Override
    public void learn(double[] x, double y, double weight) {}

    @Override
    public void grow(Features features) {}

    @Override
    public long retainedBytes() {
      return 0;
    }

    @Override
    public void save(StateWriter out) {
      if (!saveable) {
        throw new UnsupportedOperationException("native memory");
      }
    }

    @Override
    public void load(StateReader in) {}
  }
}
