package org.bandsaw.stage;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ChunkCursor;
import org.bandsaw.data.Retained;
import org.bandsaw.data.RowLayout;
import org.bandsaw.data.RowView;
import org.bandsaw.data.Schema;
import org.bandsaw.data.SlotView;
import org.jspecify.annotations.Nullable;

/** Keeps the rows for which a condition holds; the others are counted under the stage's name. */
public final class Filter implements Stage {

  private final String name;
  private final Predicate<? super RowView> keep;
  private final List<String> inputs;
  private final int version;

  Filter(String name, Predicate<? super RowView> keep, List<String> inputs, int version) {
    this.name = ColumnNames.given(name);
    this.keep = Objects.requireNonNull(keep, "keep");
    this.inputs = inputs;
    this.version = version;
  }

  /** Declares the columns that the condition reads, which are then looked for when a run opens. */
  public Filter from(String... columns) {
    return new Filter(name, keep, ColumnNames.checked(Arrays.asList(columns)), version);
  }

  /** The same condition in another version of its code. */
  public Filter version(int number) {
    return new Filter(name, keep, inputs, number);
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
    return new Run(keep, input);
  }

  @Override
  public Lineage lineage(Schema input) {
    return Lineage.passThrough();
  }

  @Override
  public String toString() {
    return "filter(" + name + ")";
  }

  private static final class Run implements RowStageRun, StatelessRun {

    private final Predicate<? super RowView> keep;
    private Schema schema;
    private Schema marked;
    private int[] kept = {};
    private @Nullable ChunkCursor cursor;

    Run(Predicate<? super RowView> keep, Schema input) {
      this.keep = keep;
      this.schema = input;
      this.marked = input;
    }

    @Override
    public Schema output() {
      return schema;
    }

    @Override
    public Chunk transform(Chunk chunk) {
      schema = chunk.schema();
      int rows = chunk.rowCount();
      if (kept.length < rows) {
        kept = new int[rows];
      }
      ChunkCursor row = cursor == null ? new ChunkCursor(chunk) : cursor;
      cursor = row;
      row.over(chunk);
      int count = 0;
      for (int i = 0; i < rows; i++) {
        kept[count] = i;
        count += keep.test(row.at(i)) ? 1 : 0;
      }
      row.leave();
      return chunk.keep(kept, count);
    }

    @Override
    public void mark() {
      marked = schema;
    }

    @Override
    public void rollback() {
      schema = marked;
      kept = new int[0];
    }

    @Override
    public long retainedBytes() {
      return Retained.ints(kept.length);
    }

    @Override
    public RowKernel rowKernel(RowLayout layout) {
      SlotView view = new SlotView(layout);
      return row -> keep.test(view.of(row));
    }
  }
}
