package org.bandsaw;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import org.bandsaw.FaultyStage.Fault;
import org.bandsaw.data.Chunk;
import org.bandsaw.learn.Learners;
import org.bandsaw.source.Source;
import org.bandsaw.source.Sources;
import org.bandsaw.stage.Stage;
import org.bandsaw.testkit.FakeProbe;
import org.bandsaw.testkit.TestSources;

/** Results do not depend on chunk boundaries or on attempts that were rolled back (promise P1). */
class ChunkInvarianceTest {

  private static final int PIPELINES = 1_200;
  private static final int[] SIZES = {1, 2, 3, 7, 16, 100};

  private static final Map<String, Integer> USED = new TreeMap<>();
  private static int pipelines;
  private static int runs;
  private static long splits;
  private static int dynamicPipelines;
  private static int fromText;

  private static final Path FOLDER = RunOutput.temporaryFolder("chunk-invariance");

  private long lastSplits;

  @Property(tries = PIPELINES, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
  void resultsOfRandomPipelinesDoNotDependOnChunksAndRetries(@ForAll long seed) {
    Random random = new Random(seed);
    Chunk rows = RandomRows.of(seed, random.nextInt(70));
    Pipeline pipeline = RandomPipeline.of(seed, USED);
    boolean text = pipelines++ % 2 == 0;
    Source source = text ? csv(rows, seed) : TestSources.rows(rows);
    int all = Math.max(1, rows.rowCount());
    RunOutput whole =
        RunOutput.orAbortIfDiverged(() -> produce(pipeline, source, all, FakeProbe.idle()));
    fromText += text ? 1 : 0;
    dynamicPipelines += whole.hasNewColumns(pipeline) ? 1 : 0;
    for (int size : SIZES) {
      assertThat(produce(pipeline, source, size, FakeProbe.idle()))
          .describedAs("chunks of %d%n%s", size, pipeline)
          .isEqualTo(whole);
      runs++;
    }
    for (int forced = 0; forced < 2; forced++) {
      long attempts = random.nextLong();
      FakeProbe probe =
          FakeProbe.overBudgetAt(attempt -> new Random(attempts + attempt).nextInt(3) == 0);
      int size = 1 + random.nextInt(40);
      assertThat(produce(pipeline, source, size, probe))
          .describedAs("chunks of %d, forced splits%n%s", size, pipeline)
          .isEqualTo(whole);
      runs++;
      splits += lastSplits;
    }
  }

  @AfterContainer
  static void allStagesWereCovered() throws IOException {
    System.out.printf(
        "chunk invariance: %d pipelines (%d from text), %d runs compared, %d splits, %d pipelines"
            + " grew columns%n  pipelines with each stage: %s%n",
        pipelines, fromText, runs, splits, dynamicPipelines, USED);
    RunOutput.remove(FOLDER);
    assertThat(USED.keySet()).isEqualTo(new TreeSet<>(RandomPipeline.kinds()));
    assertThat(USED.values()).allMatch(n -> n >= 50);
    assertThat(pipelines).isGreaterThanOrEqualTo(1_000);
    assertThat(splits).isGreaterThan(pipelines);
    assertThat(dynamicPipelines).isGreaterThan(100);
  }

  private RunOutput produce(Pipeline pipeline, Source source, int size, FakeProbe probe) {
    Job job = RunOutput.job(pipeline, source, size, probe);
    return RunOutput.of(job, FOLDER, n -> lastSplits = n);
  }

  private static Source csv(Chunk rows, long seed) {
    byte[] bytes = RandomRows.csv(rows);
    return Sources.csv("rows.csv", () -> new RandomReadsStream(bytes, seed))
        .schema(RandomRows.SCHEMA)
        .bufferBytes(64 + (int) Math.floorMod(seed, 100L));
  }

  /** Returns a few bytes per read, a different number each time. */
  private static final class RandomReadsStream extends FilterInputStream {
    private final Random random;

    RandomReadsStream(byte[] bytes, long seed) {
      super(new ByteArrayInputStream(bytes));
      random = new Random(seed);
    }

    @Override
    public int read(byte[] to, int from, int count) throws IOException {
      return super.read(to, from, Math.min(count, 1 + random.nextInt(50)));
    }
  }

  // ---- tests of the test: it must detect faulty stages

  @Example
  void aMeanOverTheChunkIsDetected() {
    assertThat(chunkingsAgree(new FaultyStage(Fault.MEAN_OF_CHUNK))).isFalse();
  }

  @Example
  void aWindowThatRestartsWithEachChunkIsDetected() {
    assertThat(chunkingsAgree(new FaultyStage(Fault.WINDOW_NOT_CARRIED))).isFalse();
  }

  @Example
  void aRowThatIsLearnedAgainOnRetryIsDetected() {
    assertThat(retriesAgree(new FaultyStage(Fault.LEARNS_TWICE))).isFalse();
  }

  @Example
  void theStageWithoutAFaultPasses() {
    FaultyStage sound = new FaultyStage(Fault.NONE);
    assertThat(chunkingsAgree(sound)).isTrue();
    assertThat(retriesAgree(sound)).isTrue();
  }

  private boolean chunkingsAgree(Stage stage) {
    Pipeline pipeline = Pipeline.builder().stage(stage).learn("y", Learners.mean()).build();
    Source source = TestSources.rows(RandomRows.of(5, 60));
    RunOutput whole = produce(pipeline, source, 60, FakeProbe.idle());
    List<RunOutput> others = new ArrayList<>();
    for (int size : SIZES) {
      others.add(produce(pipeline, source, size, FakeProbe.idle()));
    }
    return others.stream().allMatch(whole::equals);
  }

  private boolean retriesAgree(Stage stage) {
    Pipeline pipeline = Pipeline.builder().stage(stage).learn("y", Learners.mean()).build();
    Source source = TestSources.rows(RandomRows.of(5, 60));
    RunOutput whole = produce(pipeline, source, 60, FakeProbe.idle());
    return whole.equals(produce(pipeline, source, 60, FakeProbe.overBudgetAt(n -> n == 1)));
  }
}
