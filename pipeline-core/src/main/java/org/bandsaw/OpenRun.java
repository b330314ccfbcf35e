package org.bandsaw;

import java.util.List;
import java.util.Map;
import org.bandsaw.data.Schema;
import org.bandsaw.stage.StageChain;
import org.bandsaw.state.FrozenState;
import org.bandsaw.trained.TrainedPipeline;
import org.jspecify.annotations.Nullable;

/**
 * What is open while a stream goes on.
 *
 * @param notes what a reader of the report should know of the pipeline
 */
record OpenRun(
    SourceRun source, StageChain chain, LearnGroup learn, SinkGroup sinks, List<String> notes) {

  /** What the library's classes hold in static tables. */
  static final long LIBRARY_BYTES = 64 << 10;

  /**
   * Opens the source first and the sinks last, so that a mistake is found before a file is made.
   */
  static OpenRun of(Job job, RunThreads threads, WorkerThreads workers) {
    Pipeline pipeline = job.pipeline();
    JobSettings settings = job.settings();
    Opening.requireStreamable(pipeline);
    SourceRun source = SourceRun.open(job, threads);
    @Nullable SinkGroup sinks = null;
    try {
      Schema input = source.schema();
      Opening.Checked checked = Opening.check(pipeline, input);
      StageChain chain = StageChain.open(pipeline.stages(), input, settings.ticker(), workers);
      LearnGroup learn = LearnGroup.open(pipeline, chain.output());
      sinks =
          SinkGroup.open(
              settings.sinks(), chain.output(), learn.predictionColumns(), settings.ticker());
      return new OpenRun(source, chain, learn, sinks, checked.notes());
    } catch (RuntimeException | Error problem) {
      SourceRun.closeAfter(problem, source);
      if (sinks != null) {
        SourceRun.closeAfter(problem, sinks);
      }
      throw problem;
    }
  }

  /** Bytes that everything here holds, and the library's own. */
  long retainedBytes() {
    long sum = source.retainedBytes() + chain.retainedBytes();
    return sum + sinks.retainedBytes() + learn.retainedBytes() + LIBRARY_BYTES;
  }

  /** Adds who holds how much of {@link #retainedBytes}. */
  void parts(Map<String, Long> parts) {
    parts.put("the reader", source.retainedBytes());
    parts.put("stages", chain.retainedBytes());
    parts.put("learners", learn.retainedBytes());
    parts.put("sinks", sinks.retainedBytes());
    parts.put("the library", LIBRARY_BYTES);
  }

  /** Closes it behind the last row. */
  void finish() {
    learn.finish();
    sinks.close();
    source.close();
  }

  /** Closes it because of a problem. */
  void closeAfter(Throwable problem) {
    SourceRun.closeAfter(problem, sinks);
    SourceRun.closeAfter(problem, source);
  }

  /** What has been learned so far. */
  TrainedPipeline trained(Pipeline pipeline, long rows) {
    return new TrainedPipeline(
        pipeline.definition(),
        chain.input(),
        chain.output(),
        FrozenState.of(chain::save),
        learn.trained(),
        rows);
  }
}
