package org.bandsaw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bandsaw.budget.ChunkPolicy;
import org.bandsaw.data.BandsawException;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.DoubleVector;
import org.bandsaw.data.Schema;
import org.bandsaw.data.SchemaException;
import org.bandsaw.data.StringVector;
import org.bandsaw.learn.Features;
import org.bandsaw.learn.Learners;
import org.bandsaw.learn.NewFeatures;
import org.bandsaw.learn.OnNonFinite;
import org.bandsaw.learn.OnlineLearner;
import org.bandsaw.learn.OnlineModel;
import org.bandsaw.learn.Prequential;
import org.bandsaw.observe.RunEvent;
import org.bandsaw.report.StreamReport;
import org.bandsaw.sink.Sinks;
import org.bandsaw.stage.Stages;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;
import org.bandsaw.testkit.TestSources;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a learner receives: features and when they appear, skipped rows, delayed labels. */
class LearningRunTest {

  private static final Schema SCHEMA =
      Schema.of(
          ColumnSpec.text("s"), ColumnSpec.text("t"), ColumnSpec.real("x"), ColumnSpec.real("y"));

  @TempDir private Path folder;

  private final List<String> calls = new ArrayList<>();
  private final OnlineLearner recording = Learners.online("recording", Recording::new);

  private static Chunk rows() {
    // s: a b a c; t: u u v v
    return Chunk.of(
        0,
        SCHEMA,
        4,
        StringVector.of("a", "b", "a", "c"),
        StringVector.of("u", "u", "v", "v"),
        DoubleVector.of(1, 2, 3, 4),
        DoubleVector.of(10, 20, 30, 40));
  }

  private Job job(Pipeline pipeline, int size) {
    return pipeline.on(TestSources.rows(rows())).chunks(ChunkPolicy.fixed(size));
  }

