package org.bandsaw.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tech.tablesaw.api.Table;

/**
 * The names and types of columns, in order. Immutable; safe for any number of threads. {@link
 * #toString()} returns a table.
 *
 * <p>Most columns are <em>declared</em>: they exist from the first row on. A stage may also add
 * <em>dynamic</em> columns while it processes rows: a one-hot column exists from the row in which
 * its value first appears. Dynamic columns follow the declared ones and have the source row from
 * which they exist. A schema to which dynamic columns may still be added is {@link #isOpenEnded()
 * open-ended}.
 */
public final class Schema {

  private static final Schema EMPTY = new Schema(List.of(), 0, new long[0], false);

  private final List<ColumnSpec> columns;
  private final int declared;
  private final long[] firstSeenRow;
  private final boolean openEnded;
  private final Map<String, Integer> index;

  private Schema(List<ColumnSpec> columns, int declared, long[] firstSeenRow, boolean openEnded) {
    this.columns = Collections.unmodifiableList(columns);
    this.declared = declared;
    this.firstSeenRow = firstSeenRow;
    this.openEnded = openEnded;
    this.index = new HashMap<>(columns.size() * 2);
    for (int i = 0; i < columns.size(); i++) {
      if (index.put(columns.get(i).name(), i) != null) {
        throw duplicateName(columns.get(i).name());
      }
    }
  }

  /**
   * Returns a schema of these declared columns.
   *
   * @throws SchemaException if two columns have the same name
   */
  public static Schema of(ColumnSpec... columns) {
    return of(Arrays.asList(columns));
  }

  /**
   * Returns a schema of these declared columns.
   *
   * @throws SchemaException if two columns have the same name
   */
  public static Schema of(List<ColumnSpec> columns) {
    return new Schema(new ArrayList<>(columns), columns.size(), new long[0], false);
  }

  /**
   * Returns the schema of a table.
   *
   * @throws SchemaException if a column has a type without a counterpart
   */
  public static Schema of(Table table) {
    return TableConverter.schemaOf(table);
  }

  /** Returns a schema without columns. */
  public static Schema empty() {
    return EMPTY;
  }

  /** Returns all columns, in order. */
  public List<ColumnSpec> columns() {
    return columns;
  }

  /** Returns all names, in order. */
  public List<String> names() {
    return columns.stream().map(ColumnSpec::name).toList();
  }

  /** Returns the number of columns. */
  public int size() {
    return columns.size();
  }

  /** Returns the column at a position. */
  public ColumnSpec column(int position) {
    return columns.get(position);
  }

  /** Returns the number of declared columns; the columns after them are dynamic. */
  public int declaredCount() {
    return declared;
  }

  /** Returns the source row from which a dynamic column exists; -1 for a declared column. */
  public long firstSeenRow(int position) {
    return position < declared ? -1 : firstSeenRow[position - declared];
  }

  /** Returns whether dynamic columns may still be added. */
  public boolean isOpenEnded() {
    return openEnded;
  }

  /** Returns whether there is a column of this name. */
  public boolean contains(String column) {
    return index.containsKey(column);
  }

  /** Returns the position of a column; -1 if there is no such column. */
  public int find(String column) {
    Integer position = index.get(column);
    return position == null ? -1 : position;
  }

  /**
   * Returns the position of a column.
   *
   * @throws SchemaException if there is no such column; the message contains similar names
   */
  public int indexOf(String column) {
    int position = find(column);
    if (position < 0) {
      throw new SchemaException(
          "",
          column,
          "",
          NearestNames.of(column, index.keySet()),
          "there is no column '" + column + "'" + NearestNames.hint(column, names()));
    }
    return position;
  }

  /**
   * Returns the type of a column.
   *
   * @throws SchemaException if there is no such column
   */
  public ValueType typeOf(String column) {
    return columns.get(indexOf(column)).type();
  }

  /**
   * Returns the column of this name, which must have this type.
   *
   * @throws SchemaException if there is no such column, or it has another type
   */
  public ColumnSpec require(String column, ValueType type) {
    ColumnSpec spec = columns.get(indexOf(column));
    if (spec.type() != type) {
      throw wrongType(spec, type + " is needed");
    }
    return spec;
  }

  /**
   * Returns the column of this name, which must be numeric.
   *
   * @throws SchemaException if there is no such column, or it is not numeric
   */
  public ColumnSpec requireNumeric(String column) {
    ColumnSpec spec = columns.get(indexOf(column));
    if (!spec.type().isNumeric()) {
      throw wrongType(
          spec,
          "a numeric column is needed. Convert it in an earlier stage, or declare it numeric in the"
              + " source schema");
    }
    return spec;
  }

  private static SchemaException wrongType(ColumnSpec spec, String need) {
    return new SchemaException(
        "",
        spec.name(),
        spec.type().name(),
        List.of(),
        "column '" + spec.name() + "' is " + spec.type() + "; " + need);
  }

