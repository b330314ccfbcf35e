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
 * Names and types of columns, in order. Immutable and safe for any number of threads; prints as a
 * table.
 *
 * <p>Most columns are <em>declared</em>: they are there from the first row. A stage may also make
 * columns <em>grow</em> while data passes (a one-hot column exists from the row in which its value
 * first appears); those stand behind the declared ones and know the source row they were born in. A
 * schema to which columns may still be added in this way is {@link #isOpenEnded() open-ended}.
 */
public final class Schema {

  private static final Schema EMPTY = new Schema(List.of(), 0, new long[0], false);

  private final List<ColumnSpec> columns;
  private final int declared;
  private final long[] firstSeenRow;
  private final boolean openEnded;
  private final Map<String, Integer> index;

  private Schema(List<ColumnSpec> columns, int declared, long[] bornAt, boolean openEnded) {
    this.columns = Collections.unmodifiableList(columns);
    this.declared = declared;
    this.firstSeenRow = bornAt;
    this.openEnded = openEnded;
    this.index = new HashMap<>(columns.size() * 2);
    for (int i = 0; i < columns.size(); i++) {
      if (index.put(columns.get(i).name(), i) != null) {
        throw duplicateName(columns.get(i).name());
      }
    }
  }

  /** A schema of these columns. */
  public static Schema of(ColumnSpec... columns) {
    return of(Arrays.asList(columns));
  }

  /**
   * A schema of these columns.
   *
   * @throws SchemaException when a name stands twice
   */
  public static Schema of(List<ColumnSpec> columns) {
    return new Schema(new ArrayList<>(columns), columns.size(), new long[0], false);
  }

  /** The schema that a table's columns have here; types without a counterpart are refused. */
  public static Schema of(Table table) {
    return TableConverter.schemaOf(table);
  }

  /** A schema without columns. */
  public static Schema empty() {
    return EMPTY;
  }

  /** All columns, in order. */
  public List<ColumnSpec> columns() {
    return columns;
  }

  /** All names, in order. */
  public List<String> names() {
    return columns.stream().map(ColumnSpec::name).toList();
  }

  /** The number of columns. */
  public int size() {
    return columns.size();
  }

  /** The column at a position. */
  public ColumnSpec column(int position) {
    return columns.get(position);
  }

  /** How many columns are there from the first row; the ones behind them have grown. */
  public int declaredCount() {
    return declared;
  }

  /** The source row in which a column was born; -1 for a declared one. */
  public long firstSeenRow(int position) {
    return position < declared ? -1 : firstSeenRow[position - declared];
  }

  /** Whether columns may still be added while data passes. */
  public boolean isOpenEnded() {
    return openEnded;
  }

  /** Whether there is a column of this name. */
  public boolean contains(String column) {
    return index.containsKey(column);
  }

  /** The position of a column, or -1 when there is none of this name. */
  public int find(String column) {
    Integer position = index.get(column);
    return position == null ? -1 : position;
  }

  /**
   * The position of a column.
   *
   * @throws SchemaException naming the nearest columns when there is none of this name
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

  /** The type of a column. */
  public ValueType typeOf(String column) {
    return columns.get(indexOf(column)).type();
  }

  /**
   * The column of this name, which must have this type.
   *
   * @throws SchemaException when it is absent or has another type
   */
  public ColumnSpec require(String column, ValueType type) {
    ColumnSpec spec = columns.get(indexOf(column));
    if (spec.type() != type) {
      throw wrongType(spec, type + " is needed");
    }
    return spec;
  }

  /**
   * The column of this name, which must hold numbers.
   *
   * @throws SchemaException when it is absent or not numeric
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
   * This schema with declared columns added behind the declared ones.
   *
   * @throws SchemaException when a name is taken
   */
  public Schema with(ColumnSpec... added) {
    List<ColumnSpec> all = new ArrayList<>(columns);
    all.addAll(declared, Arrays.asList(added));
    return new Schema(all, declared + added.length, firstSeenRow, openEnded);
  }

  /** This schema with a column of the same name replaced by this one, at its place. */
  public Schema withReplaced(ColumnSpec column) {
    List<ColumnSpec> all = new ArrayList<>(columns);
    all.set(indexOf(column.name()), column);
    return new Schema(all, declared, firstSeenRow, openEnded);
  }

  /** This schema without some of its columns. */
  public Schema without(String... dropped) {
    Set<String> gone = new HashSet<>();
    for (String name : dropped) {
      indexOf(name);
      gone.add(name);
    }
    return filter(i -> !gone.contains(columns.get(i).name()), openEnded);
  }

  /** Only these columns, in this order, all of them declared; nothing grows any more. */
  public Schema select(String... chosen) {
    List<ColumnSpec> all = new ArrayList<>();
    for (String name : chosen) {
      all.add(columns.get(indexOf(name)));
    }
    return of(all);
  }

  /** This schema with a column under a new name, at its place. */
  public Schema renamed(String from, String to) {
    List<ColumnSpec> all = new ArrayList<>(columns);
    int at = indexOf(from);
    all.set(at, new ColumnSpec(to, all.get(at).type()));
    return new Schema(all, declared, firstSeenRow, openEnded);
  }

  /** This schema, to which columns may be added while data passes. */
  public Schema openEnded() {
    return openEnded ? this : new Schema(columns, declared, firstSeenRow, true);
  }

  /**
   * This schema with a grown column behind all others.
   *
   * @param column the new column
   * @param row the source row from which it exists, from 0
   */
  public Schema withDynamic(ColumnSpec column, long row) {
    List<ColumnSpec> all = new ArrayList<>(columns);
    all.add(column);
    long[] born = Arrays.copyOf(firstSeenRow, firstSeenRow.length + 1);
    born[firstSeenRow.length] = row;
    return new Schema(all, declared, born, true);
  }

  /** The columns of this schema that an earlier one did not have. */
  public List<ColumnSpec> addedSince(Schema earlier) {
    return columns.stream().filter(c -> !earlier.contains(c.name())).toList();
  }

  /** Only the declared columns. */
  public Schema declaredOnly() {
    return declared == columns.size() ? this : filter(i -> i < declared, openEnded);
  }

  private Schema filter(java.util.function.IntPredicate keep, boolean open) {
    List<ColumnSpec> all = new ArrayList<>();
    long[] born = new long[firstSeenRow.length];
    int stillDeclared = 0;
    int stillGrown = 0;
    for (int i = 0; i < columns.size(); i++) {
      if (keep.test(i)) {
        all.add(columns.get(i));
        if (i < declared) {
          stillDeclared++;
        } else {
          born[stillGrown++] = firstSeenRow[i - declared];
        }
      }
    }
    return new Schema(all, stillDeclared, Arrays.copyOf(born, stillGrown), open);
  }

  /** Equal when names, types and order are equal; when columns were born does not matter. */
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
      text.append("  … and what appears while data passes\n");
    }
    return text.toString();
  }
}
