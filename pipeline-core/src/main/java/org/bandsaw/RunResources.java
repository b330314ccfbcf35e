package org.bandsaw;

import java.util.List;
import java.util.Map;
import org.bandsaw.data.Schema;
import org.bandsaw.stage.StageChain;
import org.bandsaw.state.StateSnapshot;
import org.bandsaw.trained.TrainedPipeline;
import org.jspecify.annotations.Nullable;

/**
 * What is open while a stream goes on.
 *
 * @param notes what a reader of the report should know of the pipeline
 */
record RunResources(
    SourceRun source,
    StageChain chain,
    LearnerGroup learners,
    SinkGroup sinks,
    List<String> notes) {

  /** What the library's classes hold in static tables. */
  static final long LIBRARY_BYTES = 64 << 10;

  /**
   * Opens the source first and the sinks last, so that a mistake is found before a file is made.
   */
  static RunResources open(Job job, RunThreads threads, WorkerThreads workers) {
    Pipeline pipeline = job.pipeline();
    RunSettings settings = job.settings();
    PipelineCheck.requireStreamable(pipeline);
    SourceRun source = SourceRun.open(job, threads);
    @Nullable SinkGroup sinks = null;
    try {
      Schema input = source.schema();
      PipelineCheck.Result checked = PipelineCheck.check(pipeline, input);
      StageChain chain = StageChain.open(pipeline.stages(), input, settings.ticker(), workers);
      LearnerGroup learn = LearnerGroup.open(pipeline, chain.output());
      sinks =
          SinkGroup.open(
              settings.sinks(), chain.output(), learn.predictionColumns(), settings.ticker());
      return new RunResources(source, chain, learn, sinks, checked.notes());
    } catch (RuntimeException | Error problem) {
      SourceRun.closeAfterFailure(problem, source);
      if (sinks != null) {
        SourceRun.closeAfterFailure(problem, sinks);
      }
      throw problem;
    }
  }

  /** Bytes that everything here holds, and the library's own. */
  long retainedBytes() {
    long sum = source.retainedBytes() + chain.retainedBytes();
    return sum + sinks.retainedBytes() + learners.retainedBytes() + LIBRARY_BYTES;
  }

  /** Adds who holds how much of {@link #retainedBytes}. */
  void addMemoryParts(Map<String, Long> parts) {
    parts.put("the reader", source.retainedBytes());
    parts.put("stages", chain.retainedBytes());
    parts.put("learners", learners.retainedBytes());
    parts.put("sinks", sinks.retainedBytes());
    parts.put("the library", LIBRARY_BYTES);
  }

  /** Closes it behind the last row. */
  void finish() {
    learners.finish();
    sinks.close();
    source.close();
  }

  /** Closes it because of a problem. */
  void closeAfterFailure(Throwable problem) {
    SourceRun.closeAfterFailure(problem, sinks);
    SourceRun.closeAfterFailure(problem, source);
  }

  /** What has been learned so far. */
  TrainedPipeline trainedPipeline(Pipeline pipeline, long rows) {
    return new TrainedPipeline(
        pipeline.definition(),
        chain.input(),
        chain.output(),
        StateSnapshot.of(chain::save),
        learners.trainedModels(),
        rows);
  }
}
