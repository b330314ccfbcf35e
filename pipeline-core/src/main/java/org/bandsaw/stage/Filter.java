package org.bandsaw.stage;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ChunkCursor;
import org.bandsaw.data.MemorySizes;
import org.bandsaw.data.MutableRowView;
import org.bandsaw.data.RowLayout;
import org.bandsaw.data.RowView;
import org.bandsaw.data.Schema;
import org.bandsaw.stage.run.ColumnNames;
import org.jspecify.annotations.Nullable;

/** Keeps the rows for which a condition is true. The run counts the others for this stage. */
public final class Filter implements Stage {

  private final String name;
  private final Predicate<? super RowView> predicate;
  private final List<String> inputs;
  private final int version;

  Filter(String name, Predicate<? super RowView> predicate, List<String> inputs, int version) {
    this.name = ColumnNames.requireStageName(name);
    this.predicate = Objects.requireNonNull(predicate, "keep");
    this.inputs = inputs;
    this.version = version;
  }

  /**
   * Declares the columns that the condition reads. The run fails to open if one is absent. Default:
   * not declared.
   */
  public Filter from(String... columns) {
    return new Filter(name, predicate, ColumnNames.requireValid(Arrays.asList(columns)), version);
  }

  /** Sets the version of the condition's code. Default: 1. */
  public Filter version(int number) {
    return new Filter(name, predicate, inputs, number);
  }

  @Override
  public int version() {
    return version;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean isFilter() {
    return true;
  }

  @Override
  public StageRun open(Schema input) {
    for (String column : inputs) {
      input.indexOf(column);
    }
    return new Run(predicate, input);
  }

  @Override
  public Lineage lineage(Schema input) {
    return Lineage.passThrough();
  }

  @Override
  public String toString() {
    return "filter(" + name + ")";
  }

  private static final class Run implements RowStageRun, StatelessRun, ShareableRun {

    private final Predicate<? super RowView> predicate;
    private Schema schema;
    private Schema markedSchema;
    private int[] keptRows = {};
    private @Nullable ChunkCursor cursor;

    Run(Predicate<? super RowView> predicate, Schema input) {
      this.predicate = predicate;
      this.schema = input;
      this.markedSchema = input;
    }

    @Override
    public Run withOwnContext() {
      return new Run(predicate, schema);
    }

    @Override
    public Schema output() {
      return schema;
    }

    @Override
    public Chunk transform(Chunk chunk) {
      schema = chunk.schema();
      int rows = chunk.rowCount();
      if (keptRows.length < rows) {
        keptRows = new int[rows];
      }
      ChunkCursor row = cursor == null ? new ChunkCursor(chunk) : cursor;
      cursor = row;
      row.bind(chunk);
      int count = 0;
      for (int i = 0; i < rows; i++) {
        keptRows[count] = i;
        count += predicate.test(row.at(i)) ? 1 : 0;
      }
      row.release();
      return chunk.selectRows(keptRows, count);
    }

    @Override
    public void mark() {
      markedSchema = schema;
    }

    @Override
    public void rollback() {
      schema = markedSchema;
      keptRows = new int[0];
    }

    @Override
    public long retainedBytes() {
      return MemorySizes.ints(keptRows.length);
    }

    @Override
    public RowKernel rowKernel(RowLayout layout) {
      MutableRowView view = new MutableRowView(layout);
      return row -> predicate.test(view.bind(row));
    }
  }
}
