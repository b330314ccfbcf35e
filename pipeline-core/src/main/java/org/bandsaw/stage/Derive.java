package org.bandsaw.stage;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import org.bandsaw.data.BadDataException;
import org.bandsaw.data.BooleanVector;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ChunkCursor;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.DoubleFormatter;
import org.bandsaw.data.IntVector;
import org.bandsaw.data.LongVector;
import org.bandsaw.data.MutableRowView;
import org.bandsaw.data.RowLayout;
import org.bandsaw.data.RowView;
import org.bandsaw.data.Schema;
import org.bandsaw.data.SourceLocation;
import org.bandsaw.data.ValueType;
import org.bandsaw.data.Vector;
import org.bandsaw.stage.run.ColumnMapping;
import org.bandsaw.stage.run.ColumnNames;
import org.bandsaw.stage.run.NumericBuffer;
import org.bandsaw.stage.run.RunState;
import org.bandsaw.stage.run.StatelessComposedRun;
import org.jspecify.annotations.Nullable;

/**
 * Computes a column from each row. NaN means missing. An existing column of the same name is
 * replaced at its position, whatever its type.
 *
 * <p>A value that an integer or boolean column cannot hold exactly (2.5, or 7 for a boolean) causes
 * a {@link BadDataException}.
 */
public final class Derive implements NamedStage {

  private final String name;
  private final ColumnSpec column;
  private final ToDoubleFunction<? super RowView> value;
  private final @Nullable List<String> inputs;
  private final int version;

  Derive(
      String name,
      ColumnSpec column,
      ToDoubleFunction<? super RowView> value,
      @Nullable List<String> inputs,
      int version) {
    this.name = ColumnNames.requireStageName(name);
    this.column = Objects.requireNonNull(column, "column");
    this.value = Objects.requireNonNull(value, "value");
    this.inputs = inputs;
    this.version = version;
    if (!column.type().isFeature()) {
      throw new IllegalArgumentException(
          "column '"
              + column.name()
              + "' is "
              + column.type()
              + "; derive makes numbers and booleans. Use deriveText for text");
    }
  }

  /**
   * Declares the columns that the function reads. Default: not declared, the lineage is unknown.
   */
  public Derive from(String... columns) {
    return new Derive(
        name, column, value, ColumnNames.requireValid(Arrays.asList(columns)), version);
  }

  /** Sets the version of the function's code. Default: 1. */
  public Derive version(int number) {
    return new Derive(name, column, value, inputs, number);
  }

  @Override
  public Derive named(String newName) {
    return new Derive(newName, column, value, inputs, version);
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
    return column;
  }

  @Override
  public StageRun open(Schema input) {
    return Run.open(this, input);
  }

  @Override
  public Lineage lineage(Schema input) {
    return inputs == null
        ? Lineage.unknown()
        : Lineage.passThrough().withDerived(column.name(), inputs.toArray(String[]::new));
  }

  @Override
  public String toString() {
    return "derive(" + column + ")";
  }

  private static final class Run implements RowStageRun, StatelessComposedRun, ShareableRun {

    private final Derive stage;
    private final ValueType type;
    private final RunState state = new RunState();
    private final ColumnMapping mapping;
    private final NumericBuffer numbers;
    private @Nullable ChunkCursor cursor;

    static Run open(Derive stage, Schema input) {
      boolean replaces = input.contains(stage.column.name());
      return new Run(
          stage,
          new ColumnMapping(
              input,
              stage.inputs == null ? List.of() : stage.inputs,
              List.of(stage.column.name()),
              schema -> ColumnMapping.withColumn(schema, stage.column, replaces)));
    }

    private Run(Derive stage, ColumnMapping mapping) {
      this.stage = stage;
      this.type = stage.column.type();
      this.mapping = state.add(mapping);
      numbers = state.add(new NumericBuffer());
    }

    @Override
    public Run withOwnContext() {
      return new Run(stage, mapping.copy());
    }

    @Override
    public RunState state() {
      return state;
    }

    @Override
    public Schema output() {
      return mapping.output();
    }

    @Override
    public Chunk transform(Chunk chunk) {
      mapping.resolve(chunk.schema());
      int rows = chunk.rowCount();
      ChunkCursor row = cursor == null ? new ChunkCursor(chunk) : cursor;
      cursor = row;
      row.bind(chunk);
      double[] values = numbers.resultArray(rows);
      for (int i = 0; i < rows; i++) {
        values[i] = stage.value.applyAsDouble(row.at(i));
      }
      row.release();
      return mapping.outputChunk(
          chunk, type == ValueType.DOUBLE ? numbers.result(rows) : narrow(chunk));
    }

    private Vector narrow(Chunk chunk) {
      int rows = chunk.rowCount();
      double[] values = numbers.resultArray(rows);
      for (int i = 0; i < rows; i++) {
        check(values[i], chunk.sourceRow(i));
      }
      switch (type) {
        case INT -> {
          int[] ints = new int[rows];
          for (int i = 0; i < rows; i++) {
            ints[i] = Double.isNaN(values[i]) ? IntVector.MISSING : (int) values[i];
          }
          return IntVector.wrap(ValueType.INT, ints, rows);
        }
        case LONG -> {
          long[] longs = new long[rows];
          for (int i = 0; i < rows; i++) {
            longs[i] = Double.isNaN(values[i]) ? LongVector.MISSING : (long) values[i];
          }
          return LongVector.wrap(ValueType.LONG, longs, rows);
        }
        default -> {
          byte[] bytes = new byte[rows];
          for (int i = 0; i < rows; i++) {
            bytes[i] = Double.isNaN(values[i]) ? BooleanVector.MISSING : (byte) values[i];
          }
          return BooleanVector.wrap(bytes, rows);
        }
      }
    }

    private void check(double found, long sourceRow) {
      boolean fits =
          switch (type) {
            case INT -> (int) found == found && found != IntVector.MISSING;
            case LONG -> (long) found == found && Math.abs(found) < 0x1p63;
            case BOOLEAN -> found == 0 || found == 1;
            default -> true;
          };
      if (!fits && !Double.isNaN(found)) {
        String text = DoubleFormatter.format(found);
        throw new BadDataException(
            new SourceLocation("stage '" + stage.name + "'", 0, sourceRow, stage.column.name()),
            text,
            text
                + " cannot be held by a column of type "
                + type
                + "; round it in the function, or declare the column DOUBLE");
      }
    }

    @Override
    public RowKernel rowKernel(RowLayout layout) {
      MutableRowView view = new MutableRowView(layout);
      layout.advance(mapping.outputFor(layout.schema()));
      int slot = layout.slot(stage.column.name());
      return row -> {
        double made = stage.value.applyAsDouble(view.bind(row));
        check(made, row.sourceRow());
        if (type == ValueType.LONG) {
          row.longs()[slot] = Double.isNaN(made) ? LongVector.MISSING : (long) made;
        } else {
          // an int has no negative zero
          row.numbers()[slot] = type == ValueType.DOUBLE ? made : made + 0.0;
        }
        return true;
      };
    }
  }
}
