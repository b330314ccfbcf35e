package org.bandsaw.stage;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.RowLayout;
import org.bandsaw.data.Schema;
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
    name = ColumnNames.stage(name, template.name() + " on " + columns);
  }

  /** This stage under another name. */
  public OnColumns named(String other) {
    return new OnColumns(ColumnNames.given(other), columns, template);
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
    List<String> on = columns.in(input);
    List<StageRun> runs = opened(template, input, on);
    boolean byRow = runs.stream().allMatch(RowStageRun.class::isInstance);
    return byRow ? new RowRun(template, input, on, runs) : new Run(template, input, on, runs);
  }

  @Override
  public Lineage lineage(Schema input) {
    Lineage lineage = Lineage.passThrough();
    Schema schema = input;
    for (Stage stage : stages(template, columns.in(input))) {
      lineage = lineage.then(stage.lineage(schema));
      schema = stage.open(schema).output();
    }
    return lineage;
  }

  /** Whether this is a run of such a stage of which no part remembers anything. */
  static boolean isStateless(StageRun run) {
    return run instanceof Run on && on.runs.stream().allMatch(Segment::isStateless);
  }

  private static List<Stage> stages(ColumnStage template, List<String> on) {
    return on.isEmpty() ? List.of() : template.on(on);
  }

  private static List<StageRun> opened(ColumnStage template, Schema input, List<String> on) {
    List<StageRun> runs = new ArrayList<>();
    Schema schema = input;
    for (Stage stage : stages(template, on)) {
      StageRun run = stage.open(schema);
      runs.add(run);
      schema = run.output();
    }
    return runs;
  }

  /** One run after the other. */
  private static class Run implements StageRun {

    private final ColumnStage template;
    private final Schema opened;
    private List<String> on;
    private List<StageRun> runs;
    private Schema output;
    private Schema marked;

    Run(ColumnStage template, Schema input, List<String> on, List<StageRun> runs) {
      this.template = template;
      this.opened = input;
      this.on = on;
      this.runs = runs;
      this.output = runs.isEmpty() ? input : runs.get(runs.size() - 1).output();
      this.marked = output;
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
      marked = output;
      runs.forEach(StageRun::mark);
    }

    @Override
    public void rollback() {
      runs.forEach(StageRun::rollback);
      output = marked;
    }

    @Override
    public void clearContext() {
      runs.forEach(StageRun::clearContext);
    }

    @Override
    public void save(StateWriter out) {
      out.version(1).writeInt(on.size());
      on.forEach(out::writeString);
      runs.forEach(out::writePart);
    }

    @Override
    public void load(StateReader in) {
      in.version(1);
      int count = in.count(4);
      List<String> saved = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        String column = in.readString();
        if (!opened.contains(column)) {
          throw new StateCorruptException("there is no column '" + column + "' as was saved");
        }
        saved.add(column);
      }
      on = saved;
      runs = opened(template, opened, saved);
      for (StageRun run : runs) {
        run.load(new StateReader(in.readBytes()));
      }
      apply(Chunk.empty(opened)); // tells each run which columns the ones before it have grown
    }

    @Override
    public long retainedBytes() {
      return runs.stream().mapToLong(StageRun::retainedBytes).sum()
          + runs.size() * StageChain.OBJECTS_OF_A_RUN;
    }

    RowKernel kernels(RowLayout layout) {
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
      return kernels(layout);
    }
  }
}
