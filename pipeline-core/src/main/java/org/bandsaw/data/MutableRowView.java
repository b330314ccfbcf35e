package org.bandsaw.data;

/** A row view of a {@link MutableRow}, for lambdas in row kernels. */
public final class MutableRowView extends AbstractRowView {

  private final int[] slots;
  private final ValueType[] types;
  private MutableRow row = new MutableRow(0);

  /** A view of the present columns of a layout. */
  public MutableRowView(RowLayout layout) {
    super(layout.schema());
    slots = layout.slots(layout.schema().names());
    types = layout.schema().columns().stream().map(ColumnSpec::type).toArray(ValueType[]::new);
  }

  /** Moves to a row. */
  public MutableRowView bind(MutableRow other) {
    row = other;
    rewind();
    return this;
  }

  @Override
  public long sourceRow() {
    return row.sourceRow();
  }

  @Override
  public double number(int column) {
    if (!types[column].isFeature()) {
      throw notANumber(column);
    }
    return row.number(slots[column], types[column]);
  }

  @Override
  public String text(int column) {
    return row.text(slots[column], types[column]);
  }

  @Override
  public boolean isMissing(int column) {
    return row.isMissing(slots[column], types[column]);
  }
}
