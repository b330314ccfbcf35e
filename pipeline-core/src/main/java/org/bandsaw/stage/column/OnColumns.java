package org.bandsaw.stage.column;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.RowLayout;
import org.bandsaw.data.Schema;
import org.bandsaw.stage.BatchOnlyStage;
import org.bandsaw.stage.ColumnStage;
import org.bandsaw.stage.Columns;
import org.bandsaw.stage.Lineage;
import org.bandsaw.stage.ParallelSection;
import org.bandsaw.stage.RowKernel;
import org.bandsaw.stage.RowStageRun;
import org.bandsaw.stage.Stage;
import org.bandsaw.stage.StageChain;
import org.bandsaw.stage.StageRun;
import org.bandsaw.stage.run.ColumnNames;
import org.bandsaw.state.StateCorruptException;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;

/**
 * Does to all columns of a kind what another stage does to its own.
 *
 * <p>The columns are those that are declared when a run opens. They are saved with its state: a
 * trained pipeline works on the columns that it was trained on, also where it is opened on more,
 * because the step that drops some of them has yet to be loaded. Columns that grow while data
 * passes are not among them. Where no column is meant, rows pass unchanged.
 *
 * <p>Missing values, types and what learns from the rows are as the other stage says.
 *
 * @param name the stage's name; empty for {@code standardScale(*) on numbers(-fare)}
 * @param columns which ones
 * @param template what is done; the columns that it names itself are not used
 */
public record OnColumns(String name, Columns columns, ColumnStage template) implements Stage {

  public OnColumns {
    Objects.requireNonNull(columns, "columns");
    Objects.requireNonNull(template, "template");
    if (template instanceof BatchOnlyStage) {
      throw new IllegalArgumentException(
          "stage '"
              + template.name()
              + "' needs whole columns and cannot be put on columns by their kind; name them");
    }
    name = ColumnNames.orDefault(name, template.name() + " on " + columns);
  }

  /** This stage under another name. */
  public OnColumns named(String other) {
    return new OnColumns(ColumnNames.requireStageName(other), columns, template);
  }

  @Override
  public boolean isFilter() {
    return template.isFilter();
  }

  @Override
  public int version() {
    return template.version();
  }

  @Override
  public StageRun open(Schema input) {
    List<String> on = columns.resolve(input);
    List<StageRun> runs = openRuns(template, input, on);
    boolean byRow = runs.stream().allMatch(RowStageRun.class::isInstance);
    return byRow ? new RowRun(template, input, on, runs) : new Run(template, input, on, runs);
  }

  @Override
  public Lineage lineage(Schema input) {
    Lineage lineage = Lineage.passThrough();
    Schema schema = input;
    for (Stage stage : expand(template, columns.resolve(input))) {
      lineage = lineage.andThen(stage.lineage(schema));
      schema = stage.open(schema).output();
    }
    return lineage;
  }

  /** Whether this is a run of such a stage of which no part remembers anything. */
  public static boolean isStateless(StageRun run) {
    return run instanceof Run on && on.runs.stream().allMatch(ParallelSection::isStateless);
  }

  private static List<Stage> expand(ColumnStage template, List<String> on) {
    return on.isEmpty() ? List.of() : template.forColumns(on);
  }

  private static List<StageRun> openRuns(ColumnStage template, Schema input, List<String> on) {
    List<StageRun> runs = new ArrayList<>();
    Schema schema = input;
    for (Stage stage : expand(template, on)) {
      StageRun run = stage.open(schema);
      runs.add(run);
      schema = run.output();
    }
    return runs;
  }

  /** One run after the other. */
  private static class Run implements StageRun {

    private final ColumnStage template;
    private final Schema input;
    private List<String> columns;
    private List<StageRun> runs;
    private Schema output;
    private Schema markedOutput;

    Run(ColumnStage template, Schema input, List<String> on, List<StageRun> runs) {
      this.template = template;
      this.input = input;
      this.columns = on;
      this.runs = runs;
      this.output = runs.isEmpty() ? input : runs.get(runs.size() - 1).output();
      this.markedOutput = output;
    }

    @Override
    public Schema output() {
      return output;
    }

    @Override
    public Chunk process(Chunk chunk) {
      Chunk at = chunk;
      for (StageRun run : runs) {
        at = run.process(at);
      }
      output = at.schema();
      return at;
    }

    @Override
    public Chunk apply(Chunk chunk) {
      Chunk at = chunk;
      for (StageRun run : runs) {
        at = run.apply(at);
      }
      output = at.schema();
      return at;
    }

    @Override
    public void mark() {
      markedOutput = output;
      runs.forEach(StageRun::mark);
    }

    @Override
    public void rollback() {
      runs.forEach(StageRun::rollback);
      output = markedOutput;
    }

    @Override
    public void clearContext() {
      runs.forEach(StageRun::clearContext);
    }

    @Override
    public void save(StateWriter out) {
      out.writeVersion(1).writeInt(columns.size());
      columns.forEach(out::writeString);
      runs.forEach(out::writeNested);
    }

    @Override
    public void load(StateReader in) {
      in.readVersion(1);
      int count = in.readCount(4);
      List<String> saved = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        String column = in.readString();
        if (!input.contains(column)) {
          throw new StateCorruptException("there is no column '" + column + "' as was saved");
        }
        saved.add(column);
      }
      columns = saved;
      runs = openRuns(template, input, saved);
      for (StageRun run : runs) {
        in.readNested(run);
      }
      apply(Chunk.empty(input)); // tells each run which columns the ones before it have grown
    }

    @Override
    public long retainedBytes() {
      return runs.stream().mapToLong(StageRun::retainedBytes).sum()
          + runs.size() * StageChain.RUN_OVERHEAD_BYTES;
    }

    RowKernel combinedKernel(RowLayout layout) {
      RowKernel[] kernels = new RowKernel[runs.size()];
      for (int i = 0; i < kernels.length; i++) {
        kernels[i] = ((RowStageRun) runs.get(i)).rowKernel(layout);
      }
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

  private static final class RowRun extends Run implements RowStageRun {

    RowRun(ColumnStage template, Schema input, List<String> on, List<StageRun> runs) {
      super(template, input, on, runs);
    }

    @Override
    public RowKernel rowKernel(RowLayout layout) {
      return combinedKernel(layout);
    }
  }
}