  private Pipeline.Builder growing() {
    return Pipeline.builder()
        .stage(Stages.oneHot("s"))
        .stage(Stages.oneHot("t"))
        .learn("y", recording);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void aModelGrowsExactlyBeforeTheRowInWhichAFeatureAppears(int size) {
    List<RunEvent.DynamicColumnAdded> added = new ArrayList<>();
    StreamReport report =
        job(growing().build(), size)
            .listener(RunEvent.DynamicColumnAdded.class, added::add)
            .runStreaming();

    // row 0 brings s=a and t=u, row 1 s=b, row 2 t=v, row 3 s=c
    assertThat(calls)
        .containsExactly(
            "grow [x]",
            "grow [x, s__a, t__u]",
            "learn [1.0, 1.0, 1.0] -> 10.0",
            "grow [x, s__a, t__u, s__b]",
            "learn [2.0, 0.0, 1.0, 1.0] -> 20.0",
            "grow [x, s__a, t__u, s__b, t__v]",
            "learn [3.0, 1.0, 0.0, 0.0, 1.0] -> 30.0",
            "grow [x, s__a, t__u, s__b, t__v, s__c]",
            "learn [4.0, 0.0, 0.0, 0.0, 1.0, 1.0] -> 40.0");
    assertThat(report.features()).containsExactly("x", "s__a", "t__u", "s__b", "t__v", "s__c");
    assertThat(report.unused()).containsExactly("s", "t");
    assertThat(added)
        .extracting(RunEvent.DynamicColumnAdded::column, RunEvent.DynamicColumnAdded::firstSeenRow)
        .map(tuple -> tuple.toList().toString())
        .containsExactly("[s__a, 0]", "[t__u, 0]", "[s__b, 1]", "[t__v, 2]", "[s__c, 3]");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void newFeaturesCanBeIgnored(int size) {
    StreamReport report =
        job(growing().newFeatures(NewFeatures.IGNORE).build(), size).runStreaming();

    assertThat(calls).startsWith("grow [x]", "learn [1.0] -> 10.0").hasSize(5);
    assertThat(report.features()).containsExactly("x");
    assertThat(report.unused()).containsExactly("s", "t", "s__a", "t__u", "s__b", "t__v", "s__c");
  }

  @Test
  void newFeaturesCanFailTheRun() {
    Job job = job(growing().newFeatures(NewFeatures.FAIL).build(), 2);

    assertThatThrownBy(job::runStreaming)
        .isInstanceOf(BandsawException.class)
        .hasMessage(
            "learning chunk 1 (rows 0-1 (2), 7 columns): feature 's__a' appeared in row 0; this"
                + " pipeline allows no new features. Declare its"
                + " values, or choose NewFeatures.GROW or IGNORE");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4})
  void jsonLinesOmitColumnsThatHaveNotAppeared(int size) throws IOException {
    Path json = folder.resolve("out.jsonl");
    job(Pipeline.of(Stages.drop("t", "y"), Stages.oneHot("s")), size)
        .sink(Sinks.jsonLines(json))
        .runStreaming();

    assertThat(Files.readAllLines(json).get(0)).contains("\"s__a\":1").doesNotContain("s__b");
    assertThat(Files.readAllLines(json).get(1)).contains("\"s__b\":1").doesNotContain("s__c");
    assertThat(Files.readAllLines(json).get(3)).contains("\"s__c\":1").contains("\"s__a\":0");
  }

  @Test
  void aFixedHeaderIsRefusedForDynamicColumnsBeforeTheFileIsCreated() {
    Path csv = folder.resolve("out.csv");
    Job job = job(growing().build(), 2).sink(Sinks.csv(csv));

    assertThatThrownBy(job::runStreaming)
        .isInstanceOf(SchemaException.class)
        .hasMessageContaining("sink 'out.csv'")
        .hasMessageContaining("columns of this pipeline appear while it runs")
        .hasMessageContaining("JSON lines");
    assertThat(csv).doesNotExist();
    assertThat(calls).containsExactly("grow [x]");
  }

  @Test
  void nonFiniteRowsAreWrittenButNeitherLearnedNorScored() throws IOException {
    Path csv = folder.resolve("out.csv");
    StreamReport report =
        Pipeline.builder()
            .stage(Stages.select("x", "y"))
            .learn("y", recording)
            .build()
            .on(TestSources.rows(broken()))
            .sink(Sinks.csv(csv).withPrediction())
            .runStreaming();

    // the recording model predicts the number of rows it has learned
    assertThat(csv)
        .hasContent(
            "x,y,prediction\n1.0,10.0,0.0\n,20.0,\n3.0,,1.0\nInfinity,40.0,\n5.0,50.0,1.0\n");
    assertThat(calls).containsExactly("grow [x]", "learn [1.0] -> 10.0", "learn [5.0] -> 50.0");
    assertThat(report.skippedRows()).isEqualTo(3);
    assertThat(report.scores().rows()).isEqualTo(2);
    assertThat(report.rows().committed()).isEqualTo(5);
    assertThat(report.toString()).contains("3 rows not learned");
  }

  private static Chunk broken() {
    return Chunk.of(
        0,
        Schema.of(ColumnSpec.real("x"), ColumnSpec.real("y")),
        5,
        DoubleVector.of(1, Double.NaN, 3, Double.POSITIVE_INFINITY, 5),
        DoubleVector.of(10, 20, Double.NaN, 40, 50));
  }

  @Test
  void nonFiniteRowsCanFailTheRun() {
    Pipeline strict =
        Pipeline.builder().learn("y", recording).onNonFinite(OnNonFinite.FAIL).build();

    assertThatThrownBy(() -> strict.on(TestSources.rows(broken())).runStreaming())
        .isInstanceOf(BandsawException.class)
        .hasMessage(
            "learning chunk 1 (rows 0-4 (5), 2 columns): row 1: feature 'x' is missing or infinite,"
                + " and this pipeline does not skip such rows. Impute it in a stage, or choose OnNonFinite.SKIP");
    assertThatThrownBy(() -> strict.on(TestSources.rows(broken().slice(2, 5))).runStreaming())
        .hasMessageContaining("row 2: the target 'y' is missing or infinite");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void aDelayedLabelIsLearnedLater(int size) {
    StreamReport report =
        job(
                Pipeline.builder()
                    .stage(Stages.select("x", "y"))
                    .learn("y", recording)
                    .scoring(Prequential.cumulative().labelDelay(2))
                    .build(),
                size)
            .runStreaming();

    // rows 0 and 1 are learned before rows 2 and 3 are predicted: predictions 0, 0, 1, 2
    // errors 10, 20, 29, 38: the mean is 97 / 4
    assertThat(report.scores().mae().value()).isEqualTo(24.25);
    assertThat(calls.stream().filter(line -> line.startsWith("learn")).toList())
        .containsExactly(
            "learn [1.0] -> 10.0",
            "learn [2.0] -> 20.0",
            "learn [3.0] -> 30.0",
            "learn [4.0] -> 40.0");
  }

  @Test
  void aLearnerReceivesTheSeedOfThePipeline() {
    List<Long> seeds = new ArrayList<>();
    OnlineLearner seeded =
        new OnlineLearner() {
          @Override
          public String name() {
            return "seeded";
          }

          @Override
          public OnlineModel open(Features features, long seed) {
            seeds.add(seed);
            return new Recording();
          }
        };
    job(Pipeline.builder().learn("y", seeded).seed(99).build(), 4).runStreaming();

    assertThat(seeds).isNotEmpty().containsOnly(99L);
  }

  @Test
  void excludedColumnsAndTextAreNotFeatures() {
    StreamReport report =
        job(
                Pipeline.builder()
                    .stage(
                        Stages.derive(ColumnSpec.bool("big"), row -> row.number("x") > 2 ? 1 : 0))
                    .learn("y", recording)
                    .exclude("x")
                    .build(),
                4)
            .runStreaming();

    assertThat(report.features()).containsExactly("big");
    assertThat(report.unused()).containsExactly("s", "t", "x");
    assertThat(calls).contains("learn [0.0] -> 10.0", "learn [1.0] -> 40.0");
  }

  /** Records its calls; predicts the number of rows that it has learned. */
  private final class Recording implements OnlineModel {
    private long learned;

    @Override
    public double predict(double[] x) {
      return learned;
    }

    @Override
    public void learn(double[] x, double y, double weight) {
      learned++;
      calls.add("learn " + Arrays.toString(x) + " -> " + y);
    }

    @Override
    public void grow(Features features) {
      calls.add("grow " + features.names());
    }

    @Override
    public long retainedBytes() {
      return 8;
    }

    @Override
    public void save(StateWriter out) {
      out.writeLong(learned);
    }

    @Override
    public void load(StateReader in) {
      learned = in.readLong();
    }
  }
}
