package org.bandsaw;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bandsaw.control.ChunkPolicy;
import org.bandsaw.control.MemoryBudget;
import org.bandsaw.data.BandsawException;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.Schema;
import org.bandsaw.sink.Sink;
import org.bandsaw.sink.SinkRun;
import org.bandsaw.source.Source;
import org.bandsaw.stage.Stage;

/**
 * Runs a pipeline as a batch again, its source read a few rows at a time and with a thread that
 * reads ahead, and compares all that comes out. Holds the rows of two batches, writes nothing.
 */
final class BatchConsistencyCheck {

  /** A way to read. */
  private record Way(String name, int rows, int threads) {}

  private static final Way FIRST = new Way("a batch read 1000 rows at a time", 1_000, 1);

  private static final List<Way> OTHERS =
      List.of(
          new Way("the same again", 1_000, 1),
          new Way("read 1 row at a time", 1, 1),
          new Way("read 7 rows at a time", 7, 1),
          new Way("read 333 rows at a time, ahead", 333, 2));

  private final Pipeline pipeline;
  private final Source source;

  BatchConsistencyCheck(Pipeline pipeline, Source source) {
    this.pipeline = pipeline;
    this.source = source;
  }

  /** What came out of a batch. */
  private record Outcome(Chunk rows, BatchReport report) {}

  Consistency check() {
    Outcome first = run(pipeline, FIRST);
    for (Way way : OTHERS) {
      Optional<Difference> difference = compare(pipeline, first, way);
      if (difference.isPresent()) {
        return located(difference.get(), way);
      }
    }
    return new Consistency.Equal(OTHERS.size(), first.rows().rowCount());
  }

  private Outcome run(Pipeline part, Way way) {
    Kept kept = new Kept(!part.learnings().isEmpty());
    Job job =
        part.on(source)
            .name("consistency")
            .chunks(ChunkPolicy.fixed(way.rows()))
            .parallelism(way.threads())
            .memory(MemoryBudget.ofShareOfHeap(1))
            .sink(kept);
    BatchReport report = new BatchRun(job, way.rows()).run();
    return new Outcome(kept.rows.get(0), report);
  }

  private Optional<Difference> compare(Pipeline part, Outcome first, Way way) {
    Outcome other;
    try {
      other = run(part, way);
    } catch (BandsawException problem) {
      return Optional.of(new Difference(-1, "all", "", problem.toString()));
    }
    Optional<Difference> rows = Difference.between(first.rows(), other.rows());
    if (rows.isPresent()) {
      return rows;
    }
    if (!first.report().learners().equals(other.report().learners())) {
      return Optional.of(
          new Difference(
              -1,
              "scores",
              first.report().learners().toString(),
              other.report().learners().toString()));
    }
    if (!first.report().trained().equals(other.report().trained())) {
      return Optional.of(
          new Difference(
              -1,
              "trained state",
              first.report().trained().toString(),
              other.report().trained().toString()));
    }
    return Optional.empty();
  }

  /** Names the first step after which the two runs differ. */
  private Consistency located(Difference difference, Way way) {
    String runs = FIRST.name() + " and " + way.name();
    List<Stage> stages = pipeline.stages();
    for (int i = 1; i <= stages.size(); i++) {
      Pipeline part = pipeline.firstSteps(i);
      Optional<Difference> sooner = compare(part, run(part, FIRST), way);
      if (sooner.isPresent()) {
        return sooner.get().said(runs, stages.get(i - 1).name());
      }
    }
    return difference.said(
        runs, pipeline.learnings().isEmpty() ? "the pipeline" : pipeline.learnings().get(0).name());
  }

  /** Keeps a copy of what it is given. */
  private static final class Kept implements Sink, SinkRun {

    private final List<Chunk> rows = new ArrayList<>();
    private final boolean predictions;

    Kept(boolean predictions) {
      this.predictions = predictions;
    }

    @Override
    public String name() {
      return "consistency";
    }

    @Override
    public boolean wantsPrediction() {
      return predictions;
    }

    @Override
    public SinkRun open(Schema schema) {
      return this;
    }

    @Override
    public void write(Chunk chunk) {
      rows.add(chunk.slice(0, chunk.rowCount()));
    }

    @Override
    public long rowsWritten() {
      return rows.stream().mapToLong(Chunk::rowCount).sum();
    }

    @Override
    public void close() {}
  }
}
