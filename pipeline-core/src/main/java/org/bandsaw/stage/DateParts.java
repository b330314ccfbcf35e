package org.bandsaw.stage;

import java.util.HashSet;
import java.util.List;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.IntVector;
import org.bandsaw.data.LongVector;
import org.bandsaw.data.Retained;
import org.bandsaw.data.RowLayout;
import org.bandsaw.data.Schema;
import org.bandsaw.data.SchemaException;
import org.bandsaw.data.Times;
import org.bandsaw.data.ValueType;
import org.bandsaw.data.Vector;

/**
 * Parts of a date or time in new columns such as {@code pickup_hour}, as INT. Instants are taken in
 * UTC, dates and times as they stand. Where the moment is missing its parts are.
 *
 * @param name the stage's name; empty for {@code dateParts(pickup)}
 * @param column one of dates, date-times or instants
 * @param parts at least one, none twice; of a date no hour and no minute
 */
public record DateParts(String name, String column, List<DatePart> parts) implements Stage {

  public DateParts {
    ColumnNames.checked(column);
    parts = List.copyOf(parts);
    if (parts.isEmpty() || new HashSet<>(parts).size() < parts.size()) {
      throw new IllegalArgumentException("name at least one part, and none twice: " + parts);
    }
    name = ColumnNames.stage(name, ColumnNames.call("dateParts", List.of(column)));
  }

  /** This stage under another name. */
  public DateParts named(String other) {
    return new DateParts(ColumnNames.given(other), column, parts);
  }

  private String made(DatePart part) {
    return column + "_" + part.word();
  }

  @Override
  public StageRun open(Schema input) {
    return new Run(this, input);
  }

  @Override
  public Lineage lineage(Schema input) {
    Lineage lineage = Lineage.passThrough();
    for (DatePart part : parts) {
      lineage = lineage.making(made(part), column);
    }
    return lineage;
  }

  private static final class Run implements RowStageRun, StatelessRun {

    private final DateParts stage;
    private final DatePart[] parts;
    private final List<String> made;
    private final Shape shape;
    private int[][] columns;

    Run(DateParts stage, Schema input) {
      this.stage = stage;
      parts = stage.parts.toArray(DatePart[]::new);
      made = stage.parts.stream().map(stage::made).toList();
      columns = new int[parts.length][0];
      check(input.typeOf(stage.column));
      ColumnSpec[] specs = made.stream().map(ColumnSpec::integer).toArray(ColumnSpec[]::new);
      shape = new Shape(input, List.of(stage.column), made, schema -> schema.with(specs));
    }

    private void check(ValueType type) {
      boolean isMoment = type == ValueType.DATE_TIME || type == ValueType.INSTANT;
      if (!isMoment && type != ValueType.DATE) {
        throw refused(type, "a date or time is needed. Declare it so in the source schema");
      }
      for (DatePart part : parts) {
        if (part.isOfDay() && !isMoment) {
          throw refused(type, "a date has no " + part + "; leave that part out");
        }
      }
    }

    private SchemaException refused(ValueType type, String need) {
      String problem = "column '" + stage.column + "' is " + type + "; " + need;
      return new SchemaException("", stage.column, type.name(), List.of(), problem);
    }

    @Override
    public Schema output() {
      return shape.output();
    }

    @Override
    public Chunk transform(Chunk chunk) {
      shape.over(chunk.schema());
      int rows = chunk.rowCount();
      Vector moments = chunk.vector(shape.read(0));
      Vector[] vectors = new Vector[parts.length];
      for (int i = 0; i < parts.length; i++) {
        if (columns[i].length < rows) {
          columns[i] = new int[rows];
        }
        if (moments instanceof IntVector dates) {
          fromDates(dates.array(), columns[i], rows, parts[i]);
        } else {
          fromMicros(((LongVector) moments).array(), columns[i], rows, parts[i]);
        }
        vectors[i] = IntVector.wrap(ValueType.INT, columns[i], rows);
      }
      return shape.chunk(chunk, vectors);
    }

    private static void fromDates(int[] days, int[] to, int rows, DatePart part) {
      for (int i = 0; i < rows; i++) {
        to[i] = days[i] == IntVector.MISSING ? IntVector.MISSING : part.of(days[i], 0);
      }
    }

    private static void fromMicros(long[] micros, int[] to, int rows, DatePart part) {
      for (int i = 0; i < rows; i++) {
        to[i] = micros[i] == LongVector.MISSING ? IntVector.MISSING : ofMicros(part, micros[i]);
      }
    }

    private static int ofMicros(DatePart part, long micros) {
      return part.of(
          Math.floorDiv(micros, Times.MICROS_OF_DAY), Math.floorMod(micros, Times.MICROS_OF_DAY));
    }

    @Override
    public void mark() {
      shape.mark();
    }

    @Override
    public void rollback() {
      shape.rollback();
      columns = new int[parts.length][0];
    }

    @Override
    public long retainedBytes() {
      long sum = 0;
      for (int[] column : columns) {
        sum += Retained.ints(column.length);
      }
      return sum;
    }

    @Override
    public RowKernel rowKernel(RowLayout layout) {
      int from = layout.slot(stage.column);
      boolean isDate = layout.type(stage.column) == ValueType.DATE;
      layout.advance(shape.outputFor(layout.schema()));
      int[] to = layout.slots(made);
      return row -> {
        long moment = row.longs()[from];
        for (int i = 0; i < to.length; i++) {
          if (moment == LongVector.MISSING) {
            row.numbers()[to[i]] = Double.NaN;
          } else {
            row.numbers()[to[i]] = isDate ? parts[i].of(moment, 0) : ofMicros(parts[i], moment);
          }
        }
        return true;
      };
    }
  }
}
