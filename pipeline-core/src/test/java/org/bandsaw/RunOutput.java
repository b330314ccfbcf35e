package org.bandsaw;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.bandsaw.budget.ChunkPolicy;
import org.bandsaw.budget.MemoryBudget;
import org.bandsaw.learn.ModelDivergedException;
import org.bandsaw.probe.ResourceProbe;
import org.bandsaw.report.StreamReport;
import org.bandsaw.sink.Sinks;
import org.bandsaw.source.Source;
import org.bandsaw.testkit.ManualTicker;
import org.bandsaw.trained.TrainedPipeline;
import org.opentest4j.TestAbortedException;

/**
 * The results of a run that must not depend on how it is run; files as text of one char per byte.
 */
record RunOutput(
    String jsonLines,
    String csv,
    TrainedPipeline trained,
    List<StreamReport.LearnerResult> learners,
    StreamReport.RowCounts rows) {

  private static final String JSON = "rows.jsonl";
  private static final String CSV = "rows.csv";

  /** Returns a job with ample memory and fixed chunks that may be split down to one row. */
  static Job job(Pipeline pipeline, Source source, int size, ResourceProbe probe) {
    ManualTicker time = ManualTicker.start();
    return pipeline
        .on(source)
        .chunks(ChunkPolicy.fixed(size).maxRetries(100))
        .memory(MemoryBudget.ofMebibytes(1_024))
        .probe(probe)
        .time(time, time);
  }

  /** Runs a job that writes to a folder; the consumer receives the number of splits. */
  static RunOutput of(Job job, Path folder, LongConsumer splits) {
    Pipeline pipeline = job.pipeline();
    Path json = folder.resolve(JSON);
    Path csv = folder.resolve(CSV);
    boolean learns = !pipeline.learners().isEmpty();
    Job writing = job.sink(learns ? Sinks.jsonLines(json).withPrediction() : Sinks.jsonLines(json));
    boolean fixed = !RandomPipeline.output(pipeline).isOpenEnded();
    if (fixed) {
      writing = writing.sink(learns ? Sinks.csv(csv).withPrediction() : Sinks.csv(csv));
    }
    StreamReport report = writing.runStreaming();
    splits.accept(report.chunks().splits());
    return new RunOutput(
        read(json), fixed ? read(csv) : "", report.trained(), report.learners(), report.rows());
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
  }

  /** Skips the test if a learner diverges, which it may on rows that are not scaled. */
  static RunOutput orAbortIfDiverged(Supplier<RunOutput> run) {
    try {
      return run.get();
    } catch (ModelDivergedException diverged) {
      throw new TestAbortedException(diverged.getMessage(), diverged);
    }
  }

  /** Returns whether dynamic columns appeared. */
  boolean hasNewColumns(Pipeline pipeline) {
    return trained.outputSchema().size() > RandomPipeline.output(pipeline).size();
  }

  /** Creates a folder for {@link #of}. */
  static Path temporaryFolder(String name) {
    try {
      return Files.createTempDirectory(name);
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
  }

  /** Deletes a folder and its files. */
  static void remove(Path folder) throws IOException {
    Files.deleteIfExists(folder.resolve(JSON));
    Files.deleteIfExists(folder.resolve(CSV));
    Files.delete(folder);
  }
}
