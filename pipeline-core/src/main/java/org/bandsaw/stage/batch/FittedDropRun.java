package org.bandsaw.stage.batch;

import java.util.ArrayList;
import java.util.List;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.RowLayout;
import org.bandsaw.data.Schema;
import org.bandsaw.stage.FittedRun;
import org.bandsaw.stage.RowKernel;
import org.bandsaw.stage.RowStageRun;
import org.bandsaw.stage.ShareableRun;
import org.bandsaw.stage.run.ColumnMapping;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;

/** Drops the columns that were chosen from the training rows. Values are unchanged. */
final class FittedDropRun implements RowStageRun, FittedRun, ShareableRun {

  /**
   * A dropped column.
   *
   * @param reason as in {@code 69 values}
   */
  record DroppedColumn(String column, String reason) {}

  /** Chooses the columns to drop. */
  @FunctionalInterface
  interface ColumnChooser {

    /** Returns the columns to drop, in the order of the report, given all training rows. */
    List<DroppedColumn> choose(Chunk training);
  }

  private final ColumnChooser chooser;
  private Schema input;
  private Schema markedInput;
  private List<DroppedColumn> dropped = List.of();
  private List<DroppedColumn> markedDropped = List.of();
  private boolean isFitted;
  private boolean markedFitted;
  private ColumnMapping mapping;

  FittedDropRun(Schema input, ColumnChooser chooser) {
    this.chooser = chooser;
    this.input = input;
    this.markedInput = input;
    mapping = mapping(input, dropped);
  }

  @Override
  public FittedDropRun withOwnContext() {
    FittedDropRun other = new FittedDropRun(input, chooser);
    other.resolve(input, dropped, isFitted);
    return other;
  }

  private static ColumnMapping mapping(Schema input, List<DroppedColumn> dropped) {
    return new ColumnMapping(input, List.of(), List.of(), schema -> without(schema, dropped));
  }

  /** Ignores absent columns: a dynamic column may have appeared in the training rows only. */
  private static Schema without(Schema schema, List<DroppedColumn> dropped) {
    return schema.without(
        dropped.stream()
            .map(DroppedColumn::column)
            .filter(schema::contains)
            .toArray(String[]::new));
  }

  private void resolve(Schema schema, List<DroppedColumn> columns, boolean fitted) {
    input = schema;
    isFitted = fitted;
    if (!dropped.equals(columns)) {
      dropped = columns;
      mapping = mapping(schema, columns);
    }
    mapping.resolve(schema);
  }

  @Override
  public Schema output() {
    return mapping.output();
  }

  @Override
  public Chunk process(Chunk chunk) {
    resolve(chunk.schema(), List.copyOf(chooser.choose(chunk)), true);
    return mapping.outputChunk(chunk);
  }

  @Override
  public Chunk apply(Chunk chunk) {
    resolve(chunk.schema(), dropped, isFitted);
    return mapping.outputChunk(chunk);
  }

  @Override
  public String describeFit() {
    if (dropped.isEmpty()) {
      return isFitted ? "dropped nothing" : "not fitted yet";
    }
    List<String> each = dropped.stream().map(one -> one.column + " (" + one.reason + ")").toList();
    return "dropped " + String.join(", ", each);
  }

  @Override
  public void mark() {
    markedInput = input;
    markedDropped = dropped;
    markedFitted = isFitted;
  }

  @Override
  public void rollback() {
    resolve(markedInput, markedDropped, markedFitted);
  }

  @Override
  public void clearContext() {}

  @Override
  public void save(StateWriter out) {
    out.writeVersion(1).writeBoolean(isFitted).writeInt(dropped.size());
    for (DroppedColumn one : dropped) {
      out.writeString(one.column).writeString(one.reason);
    }
  }

  @Override
  public void load(StateReader in) {
    in.readVersion(1);
    boolean fitted = in.readBoolean();
    List<DroppedColumn> read = new ArrayList<>();
    int count = in.readCount(8);
    for (int i = 0; i < count; i++) {
      read.add(new DroppedColumn(in.readString(), in.readString()));
    }
    resolve(input, List.copyOf(read), fitted);
  }

  /** Returns 0: column names are not counted, as in a schema. */
  @Override
  public long retainedBytes() {
    return 0;
  }

  @Override
  public RowKernel rowKernel(RowLayout layout) {
    layout.advance(mapping.outputFor(layout.schema()));
    return row -> true;
  }
}
