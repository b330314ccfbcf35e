package org.bandsaw.stage;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ChunkCursor;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.Dictionary;
import org.bandsaw.data.MemorySizes;
import org.bandsaw.data.MutableRowView;
import org.bandsaw.data.RowLayout;
import org.bandsaw.data.RowView;
import org.bandsaw.data.Schema;
import org.bandsaw.data.StringVector;
import org.bandsaw.stage.run.ColumnMapping;
import org.bandsaw.stage.run.ColumnNames;
import org.jspecify.annotations.Nullable;

/**
 * Computes a column of text from each row. Null and the empty text mean missing. An existing column
 * of the same name is replaced at its position, whatever its type.
 */
public final class DeriveText implements NamedStage {

  private final String name;
  private final String column;
  private final Function<? super RowView, @Nullable String> value;
  private final @Nullable List<String> inputs;
  private final int version;

  DeriveText(
      String name,
      String column,
      Function<? super RowView, @Nullable String> value,
      @Nullable List<String> inputs,
      int version) {
    this.name = ColumnNames.requireStageName(name);
    this.column = ColumnNames.requireValid(column);
    this.value = Objects.requireNonNull(value, "value");
    this.inputs = inputs;
    this.version = version;
  }

  /**
   * Declares the columns that the function reads. Default: not declared, the lineage is unknown.
   */
  public DeriveText from(String... columns) {
    List<String> read = ColumnNames.requireValid(Arrays.asList(columns));
    return new DeriveText(name, column, value, read, version);
  }

  /** Sets the version of the function's code. Default: 1. */
  public DeriveText version(int number) {
    return new DeriveText(name, column, value, inputs, number);
  }

  @Override
  public DeriveText named(String newName) {
    return new DeriveText(newName, column, value, inputs, version);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int version() {
    return version;
  }

  /** Returns the column that is made. */
  public ColumnSpec column() {
    return ColumnSpec.text(column);
  }

  @Override
  public StageRun open(Schema input) {
    return Run.open(this, input);
  }

  @Override
  public Lineage lineage(Schema input) {
    return inputs == null
        ? Lineage.unknown()
        : Lineage.passThrough().withDerived(column, inputs.toArray(String[]::new));
  }

  @Override
  public String toString() {
    return "deriveText(" + column + ")";
  }

  private static final class Run implements RowStageRun, StatelessRun, ShareableRun {

    private static final int MAX_TEXTS = 1 << 15;
    private static final long MAX_BYTES = 1L << 22;

    private final DeriveText stage;
    private final ColumnMapping mapping;
    private Dictionary dictionary = new Dictionary();
    private int[] codes = {};
    private @Nullable ChunkCursor cursor;

    static Run open(DeriveText stage, Schema input) {
      boolean replaces = input.contains(stage.column);
      return new Run(
          stage,
          new ColumnMapping(
              input,
              stage.inputs == null ? List.of() : stage.inputs,
              List.of(stage.column),
              schema -> ColumnMapping.withColumn(schema, stage.column(), replaces)));
    }

    private Run(DeriveText stage, ColumnMapping mapping) {
      this.stage = stage;
      this.mapping = mapping;
    }

    @Override
    public Run withOwnContext() {
      return new Run(stage, mapping.copy());
    }

    @Override
    public Schema output() {
      return mapping.output();
    }

    @Override
    public Chunk transform(Chunk chunk) {
      mapping.resolve(chunk.schema());
      int rows = chunk.rowCount();
      if (codes.length < rows) {
        codes = new int[rows];
      }
      if (dictionary.size() > MAX_TEXTS || dictionary.retainedBytes() > MAX_BYTES) {
        dictionary = new Dictionary(); // codes are not visible outside: replaced at any chunk
      }
      ChunkCursor row = cursor == null ? new ChunkCursor(chunk) : cursor;
      cursor = row;
      row.bind(chunk);
      for (int i = 0; i < rows; i++) {
        String text = stage.value.apply(row.at(i));
        codes[i] = text == null ? Dictionary.MISSING : dictionary.getOrAdd(text);
      }
      row.release();
      return mapping.outputChunk(chunk, StringVector.wrap(codes, rows, dictionary));
    }

    @Override
    public void mark() {
      mapping.mark();
    }

    @Override
    public void rollback() {
      mapping.rollback();
      codes = new int[0];
      dictionary = new Dictionary();
    }

    @Override
    public long retainedBytes() {
      return MemorySizes.ints(codes.length) + dictionary.retainedBytes();
    }

    @Override
    public RowKernel rowKernel(RowLayout layout) {
      MutableRowView view = new MutableRowView(layout);
      layout.advance(mapping.outputFor(layout.schema()));
      int slot = layout.slot(stage.column);
      return row -> {
        String text = stage.value.apply(view.bind(row));
        row.texts()[slot] = text == null ? "" : text;
        return true;
      };
    }
  }
}
