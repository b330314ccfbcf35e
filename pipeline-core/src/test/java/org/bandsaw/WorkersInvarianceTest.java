package org.bandsaw;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import org.bandsaw.data.Chunk;
import org.bandsaw.probe.ResourceProbe;
import org.bandsaw.probe.ResourceReading;
import org.bandsaw.source.Source;
import org.bandsaw.source.Sources;
import org.bandsaw.testkit.FakeProbe;
import org.bandsaw.testkit.TestSources;

/** Results do not depend on the number of threads (promise P1). */
class WorkersInvarianceTest {

  private static final int PIPELINES = 250;
  private static final int[] THREADS = {1, 2, 8};

  private static final Map<String, Integer> USED = new TreeMap<>();
  private static int pipelines;
  private static int cut;
  private static int dynamicPipelines;
  private static int filtered;
  private static long splits;

  private static final Path FOLDER = RunOutput.temporaryFolder("workers-invariance");

  @Property(tries = PIPELINES, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
  void resultsOfRandomPipelinesDoNotDependOnTheNumberOfThreads(@ForAll long seed) {
    Random random = new Random(seed);
    Chunk rows = RandomRows.of(seed, 20 + random.nextInt(60));
    Pipeline pipeline = RandomPipeline.of(seed, USED);
    Source source =
        pipelines++ % 2 == 0
            ? Sources.csv("rows.csv", () -> new java.io.ByteArrayInputStream(RandomRows.csv(rows)))
                .schema(RandomRows.SCHEMA)
            : TestSources.rows(rows);
    int size = 2 + random.nextInt(40);
    RunOutput alone =
        RunOutput.orAbortIfDiverged(
            () -> produce(pipeline, source, 1, rows.rowCount(), FakeProbe.idle()));
    filtered += alone.rows().filtered() > 0 ? 1 : 0;
    dynamicPipelines += alone.hasNewColumns(pipeline) ? 1 : 0;
    boolean worked = false;
    for (int threads : THREADS) {
      for (int chunk : new int[] {3, size, rows.rowCount()}) {
        WorkerRecordingProbe seen = new WorkerRecordingProbe(FakeProbe.idle());
        assertThat(produce(pipeline, source, threads, chunk, seen))
            .describedAs("%d threads, chunks of %d%n%s", threads, chunk, pipeline)
            .isEqualTo(alone);
        worked |= seen.workers;
      }
    }
    cut += worked ? 1 : 0;
    long attempts = random.nextLong();
    FakeProbe over =
        FakeProbe.overBudgetAt(attempt -> new Random(attempts + attempt).nextInt(3) == 0);
    assertThat(produce(pipeline, source, 3, size, over))
        .describedAs("3 threads, chunks of %d, forced splits%n%s", size, pipeline)
        .isEqualTo(alone);
  }

  @AfterContainer
  static void allStagesWereCovered() throws IOException {
    System.out.printf(
        "invariance of workers: %d pipelines, %d cut chunks, %d filtered, %d grew, %d splits%n",
        pipelines, cut, filtered, dynamicPipelines, splits);
    RunOutput.remove(FOLDER);
    assertThat(USED)
        .containsKeys("filter", "dropMissing", "derive", "deriveText", "cleanText", "tables")
        .containsKeys("oneHot growing", "rename", "select", "hashEncode", "extractNumber", "onAll")
        .containsKeys("dateParts", "arithmetic", "clip");
    assertThat(cut).isGreaterThan(pipelines / 2);
    assertThat(filtered).isGreaterThan(pipelines / 20);
    assertThat(dynamicPipelines).isGreaterThan(pipelines / 20);
    assertThat(splits).isGreaterThan(pipelines);
  }

  private static RunOutput produce(
      Pipeline pipeline, Source source, int threads, int size, ResourceProbe probe) {
    Job job = RunOutput.job(pipeline, source, size, probe).parallelism(threads).minParallelNanos(0);
    return RunOutput.of(job, FOLDER, n -> splits += n);
  }

  /** Records whether there were workers: it is only called for their allocations. */
  private static final class WorkerRecordingProbe implements ResourceProbe {
    private final FakeProbe probe;
    private boolean workers;

    WorkerRecordingProbe(FakeProbe probe) {
      this.probe = probe;
    }

    @Override
    public OptionalLong threadAllocatedBytes() {
      return probe.threadAllocatedBytes();
    }

    @Override
    public OptionalLong allocatedBytes(Collection<Thread> threads) {
      workers = true;
      return probe.allocatedBytes(threads);
    }

    @Override
    public ResourceReading read() {
      return probe.read();
    }
  }
}
