package org.bandsaw.stage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.RowLayout;
import org.bandsaw.data.Schema;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;

/** Stages one after another as one stage, to see how they take columns that grow before them. */
record Chain(List<Stage> stages) implements Stage {

  static Chain of(Stage... stages) {
    return new Chain(Arrays.asList(stages));
  }

  @Override
  public String name() {
    return stages.stream().map(Stage::name).toList().toString();
  }

  @Override
  public boolean isFilter() {
    return stages.stream().anyMatch(Stage::isFilter);
  }

  @Override
  public StageRun open(Schema input) {
    List<RowStageRun> runs = new ArrayList<>();
    Schema schema = input;
    for (Stage stage : stages) {
      RowStageRun run = (RowStageRun) stage.open(schema);
      runs.add(run);
      schema = run.output();
    }
    return new Run(input, runs);
  }

  private record Run(Schema input, List<RowStageRun> runs) implements RowStageRun {

    @Override
    public Schema output() {
      return runs.get(runs.size() - 1).output();
    }

    @Override
    public Chunk process(Chunk chunk) {
      Chunk at = chunk;
      for (StageRun run : runs) {
        at = run.process(at);
      }
      return at;
    }

    @Override
    public Chunk apply(Chunk chunk) {
      Chunk at = chunk;
      for (StageRun run : runs) {
        at = run.apply(at);
      }
      return at;
    }

    @Override
    public void mark() {
      runs.forEach(StageRun::mark);
    }

    @Override
    public void rollback() {
      runs.forEach(StageRun::rollback);
    }

    @Override
    public void clearContext() {
      runs.forEach(StageRun::clearContext);
    }

    @Override
    public void save(StateWriter out) {
      runs.forEach(run -> run.save(out));
    }

    /** A chunk of no rows tells each stage which columns the ones before it have grown. */
    @Override
    public void load(StateReader in) {
      runs.forEach(run -> run.load(in));
      apply(TripRows.of(0, 1));
    }

    @Override
    public long retainedBytes() {
      return runs.stream().mapToLong(StageRun::retainedBytes).sum()
          + runs.size() * StageChain.RUN_OVERHEAD_BYTES;
    }

    @Override
    public RowKernel rowKernel(RowLayout layout) {
      List<RowKernel> kernels = runs.stream().map(run -> run.rowKernel(layout)).toList();
      return row -> {
        for (RowKernel kernel : kernels) {
          if (!kernel.apply(row)) {
            return false;
          }
        }
        return true;
      };
    }
  }
}
