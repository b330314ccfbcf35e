package org.bandsaw.stage;

import java.util.List;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.RowLayout;
import org.bandsaw.data.Schema;
import org.bandsaw.data.ValueType;
import org.bandsaw.data.Vector;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;

/** Puts the median of the values so far in the place of missing ones, in columns of doubles. */
final class MedianRun implements RowStageRun {

  private final List<String> columns;
  private final Shape shape;
  private final Numbers[] numbers;
  private final QuantileSketch[] sketches;

  MedianRun(Schema input, List<String> columns) {
    this.columns = columns;
    shape = new Shape(input, columns, columns, schema -> Numbers.asDoubles(schema, columns));
    numbers = Numbers.many(columns.size());
    sketches = new QuantileSketch[numbers.length];
    for (int i = 0; i < sketches.length; i++) {
      sketches[i] = new QuantileSketch();
    }
  }

  @Override
  public Schema output() {
    return shape.output();
  }

  @Override
  public Chunk process(Chunk chunk) {
    return run(chunk, true);
  }

  @Override
  public Chunk apply(Chunk chunk) {
    return run(chunk, false);
  }

  private Chunk run(Chunk chunk, boolean learning) {
    shape.over(chunk.schema());
    int rows = chunk.rowCount();
    Vector[] made = new Vector[numbers.length];
    for (int i = 0; i < made.length; i++) {
      double[] values = numbers[i].of(chunk.vector(shape.read(i)));
      double[] to = numbers[i].room(rows);
      if (learning) {
        learn(values, to, rows, sketches[i]);
      } else {
        fill(values, to, rows, sketches[i]);
      }
      made[i] = numbers[i].made(rows);
    }
    return shape.chunk(chunk, made);
  }

  private static void learn(double[] values, double[] to, int rows, QuantileSketch sketch) {
    for (int i = 0; i < rows; i++) {
      double value = values[i];
      if (Math.abs(value) <= Double.MAX_VALUE) {
        sketch.add(value);
      } else if (Double.isNaN(value)) {
        value = standIn(sketch);
      }
      to[i] = value;
    }
  }

  private static void fill(double[] values, double[] to, int rows, QuantileSketch sketch) {
    double instead = standIn(sketch);
    for (int i = 0; i < rows; i++) {
      double value = values[i];
      to[i] = Double.isNaN(value) ? instead : value;
    }
  }

  private static double standIn(QuantileSketch sketch) {
    return sketch.size() == 0 ? 0 : sketch.quantile(0.5);
  }

  @Override
  public void mark() {
    shape.mark();
    for (QuantileSketch sketch : sketches) {
      sketch.mark();
    }
  }

  @Override
  public void rollback() {
    shape.rollback();
    Numbers.release(numbers);
    for (QuantileSketch sketch : sketches) {
      sketch.rollback();
    }
  }

  @Override
  public void clearContext() {}

  @Override
  public void save(StateWriter out) {
    out.version(1);
    for (QuantileSketch sketch : sketches) {
      sketch.save(out);
    }
  }

  @Override
  public void load(StateReader in) {
    in.version(1);
    for (QuantileSketch sketch : sketches) {
      sketch.load(in);
    }
  }

  @Override
  public long retainedBytes() {
    long sum = Numbers.retainedBytes(numbers);
    for (QuantileSketch sketch : sketches) {
      sum += sketch.retainedBytes();
    }
    return sum;
  }

  @Override
  public RowKernel rowKernel(RowLayout layout) {
    int[] slots = layout.slots(columns);
    ValueType[] types = columns.stream().map(layout::type).toArray(ValueType[]::new);
    layout.advance(shape.outputFor(layout.schema()));
    return row -> {
      for (int i = 0; i < slots.length; i++) {
        double value = row.number(slots[i], types[i]);
        row.numbers()[slots[i]] = Double.isNaN(value) ? standIn(sketches[i]) : value;
      }
      return true;
    };
  }
}
