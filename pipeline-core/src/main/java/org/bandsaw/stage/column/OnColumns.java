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
import org.bandsaw.stage.NamedStage;
import org.bandsaw.stage.RowKernel;
import org.bandsaw.stage.RowStageRun;
import org.bandsaw.stage.ShareableRun;
import org.bandsaw.stage.Stage;
import org.bandsaw.stage.StageChain;
import org.bandsaw.stage.StageRun;
import org.bandsaw.stage.run.ColumnNames;
import org.bandsaw.state.StateCorruptException;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;

/**
 * The stage of {@link org.bandsaw.stage.Stages#onAll}.
 *
 * <p>The columns are saved with the state of the run: a trained pipeline uses the columns that it
 * was trained on, even if it is opened on more because the stage that drops some of them is not
 * loaded yet.
 *
 * @param name the stage's name; if empty, {@code standardScale(*) on numbers(-fare)}
 * @param columns selects the columns
 * @param template the stage to apply; the columns that it names are ignored
 */
record OnColumns(String name, Columns columns, ColumnStage template) implements NamedStage {

  public OnColumns {
    Objects.requireNonNull(columns, "columns");
    Objects.requireNonNull(template, "template");
    if (template instanceof BatchOnlyStage) {
      throw new IllegalArgumentException(
          "stage '"
              + template.name()
              + "' needs whole columns and cannot be applied to columns by kind; name the columns");
    }
    name = ColumnNames.orDefault(name, template.name() + " on " + columns);
  }

  @Override
  public OnColumns named(String newName) {
    return new OnColumns(ColumnNames.requireStageName(newName), columns, template);
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
    List<String> selected = columns.resolve(input);
    return Run.of(template, input, selected, openRuns(template, input, selected));
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

  private static List<Stage> expand(ColumnStage template, List<String> columns) {
    return columns.isEmpty() ? List.of() : template.forColumns(columns);
  }

  private static List<StageRun> openRuns(ColumnStage template, Schema input, List<String> columns) {
    List<StageRun> runs = new ArrayList<>();
    Schema schema = input;
    for (Stage stage : expand(template, columns)) {
      StageRun run = stage.open(schema);
      runs.add(run);
      schema = run.output();
    }
    return runs;
  }

  /** Applies the runs one after the other. */
  private static class Run implements ShareableRun {

    private final ColumnStage template;
    private final Schema input;
    private List<String> columns;
    private List<StageRun> runs;
    private Schema output;
    private Schema markedOutput;

    static Run of(ColumnStage template, Schema input, List<String> columns, List<StageRun> runs) {
      boolean byRow = runs.stream().allMatch(RowStageRun.class::isInstance);
      return byRow
          ? new RowRun(template, input, columns, runs)
          : new Run(template, input, columns, runs);
    }

    private Run(ColumnStage template, Schema input, List<String> columns, List<StageRun> runs) {
      this.template = template;
      this.input = input;
      this.columns = columns;
      this.runs = runs;
      this.output = runs.isEmpty() ? input : runs.get(runs.size() - 1).output();
      this.markedOutput = output;
    }

    /** A run that is not shareable is copied: opened again and loaded. */
    @Override
    public Run withOwnContext() {
      List<StageRun> others = openRuns(template, input, columns);
      for (int i = 0; i < others.size(); i++) {
        if (runs.get(i) instanceof ShareableRun shareable) {
          others.set(i, shareable.withOwnContext());
        } else {
          StateWriter out = new StateWriter();
          runs.get(i).save(out);
          others.get(i).load(new StateReader(out.toBytes()));
          others.get(i).clearContext();
        }
      }
      Run other = of(template, input, columns, others);
      other.apply(Chunk.empty(input));
      return other;
    }

    @Override
    public Schema output() {
      return output;
    }

    @Override
    public Chunk process(Chunk chunk) {
      Chunk result = chunk;
      for (StageRun run : runs) {
        result = run.process(result);
      }
      output = result.schema();
      return result;
    }

    @Override
    public Chunk apply(Chunk chunk) {
      Chunk result = chunk;
      for (StageRun run : runs) {
        result = run.apply(result);
      }
      output = result.schema();
      return result;
    }

    @Override
    public boolean isStateless() {
      return runs.stream().allMatch(StageRun::isStateless);
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
          throw new StateCorruptException(
              "the saved state needs column '" + column + "', which the input does not have");
        }
        saved.add(column);
      }
      columns = saved;
      runs = openRuns(template, input, saved);
      for (StageRun run : runs) {
        in.readNested(run);
      }
      apply(Chunk.empty(input)); // so that each run resolves the dynamic columns of those before
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

    RowRun(ColumnStage template, Schema input, List<String> columns, List<StageRun> runs) {
      super(template, input, columns, runs);
    }

    @Override
    public RowKernel rowKernel(RowLayout layout) {
      return combinedKernel(layout);
    }
  }
}
