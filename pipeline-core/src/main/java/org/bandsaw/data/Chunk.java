package org.bandsaw.data;

import java.util.BitSet;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;
import tech.tablesaw.selection.Selection;

/**
 * Rows of a source that are processed together: a schema, a vector for each column, and the source
 * row of each row, which is retained when other rows are filtered out.
 *
 * <p>A chunk is valid during the call that receives it; its vectors may be reused for the next
 * chunk. {@link #table()} and {@link #slice} return copies, which may be retained. Used by one
 * thread at a time.
 */
public final class Chunk {

  private final Schema schema;
  private final Vector[] vectors;
  private final int rowCount;
  private final long firstRow;
  private final long @Nullable [] sourceRows;
  private @Nullable Table table;

  private Chunk(
      Schema schema, Vector[] vectors, int rowCount, long firstRow, long @Nullable [] rows) {
    this.schema = schema;
    this.vectors = vectors;
    this.rowCount = rowCount;
    this.firstRow = firstRow;
    this.sourceRows = rows;
  }

  /**
   * Returns a chunk of consecutive source rows.
   *
   * @param firstRow the source row of the first row, from 0
   * @param schema a column for each vector
   * @param rowCount the length of each vector
   * @param vectors not copied
   */
  public static Chunk of(long firstRow, Schema schema, int rowCount, Vector... vectors) {
    check(schema, rowCount, vectors);
    return new Chunk(schema, vectors, rowCount, firstRow, null);
  }

  /** Returns a chunk of consecutive source rows with copies of a table's values. */
  public static Chunk of(long firstRow, Table table) {
    return of(firstRow, table, Schema.of(table));
  }

  /**
   * Returns a chunk of consecutive source rows with copies of a table's values. The table must have
   * the columns of the schema, in any order.
   *
   * @throws SchemaException if a column is missing, has another type, or is not in the schema
   */
  public static Chunk of(long firstRow, Table table, Schema schema) {
    return of(firstRow, schema, table.rowCount(), TableConverter.vectors(table, schema));
  }

