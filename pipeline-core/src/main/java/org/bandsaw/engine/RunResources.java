package org.bandsaw.engine;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.bandsaw.data.Schema;
import org.bandsaw.engine.check.PipelineCheck;
import org.bandsaw.engine.commit.CommitParticipant;
import org.bandsaw.engine.commit.LearnerParticipant;
import org.bandsaw.engine.commit.ProcessedChunk;
import org.bandsaw.engine.commit.SinkParticipant;
import org.bandsaw.engine.plan.RunPlan;
import org.bandsaw.engine.plan.RunSettings;
import org.bandsaw.stage.StageChain;
import org.bandsaw.state.StateSnapshot;
import org.bandsaw.trained.TrainedPipeline;

/**
 * The open resources of a stream.
 *
 * @param participants the participants of a commit, in order
 * @param learners the learners among the participants
 * @param sinks the sinks among the participants
 * @param notes remarks about the pipeline for the reader of the report
 */
record RunResources(
    SourceReader source,
    StageChain chain,
    List<CommitParticipant> participants,
    LearnerParticipant learners,
    SinkParticipant sinks,
    List<String> notes) {

  /** Bytes of the static tables of the library's classes. */
  static final long LIBRARY_BYTES = 64 << 10;

  /**
   * Opens the source first and the sinks last, so that an error is found before a file is created.
   */
  static RunResources open(RunPlan plan, RunThreads threads, WorkerThreads workers) {
    RunSettings settings = plan.settings();
    PipelineCheck.requireStreamable(plan.definition());
    SourceReader source = SourceReader.open(plan, threads);
    try {
      Schema input = source.schema();
      PipelineCheck.Result checked =
          PipelineCheck.check(plan.definition(), plan.allowedLeaks(), input);
      StageChain chain =
          StageChain.open(plan.definition().stages(), input, settings.ticker(), workers);
      LearnerParticipant learners =
          LearnerParticipant.open(plan.definition(), chain.output(), settings.ticker());
      SinkParticipant sinks =
          SinkParticipant.open(
              settings.sinks(), chain.output(), learners.predictionColumns(), settings.ticker());
      return new RunResources(
          source, chain, List.of(learners, sinks), learners, sinks, checked.notes());
    } catch (RuntimeException | Error problem) {
      source.abort(problem);
      throw problem;
    }
  }

  /** Commits a chunk in every participant. */
  void commit(ProcessedChunk chunk) {
    for (CommitParticipant participant : participants) {
      participant.commit(chunk);
    }
  }

  /** Returns the bytes of everything that is open, and of the library itself. */
  long retainedBytes() {
    long sum = source.retainedBytes() + chain.retainedBytes() + LIBRARY_BYTES;
    for (CommitParticipant participant : participants) {
      sum += participant.retainedBytes();
    }
    return sum;
  }

  /** Adds the parts of {@link #retainedBytes}, by name. */
  void addMemoryParts(Map<String, Long> parts) {
    parts.put("the reader", source.retainedBytes());
    parts.put("stages", chain.retainedBytes());
    for (CommitParticipant participant : participants) {
      parts.put(participant.name(), participant.retainedBytes());
    }
    parts.put("the library", LIBRARY_BYTES);
  }

  /** Adds the time spent in commits. */
  void addCommitTimes(Map<String, Duration> times) {
    for (CommitParticipant participant : participants) {
      participant.addTimes(times);
    }
  }

  /** Completes the work after the last row and closes everything. */
  void finish() {
    for (CommitParticipant participant : participants) {
      participant.finish();
    }
    source.close();
  }

  /** Closes everything because of a failure. */
  void abort(Throwable problem) {
    for (CommitParticipant participant : participants) {
      participant.abort(problem);
    }
    source.abort(problem);
  }

  /** Returns what has been learned so far. */
  TrainedPipeline trainedPipeline(RunPlan plan, long rows) {
    return new TrainedPipeline(
        plan.definition(),
        chain.input(),
        chain.output(),
        StateSnapshot.of(chain::save),
        learners.trainedModels(),
        rows);
  }
}
