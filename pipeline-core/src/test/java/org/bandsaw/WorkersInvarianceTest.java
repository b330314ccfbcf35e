package org.bandsaw;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import org.bandsaw.control.ChunkPolicy;
import org.bandsaw.control.MemoryBudget;
import org.bandsaw.data.Chunk;
import org.bandsaw.learn.ModelDivergedException;
import org.bandsaw.probe.ResourceProbe;
import org.bandsaw.probe.ResourceReading;
import org.bandsaw.sink.Sinks;
import org.bandsaw.source.Source;
import org.bandsaw.source.Sources;
import org.bandsaw.testkit.FakeProbe;
import org.bandsaw.testkit.ManualTicker;
import org.bandsaw.testkit.TestSources;
import org.bandsaw.trained.TrainedPipeline;
import org.opentest4j.TestAbortedException;

/** The first promise: what a run produces does not depend on the number of its threads. */
class WorkersInvarianceTest {

  private static final int PIPELINES = 250;
  private static final int[] THREADS = {1, 2, 8};

  private static final Map<String, Integer> USED = new TreeMap<>();
  private static int pipelines;
  private static int cut;
  private static int grown;
  private static int filtered;
  private static long splits;

  private static final Path FOLDER = temporaryFolder();

  private static Path temporaryFolder() {
    try {
      return Files.createTempDirectory("workers-invariance");
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
  }

  /** What must be equal; files as the bytes they have. */
  private record Produced(
      String jsonLines,
      String csv,
      TrainedPipeline trained,
      List<StreamReport.Learned> learned,
      StreamReport.RowCounts rows) {}

  @Property(tries = PIPELINES, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
  void randomPipelinesProduceTheSameOnAnyNumberOfThreads(@ForAll long seed) {
    Random random = new Random(seed);
    Chunk rows = RandomRows.of(seed, 20 + random.nextInt(60));
    Pipeline pipeline = RandomPipeline.of(seed, USED);
    Source source =
        pipelines++ % 2 == 0
            ? Sources.csv("rows.csv", () -> new java.io.ByteArrayInputStream(RandomRows.csv(rows)))
                .schema(RandomRows.SCHEMA)
            : TestSources.rows(rows);
    int size = 2 + random.nextInt(40);
    Produced alone =
        orAbandoned(() -> produce(pipeline, source, 1, rows.rowCount(), FakeProbe.calm()));
    filtered += alone.rows().filtered() > 0 ? 1 : 0;
    grown += alone.trained().outputSchema().size() > RandomPipeline.output(pipeline).size() ? 1 : 0;
    boolean worked = false;
    for (int threads : THREADS) {
      for (int chunk : new int[] {3, size, rows.rowCount()}) {
        Seen seen = new Seen(FakeProbe.calm());
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

  /**
   * A learner that diverges on rows that nobody scaled is as it should be, and compares nothing.
   */
  private static Produced orAbandoned(Supplier<Produced> run) {
    try {
      return run.get();
    } catch (ModelDivergedException tooWild) {
      throw new TestAbortedException(tooWild.getMessage(), tooWild);
    }
  }

  @AfterContainer
  static void everythingWasCovered() throws IOException {
    System.out.printf(
        "invariance of workers: %d pipelines, %d cut chunks, %d filtered, %d grew, %d splits%n",
        pipelines, cut, filtered, grown, splits);
    Files.deleteIfExists(FOLDER.resolve("rows.jsonl"));
    Files.deleteIfExists(FOLDER.resolve("rows.csv"));
    Files.delete(FOLDER);
    assertThat(USED)
        .containsKeys("filter", "dropMissing", "derive", "deriveText", "cleanText", "tables")
        .containsKeys("oneHot growing", "rename", "select", "hashEncode", "extractNumber", "onAll")
        .containsKeys("dateParts", "arithmetic", "clip");
    assertThat(cut).isGreaterThan(pipelines / 2);
    assertThat(filtered).isGreaterThan(pipelines / 20);
    assertThat(grown).isGreaterThan(pipelines / 20);
    assertThat(splits).isGreaterThan(pipelines);
  }

  private static Produced produce(
      Pipeline pipeline, Source source, int threads, int size, ResourceProbe probe) {
    Path json = FOLDER.resolve("rows.jsonl");
    Path csv = FOLDER.resolve("rows.csv");
    ManualTicker time = ManualTicker.start();
    Job job =
        pipeline
            .on(source)
            .chunks(ChunkPolicy.fixed(size).maxRetries(100))
            .memory(MemoryBudget.ofMebibytes(1_024))
            .parallelism(threads)
            .leastNanos(0)
            .probe(probe)
            .time(time, time);
    boolean learns = !pipeline.learnings().isEmpty();
    job = job.sink(learns ? Sinks.jsonLines(json).withPrediction() : Sinks.jsonLines(json));
    boolean fixed = !RandomPipeline.output(pipeline).isOpenEnded();
    if (fixed) {
      job = job.sink(learns ? Sinks.csv(csv).withPrediction() : Sinks.csv(csv));
    }
    StreamReport report = job.runStreaming();
    splits += report.chunks().splits();
    return new Produced(
        read(json), fixed ? read(csv) : "", report.trained(), report.learners(), report.rows());
  }

  private static String read(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
  }

  /** Notes whether there were workers, about whom alone it is asked. */
  private static final class Seen implements ResourceProbe {
    private final FakeProbe probe;
    private boolean workers;

    Seen(FakeProbe probe) {
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
