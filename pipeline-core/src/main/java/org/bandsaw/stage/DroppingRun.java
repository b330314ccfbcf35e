package org.bandsaw.stage;

import java.util.ArrayList;
import java.util.List;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.RowLayout;
import org.bandsaw.data.Schema;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;

/** Columns are left out that were chosen when all training rows were seen; no value is touched. */
final class DroppingRun implements RowStageRun, FittedRun {

  /** A column that is left out, and why, as in {@code 69 values}. */
  record Dropped(String column, String why) {}

  /** What to leave out, in order, given all training rows. */
  @FunctionalInterface
  interface Choice {
    List<Dropped> of(Chunk training);
  }

  private final Choice choice;
  private Schema input;
  private Schema markedInput;
  private List<Dropped> dropped = List.of();
  private List<Dropped> markedDropped = List.of();
  private boolean isFitted;
  private boolean wasFitted;
  private Shape shape;

  DroppingRun(Schema input, Choice choice) {
    this.choice = choice;
    this.input = input;
    this.markedInput = input;
    shape = shape(input, dropped);
  }

  private static Shape shape(Schema input, List<Dropped> dropped) {
    return new Shape(input, List.of(), List.of(), schema -> without(schema, dropped));
  }

  /** A column that is not there needs no dropping: it may have grown in the rows of the fit. */
  private static Schema without(Schema schema, List<Dropped> dropped) {
    return schema.without(
        dropped.stream().map(Dropped::column).filter(schema::contains).toArray(String[]::new));
  }

  private void over(Schema schema, List<Dropped> columns, boolean fitted) {
    input = schema;
    isFitted = fitted;
    if (!dropped.equals(columns)) {
      dropped = columns;
      shape = shape(schema, columns);
    }
    shape.over(schema);
  }

  @Override
  public Schema output() {
    return shape.output();
  }

  @Override
  public Chunk process(Chunk chunk) {
    over(chunk.schema(), List.copyOf(choice.of(chunk)), true);
    return shape.chunk(chunk);
  }

  @Override
  public Chunk apply(Chunk chunk) {
    over(chunk.schema(), dropped, isFitted);
    return shape.chunk(chunk);
  }

  @Override
  public String fitted() {
    if (dropped.isEmpty()) {
      return isFitted ? "dropped nothing" : "was not fitted yet";
    }
    List<String> each = dropped.stream().map(one -> one.column + " (" + one.why + ")").toList();
    return "dropped " + String.join(", ", each);
  }

  @Override
  public void mark() {
    markedInput = input;
    markedDropped = dropped;
    wasFitted = isFitted;
  }

  @Override
  public void rollback() {
    over(markedInput, markedDropped, wasFitted);
  }

  @Override
  public void clearContext() {}

  @Override
  public void save(StateWriter out) {
    out.version(1).writeBoolean(isFitted).writeInt(dropped.size());
    for (Dropped one : dropped) {
      out.writeString(one.column).writeString(one.why);
    }
  }

  @Override
  public void load(StateReader in) {
    in.version(1);
    boolean fitted = in.readBoolean();
    List<Dropped> read = new ArrayList<>();
    int count = in.count(8);
    for (int i = 0; i < count; i++) {
      read.add(new Dropped(in.readString(), in.readString()));
    }
    over(input, List.copyOf(read), fitted);
  }

  /** A few names at most, which like those in a schema do not count. */
  @Override
  public long retainedBytes() {
    return 0;
  }

  @Override
  public RowKernel rowKernel(RowLayout layout) {
    layout.advance(shape.outputFor(layout.schema()));
    return row -> true;
  }
}