  private static SchemaException duplicateName(String name) {
    return new SchemaException(
        "", name, "", List.of(), "there are two columns '" + name + "'; rename one of them");
  }

  /**
   * Returns this schema with more declared columns, which follow the declared ones.
   *
   * @throws SchemaException if there is a column of such a name
   */
  public Schema with(ColumnSpec... added) {
    List<ColumnSpec> all = new ArrayList<>(columns);
    all.addAll(declared, Arrays.asList(added));
    return new Schema(all, declared + added.length, firstSeenRow, openEnded);
  }

  /**
   * Returns this schema with the column of the same name replaced by this one.
   *
   * @throws SchemaException if there is no such column
   */
  public Schema withReplaced(ColumnSpec column) {
    List<ColumnSpec> all = new ArrayList<>(columns);
    all.set(indexOf(column.name()), column);
    return new Schema(all, declared, firstSeenRow, openEnded);
  }

  /**
   * Returns this schema without some of its columns.
   *
   * @throws SchemaException if there is no such column
   */
  public Schema without(String... dropped) {
    Set<String> names = new HashSet<>();
    for (String name : dropped) {
      indexOf(name);
      names.add(name);
    }
    return filter(i -> !names.contains(columns.get(i).name()), openEnded);
  }

  /**
   * Returns a schema of some of these columns in a given order. All are declared, and the schema is
   * not open-ended.
   *
   * @throws SchemaException if there is no such column
   */
  public Schema select(String... chosen) {
    List<ColumnSpec> all = new ArrayList<>();
    for (String name : chosen) {
      all.add(columns.get(indexOf(name)));
    }
    return of(all);
  }

  /**
   * Returns this schema with a renamed column, which keeps its position.
   *
   * @throws SchemaException if there is no such column, or the new name is in use
   */
  public Schema renamed(String from, String to) {
    List<ColumnSpec> all = new ArrayList<>(columns);
    int at = indexOf(from);
    all.set(at, new ColumnSpec(to, all.get(at).type()));
    return new Schema(all, declared, firstSeenRow, openEnded);
  }

  /** Returns this schema, to which dynamic columns may be added. */
  public Schema openEnded() {
    return openEnded ? this : new Schema(columns, declared, firstSeenRow, true);
  }

  /**
   * Returns this schema with a dynamic column after all others. The result is open-ended.
   *
   * @param column the new column
   * @param row the source row from which it exists, from 0
   */
  public Schema withDynamic(ColumnSpec column, long row) {
    List<ColumnSpec> all = new ArrayList<>(columns);
    all.add(column);
    long[] rows = Arrays.copyOf(firstSeenRow, firstSeenRow.length + 1);
    rows[firstSeenRow.length] = row;
    return new Schema(all, declared, rows, true);
  }

  /** Returns the columns of this schema whose names an earlier schema does not contain. */
  public List<ColumnSpec> addedSince(Schema earlier) {
    return columns.stream().filter(c -> !earlier.contains(c.name())).toList();
  }

  /** Returns this schema without the dynamic columns. */
  public Schema declaredOnly() {
    return declared == columns.size() ? this : filter(i -> i < declared, openEnded);
  }

  private Schema filter(java.util.function.IntPredicate keep, boolean open) {
    List<ColumnSpec> all = new ArrayList<>();
    long[] rows = new long[firstSeenRow.length];
    int declaredCount = 0;
    int dynamicCount = 0;
    for (int i = 0; i < columns.size(); i++) {
      if (keep.test(i)) {
        all.add(columns.get(i));
        if (i < declared) {
          declaredCount++;
        } else {
          rows[dynamicCount++] = firstSeenRow[i - declared];
        }
      }
    }
    return new Schema(all, declaredCount, Arrays.copyOf(rows, dynamicCount), open);
  }

  /**
   * Returns whether the names, the types and their order are equal. The rows from which dynamic
   * columns exist are ignored.
   */
  @Override
  public boolean equals(Object other) {
    return other instanceof Schema schema && columns.equals(schema.columns);
  }

  @Override
  public int hashCode() {
    return columns.hashCode();
  }

  @Override
  public String toString() {
    int width = 6;
    for (ColumnSpec column : columns) {
      width = Math.max(width, column.name().length());
    }
    StringBuilder text = new StringBuilder();
    text.append(columns.size()).append(columns.size() == 1 ? " column" : " columns").append('\n');
    for (int i = 0; i < columns.size(); i++) {
      ColumnSpec column = columns.get(i);
      text.append(
          String.format(Locale.ROOT, "  %-" + width + "s  %s", column.name(), column.type()));
      text.append(i < declared ? "\n" : "  from row " + firstSeenRow(i) + "\n");
    }
    if (openEnded) {
      text.append("  … and columns that are added while rows are processed\n");
    }
    return text.toString();
  }
}
