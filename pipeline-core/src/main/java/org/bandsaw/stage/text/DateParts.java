package org.bandsaw.stage.text;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.EpochTime;
import org.bandsaw.data.IntVector;
import org.bandsaw.data.LongVector;
import org.bandsaw.data.MemorySizes;
import org.bandsaw.data.RowLayout;
import org.bandsaw.data.Schema;
import org.bandsaw.data.SchemaException;
import org.bandsaw.data.ValueType;
import org.bandsaw.data.Vector;
import org.bandsaw.stage.DatePart;
import org.bandsaw.stage.Lineage;
import org.bandsaw.stage.NamedStage;
import org.bandsaw.stage.RowKernel;
import org.bandsaw.stage.RowStageRun;
import org.bandsaw.stage.ShareableRun;
import org.bandsaw.stage.StageRun;
import org.bandsaw.stage.StatelessRun;
import org.bandsaw.stage.run.ColumnMapping;
import org.bandsaw.stage.run.ColumnNames;

/**
 * The stage of {@link org.bandsaw.stage.Stages#dateParts}.
 *
 * @param name the stage's name; if empty, {@code dateParts(pickup)}
 * @param column of type DATE, DATE_TIME or INSTANT
 * @param parts at least one, without duplicates
 */
record DateParts(String name, String column, List<DatePart> parts) implements NamedStage {

  public DateParts {
    ColumnNames.requireValid(column);
    parts = List.copyOf(parts);
    if (parts.isEmpty() || new HashSet<>(parts).size() < parts.size()) {
      throw new IllegalArgumentException(
          "at least one part is needed, each at most once; given are " + parts);
    }
    name = ColumnNames.orDefault(name, ColumnNames.formatCall("dateParts", List.of(column)));
  }

  @Override
  public DateParts named(String newName) {
    return new DateParts(ColumnNames.requireStageName(newName), column, parts);
  }

  private void check(ValueType type) {
    boolean isMoment = type == ValueType.DATE_TIME || type == ValueType.INSTANT;
    if (!isMoment && type != ValueType.DATE) {
      throw typeError(type, "a date or time is needed. Declare it as one in the source schema");
    }
    for (DatePart part : parts) {
      if (DateFields.isTimeOfDay(part) && !isMoment) {
        throw typeError(type, "a date has no " + part + "; leave that part out");
      }
    }
  }

  private SchemaException typeError(ValueType type, String requirement) {
    String problem = "column '" + column + "' is " + type + "; " + requirement;
    return new SchemaException("", column, type.name(), List.of(), problem);
  }

  private List<String> outputColumns() {
    return parts.stream().map(this::columnName).toList();
  }

  private String columnName(DatePart part) {
    return column + "_" + part.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public StageRun open(Schema input) {
    return Run.open(this, input);
  }

  @Override
  public Lineage lineage(Schema input) {
    Lineage lineage = Lineage.passThrough();
    for (DatePart part : parts) {
      lineage = lineage.withDerived(columnName(part), column);
    }
    return lineage;
  }

  private static final class Run implements RowStageRun, StatelessRun, ShareableRun {

    private final DateParts stage;
    private final DatePart[] parts;
    private final List<String> outputColumns;
    private final ColumnMapping mapping;
    private int[][] columns;

    static Run open(DateParts stage, Schema input) {
      stage.check(input.typeOf(stage.column));
      List<String> names = stage.outputColumns();
      ColumnSpec[] specs = names.stream().map(ColumnSpec::integer).toArray(ColumnSpec[]::new);
      return new Run(
          stage,
          names,
          new ColumnMapping(input, List.of(stage.column), names, schema -> schema.with(specs)));
    }

    private Run(DateParts stage, List<String> outputColumns, ColumnMapping mapping) {
      this.stage = stage;
      this.outputColumns = outputColumns;
      this.mapping = mapping;
      parts = stage.parts.toArray(DatePart[]::new);
      columns = new int[parts.length][0];
    }

    @Override
    public Run withOwnContext() {
      return new Run(stage, outputColumns, mapping.copy());
    }

    @Override
    public Schema output() {
      return mapping.output();
    }

    @Override
    public Chunk transform(Chunk chunk) {
      mapping.resolve(chunk.schema());
      int rows = chunk.rowCount();
      Vector moments = chunk.vector(mapping.inputIndex(0));
      Vector[] vectors = new Vector[parts.length];
      for (int i = 0; i < parts.length; i++) {
        if (columns[i].length < rows) {
          columns[i] = new int[rows];
        }
        if (moments instanceof IntVector dates) {
          fillFromDates(dates.array(), columns[i], rows, parts[i]);
        } else {
          fillFromMicros(((LongVector) moments).array(), columns[i], rows, parts[i]);
        }
        vectors[i] = IntVector.wrap(ValueType.INT, columns[i], rows);
      }
      return mapping.outputChunk(chunk, vectors);
    }

    private static void fillFromDates(int[] days, int[] to, int rows, DatePart part) {
      for (int i = 0; i < rows; i++) {
        to[i] =
            days[i] == IntVector.MISSING ? IntVector.MISSING : DateFields.extract(part, days[i], 0);
      }
    }

    private static void fillFromMicros(long[] micros, int[] to, int rows, DatePart part) {
      for (int i = 0; i < rows; i++) {
        to[i] =
            micros[i] == LongVector.MISSING ? IntVector.MISSING : extractMicros(part, micros[i]);
      }
    }

    private static int extractMicros(DatePart part, long micros) {
      return DateFields.extract(
          part,
          Math.floorDiv(micros, EpochTime.MICROS_PER_DAY),
          Math.floorMod(micros, EpochTime.MICROS_PER_DAY));
    }

    @Override
    public void mark() {
      mapping.mark();
    }

    @Override
    public void rollback() {
      mapping.rollback();
      columns = new int[parts.length][0];
    }

    @Override
    public long retainedBytes() {
      long sum = 0;
      for (int[] column : columns) {
        sum += MemorySizes.ints(column.length);
      }
      return sum;
    }

    @Override
    public RowKernel rowKernel(RowLayout layout) {
      int from = layout.slot(stage.column);
      boolean isDate = layout.type(stage.column) == ValueType.DATE;
      layout.advance(mapping.outputFor(layout.schema()));
      int[] to = layout.slots(outputColumns);
      return row -> {
        long moment = row.longs()[from];
        for (int i = 0; i < to.length; i++) {
          if (moment == LongVector.MISSING) {
            row.numbers()[to[i]] = Double.NaN;
          } else {
            row.numbers()[to[i]] =
                isDate ? DateFields.extract(parts[i], moment, 0) : extractMicros(parts[i], moment);
          }
        }
        return true;
      };
    }
  }
}