  /** Returns a chunk without rows. */
  public static Chunk empty(Schema schema) {
    Vector[] vectors = new Vector[schema.size()];
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = Vector.missing(schema.column(i).type(), 0);
    }
    return of(0, schema, 0, vectors);
  }

  private static void check(Schema schema, int rowCount, Vector[] vectors) {
    if (vectors.length != schema.size()) {
      throw new IllegalArgumentException(
          vectors.length + " vectors for a schema of " + schema.size() + " columns");
    }
    for (int i = 0; i < vectors.length; i++) {
      if (vectors[i].length() != rowCount) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "column '%s' has %d values in a chunk of %d rows",
                schema.column(i).name(),
                vectors[i].length(),
                rowCount));
      }
      if (vectors[i].type() != schema.column(i).type()) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "column '%s' is declared %s but its vector holds %s",
                schema.column(i).name(),
                schema.column(i).type(),
                vectors[i].type()));
      }
    }
  }

  /** Returns the names and types of the columns. */
  public Schema schema() {
    return schema;
  }

  /** Returns the number of rows. */
  public int rowCount() {
    return rowCount;
  }

  /** Returns the source row of a row of this chunk, from 0. */
  public long sourceRow(int row) {
    return sourceRows == null ? firstRow + Objects.checkIndex(row, rowCount) : sourceRows[row];
  }

  /** Returns the first source row of this chunk, even if that row was filtered out. */
  public long firstSourceRow() {
    return firstRow;
  }

  /** Returns whether the rows are consecutive in the source. */
  public boolean isContiguous() {
    return sourceRows == null;
  }

  /** Returns the values of a column. */
  public Vector vector(int column) {
    return vectors[column];
  }

  /**
   * Returns the values of a column.
   *
   * @throws SchemaException if there is no such column
   */
  public Vector vector(String column) {
    return vectors[schema.indexOf(column)];
  }

  /**
   * Returns the values of a column of doubles.
   *
   * @throws SchemaException if there is no such column, or if it has another type
   */
  public DoubleVector doubles(String column) {
    schema.require(column, ValueType.DOUBLE);
    return (DoubleVector) vector(column);
  }

  /**
   * Returns the values of a column of text.
   *
   * @throws SchemaException if there is no such column, or if it has another type
   */
  public StringVector strings(String column) {
    schema.require(column, ValueType.STRING);
    return (StringVector) vector(column);
  }

  /** Returns the vectors in the order of the schema, in a new array. */
  public Vector[] vectors() {
    return vectors.clone();
  }

  /** Returns the same rows with other columns. The vectors are not copied. */
  public Chunk with(Schema other, Vector... columns) {
    check(other, rowCount, columns);
    return new Chunk(other, columns, rowCount, firstRow, sourceRows);
  }

  /**
   * Returns the same rows with additional columns, which follow the declared ones. The vectors are
   * not copied.
   */
  public Chunk withColumns(List<ColumnSpec> specs, List<? extends Vector> columns) {
    Schema wider = schema.with(specs.toArray(ColumnSpec[]::new));
    Vector[] all = new Vector[wider.size()];
    int declared = schema.declaredCount();
    System.arraycopy(vectors, 0, all, 0, declared);
    for (int i = 0; i < columns.size(); i++) {
      all[declared + i] = columns.get(i);
    }
    System.arraycopy(vectors, declared, all, declared + columns.size(), vectors.length - declared);
    return with(wider, all);
  }

  /** Returns the same rows with additional columns that are copied from Tablesaw columns. */
  public Chunk withColumns(Column<?>... columns) {
    Table added = Table.create("added", columns);
    Schema specs = Schema.of(added);
    return withColumns(specs.columns(), List.of(TableConverter.vectors(added, specs)));
  }

  /**
   * Returns the rows at these positions; this chunk if that is all of them. The values are copied.
   *
   * @param positions in ascending order
   * @param count how many of the positions count
   */
  public Chunk selectRows(int[] positions, int count) {
    if (count == rowCount) {
      return this;
    }
    Vector[] kept = new Vector[vectors.length];
    for (int i = 0; i < vectors.length; i++) {
      kept[i] = vectors[i].gather(positions, count);
    }
    long[] source = new long[count];
    for (int i = 0; i < count; i++) {
      source[i] = sourceRow(positions[i]);
    }
    return new Chunk(schema, kept, count, firstRow, source);
  }

  /** Returns the rows of a Tablesaw selection, as {@link #selectRows} does. */
  public Chunk where(Selection chosen) {
    int[] positions = chosen.toArray();
    return selectRows(positions, positions.length);
  }

  /**
   * Returns the same rows in another order. The values are copied.
   *
   * @param positions the position of the first row, of the second one, and so on; each row once
   * @throws IllegalArgumentException if a row is missing or is there twice
   */
  public Chunk reorder(int[] positions) {
    BitSet seen = new BitSet(rowCount);
    for (int position : positions) {
      seen.set(Objects.checkIndex(position, rowCount));
    }
    if (positions.length != rowCount || seen.cardinality() != rowCount) {
      throw new IllegalArgumentException(
          positions.length + " positions are not each of " + rowCount + " rows once");
    }
    Vector[] ordered = new Vector[vectors.length];
    for (int i = 0; i < vectors.length; i++) {
      ordered[i] = vectors[i].gather(positions, rowCount);
    }
    long[] source = new long[rowCount];
    for (int i = 0; i < rowCount; i++) {
      source[i] = sourceRow(positions[i]);
    }
    return new Chunk(schema, ordered, rowCount, firstRow, source);
  }

  /** Returns a copy of the rows from {@code from} (inclusive) to {@code to} (exclusive). */
  public Chunk slice(int from, int to) {
    Objects.checkFromToIndex(from, to, rowCount);
    Vector[] cut = new Vector[vectors.length];
    for (int i = 0; i < vectors.length; i++) {
      cut[i] = vectors[i].slice(from, to);
    }
    return sliceWith(from, to, cut);
  }

  /**
   * Returns the rows from {@code from} (inclusive) to {@code to} (exclusive).
   *
   * @param values vectors with the values of these rows, not copied
   */
  public Chunk sliceWith(int from, int to, Vector... values) {
    Objects.checkFromToIndex(from, to, rowCount);
    check(schema, to - from, values);
    if (sourceRows == null) {
      return new Chunk(schema, values, to - from, firstRow + from, null);
    }
    long[] source = java.util.Arrays.copyOfRange(sourceRows, from, to);
    return new Chunk(schema, values, to - from, source.length == 0 ? firstRow : source[0], source);
  }

  /**
   * Returns a chunk of the rows that are left of all slices of this chunk, as if it had not been
   * sliced.
   *
   * @param slices in order, all with the columns of the first one; rows may have been filtered out
   * @param values the values of all slices, not copied
   */
  public Chunk mergeSlices(List<Chunk> slices, Vector... values) {
    Schema changed = slices.get(0).schema;
    int count = 0;
    for (Chunk slice : slices) {
      count += slice.rowCount;
    }
    check(changed, count, values);
    if (count == rowCount) {
      return new Chunk(changed, values, count, firstRow, sourceRows);
    }
    long[] source = new long[count];
    int at = 0;
    for (Chunk slice : slices) {
      for (int i = 0; i < slice.rowCount; i++) {
        source[at++] = slice.sourceRow(i);
      }
    }
    return new Chunk(changed, values, count, firstRow, source);
  }

  /**
   * Returns these rows as a Tablesaw table, which is created at the first call. It contains copies,
   * may be retained, and may be modified without an effect on this chunk. Times are truncated to
   * milliseconds.
   */
  public Table table() {
    Table made = table;
    if (made == null) {
      made = TableConverter.table(this);
      table = made;
    }
    return made;
  }

  /**
   * Returns the same rows with the columns of a table, which must have as many rows. Times that are
   * the same as in the table of this chunk keep their microseconds.
   *
   * @throws SchemaException if the table has other columns than expected, or a column has a type
   *     without a counterpart
   */
  public Chunk withTable(Table same, Schema expected) {
    if (same.rowCount() != rowCount) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d rows went in and %d came out: a function of a table must return as many rows, in"
                  + " order. Use Stages.filter to remove rows",
              rowCount,
              same.rowCount()));
    }
    return with(expected, TableConverter.vectors(same, expected, this));
  }

  /**
   * Returns the same rows with the columns of a table, which must have as many rows. All of its
   * columns become declared columns.
   */
  public Chunk withTable(Table same) {
    return withTable(same, Schema.of(same));
  }

  /**
   * Returns the bytes of the dictionaries of the text columns, each counted once. They are not part
   * of {@link #retainedBytes}, because most are shared by all chunks of a source, which counts
   * them.
   */
  public long dictionaryBytes() {
    Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    return dictionaryBytes(seen);
  }

  private long dictionaryBytes(Set<Object> seen) {
    long sum = 0;
    for (Vector vector : vectors) {
      if (vector instanceof StringVector text && seen.add(text.dictionary())) {
        sum += text.dictionary().retainedBytes();
      }
    }
    return sum;
  }

  /**
   * Returns the bytes that several chunks retain, including dictionaries. Shared objects are
   * counted once.
   */
  public static long retainedBytes(List<Chunk> chunks) {
    Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    long sum = 0;
    for (Chunk chunk : chunks) {
      if (chunk.sourceRows != null && seen.add(chunk.sourceRows)) {
        sum += MemorySizes.longs(chunk.sourceRows.length);
      }
      for (Vector vector : chunk.vectors) {
        sum += seen.add(vector) ? vector.retainedBytes() : 0;
      }
      sum += chunk.dictionaryBytes(seen);
    }
    return sum;
  }

  /**
   * Returns the bytes of the arrays of this chunk. An array that several columns share is counted
   * for each of them.
   */
  public long retainedBytes() {
    long sum = sourceRows == null ? 0 : MemorySizes.longs(sourceRows.length);
    for (Vector vector : vectors) {
      sum += vector.retainedBytes();
    }
    return sum;
  }

  @Override
  public String toString() {
    return rowCount == 0
        ? "a chunk of no rows, " + schema.size() + " columns"
        : String.format(
            Locale.ROOT,
            "rows %d-%d (%d), %d columns",
            sourceRow(0),
            sourceRow(rowCount - 1),
            rowCount,
            schema.size());
  }
}
