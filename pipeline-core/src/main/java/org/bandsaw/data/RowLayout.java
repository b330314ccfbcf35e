package org.bandsaw.data;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where each column of a row stands while the row passes through the stages: which slot of which of
 * the three arrays of a {@link MutableRow}. Names are looked up here, once, when row kernels are
 * made; kernels then use slots.
 *
 * <p>A stage that replaces a column writes to its slot; one that adds a column takes a new slot;
 * one that drops or renames only changes what names mean from then on. Used by one thread.
 */
public final class RowLayout {

  private Schema schema;
  private final Map<String, Integer> slots = new LinkedHashMap<>();
  private int size;

  /** A layout of a source's columns, a slot each. */
  public RowLayout(Schema source) {
    schema = source;
    for (ColumnSpec column : source.columns()) {
      slots.put(column.name(), size++);
    }
  }

  /** The columns at this point of the pipeline. */
  public Schema schema() {
    return schema;
  }

  /** The slot of a column; {@link SchemaException} when there is none of this name. */
  public int slot(String column) {
    schema.indexOf(column);
    return slots.getOrDefault(column, -1);
  }

  /** The type of a column at this point. */
  public ValueType type(String column) {
    return schema.typeOf(column);
  }

  /** How many slots a row needs. */
  public int size() {
    return size;
  }

  /**
   * Goes on to what a stage puts out: columns of the same name keep their slots, new ones get new
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

  /** Lets a column be known by another name, at the same slot. */
  public void rename(String from, String to) {
    int slot = slot(from);
    schema = schema.renamed(from, to);
    slots.remove(from);
    slots.put(to, slot);
  }

  /** The slots of some columns, in their order. */
  public int[] slots(List<String> columns) {
    return columns.stream().mapToInt(this::slot).toArray();
  }
}
