package org.bandsaw.data;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Maps columns to the slots of a {@link MutableRow} while row kernels are created, stage by stage.
 * Kernels then use slots, without look-ups of names.
 *
 * <p>A stage that replaces a column writes to its slot, and a stage that adds a column takes a new
 * slot. A stage that drops or renames a column only changes the mapping for the stages after it.
 * Used by one thread.
 */
public final class RowLayout {

  private Schema schema;
  private final Map<String, Integer> slots = new LinkedHashMap<>();
  private int size;

  /** A layout of the columns of a source, with a slot for each column. */
  public RowLayout(Schema source) {
    schema = source;
    for (ColumnSpec column : source.columns()) {
      slots.put(column.name(), size++);
    }
  }

  /** Returns the columns at this point of the pipeline. */
  public Schema schema() {
    return schema;
  }

  /**
   * Returns the slot of a column.
   *
   * @throws SchemaException if there is no such column
   */
  public int slot(String column) {
    schema.indexOf(column);
    return slots.getOrDefault(column, -1);
  }

  /**
   * Returns the type of a column at this point of the pipeline.
   *
   * @throws SchemaException if there is no such column
   */
  public ValueType type(String column) {
    return schema.typeOf(column);
  }

  /** Returns the number of slots that a row needs. */
  public int size() {
    return size;
  }

  /**
   * Advances to the output of a stage. Columns of the same name keep their slots, new ones get new
   * slots.
   */
  public void advance(Schema output) {
    Map<String, Integer> kept = new HashMap<>();
    for (ColumnSpec column : output.columns()) {
      Integer slot = slots.get(column.name());
      kept.put(column.name(), slot != null ? slot : size++);
    }
    slots.clear();
    slots.putAll(kept);
    schema = output;
  }

  /** Renames a column, which keeps its slot. */
  public void rename(String from, String to) {
    int slot = slot(from);
    schema = schema.renamed(from, to);
    slots.remove(from);
    slots.put(to, slot);
  }

  /** Returns the slots of some columns, in their order. */
  public int[] slots(List<String> columns) {
    return columns.stream().mapToInt(this::slot).toArray();
  }
}
