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
 * Rows of a source that travel together: a schema, a vector per column, and the source row of each
 * row, which stays known when rows in between have been filtered out.
 *
 * <p>A chunk is valid during the call that received it; its vectors may be used again for the next
 * one. {@link #table()} gives a table of its own, which may be kept; {@link #slice} copies. Chunks
 * are used by one thread at a time.
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
   * Consecutive source rows.
   *
   * @param firstRow the source row of the first one, from 0
   * @param schema names and types, one for each vector
   * @param rowCount the length of every vector
   * @param vectors not copied
   */
  public static Chunk of(long firstRow, Schema schema, int rowCount, Vector... vectors) {
    check(schema, rowCount, vectors);
    return new Chunk(schema, vectors, rowCount, firstRow, null);
  }

  /** Consecutive source rows out of a table, whose values are copied. */
  public static Chunk of(long firstRow, Table table) {
    return of(firstRow, table, Schema.of(table));
  }

  /**
   * Consecutive source rows out of a table that must have this schema; columns may stand in another
   * order.
   *
   * @throws SchemaException when a column is absent or has another type
   */
  public static Chunk of(long firstRow, Table table, Schema schema) {
    return of(firstRow, schema, table.rowCount(), TableConverter.vectors(table, schema));
  }

  /** No rows of this schema. */
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

  /** Names and types of the columns. */
  public Schema schema() {
    return schema;
  }

  /** The number of rows. */
  public int rowCount() {
    return rowCount;
  }

  /** The source row of a row of this chunk, from 0. */
  public long sourceRow(int row) {
    return sourceRows == null ? firstRow + Objects.checkIndex(row, rowCount) : sourceRows[row];
  }

  /** The source row that this chunk began with, even if that row has been filtered out. */
  public long firstSourceRow() {
    return firstRow;
  }

  /** Whether the rows follow one another in the source without a gap. */
  public boolean isContiguous() {
    return sourceRows == null;
  }

  /** The values of a column. */
  public Vector vector(int column) {
    return vectors[column];
  }

  /** The values of a column; {@link SchemaException} when there is none of this name. */
  public Vector vector(String column) {
    return vectors[schema.indexOf(column)];
  }

  /** The values of a column of doubles. */
  public DoubleVector doubles(String column) {
    schema.require(column, ValueType.DOUBLE);
    return (DoubleVector) vector(column);
  }

  /** The values of a column of text. */
  public StringVector strings(String column) {
    schema.require(column, ValueType.STRING);
    return (StringVector) vector(column);
  }

  /** The vectors, in the order of the schema, in an array of their own. */
  public Vector[] vectors() {
    return vectors.clone();
  }

  /** The same rows with other columns. The vectors are not copied. */
  public Chunk with(Schema other, Vector... columns) {
    check(other, rowCount, columns);
    return new Chunk(other, columns, rowCount, firstRow, sourceRows);
  }

  /** The same rows with columns added behind the declared ones; the others are shared. */
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

  /** The same rows with a column of a Tablesaw table added, or several. */
  public Chunk withColumns(Column<?>... columns) {
    Table added = Table.create("added", columns);
    Schema specs = Schema.of(added);
    return withColumns(specs.columns(), List.of(TableConverter.vectors(added, specs)));
  }

  /**
   * Only the rows at these positions, which ascend: the one way in which rows leave. The values are
   * copied.
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

  /** Only the rows that a selection of Tablesaw names; see {@link #selectRows}. */
  public Chunk where(Selection chosen) {
    int[] positions = chosen.toArray();
    return selectRows(positions, positions.length);
  }

  /**
   * The same rows in another order. The values are copied.
   *
   * @param positions the row that comes first, second and so on: each row once
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

  /** A copy of the rows {@code from} (included) to {@code to} (excluded). */
  public Chunk slice(int from, int to) {
    Objects.checkFromToIndex(from, to, rowCount);
    Vector[] cut = new Vector[vectors.length];
    for (int i = 0; i < vectors.length; i++) {
      cut[i] = vectors[i].slice(from, to);
    }
    return sliceWith(from, to, cut);
  }

  /**
   * The rows {@code from} (included) to {@code to} (excluded) with vectors that hold their values,
   * which are not copied.
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
   * What became of all slices of this chunk, one behind the other, as if it had not been sliced.
   *
   * @param slices in order, all with the columns of the first; rows may have left them
   * @param values what they hold, not copied
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
   * These rows as a Tablesaw table. It is made when first asked for, holds copies, and may be kept;
   * what is written into it reaches nobody. Times are cut to the millisecond there.
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
   * The same rows with the columns of a table, which must have as many rows. Times that the table
   * still has as this chunk gave them keep their microseconds.
   *
   * @throws SchemaException when a column's type has no counterpart
   */
  public Chunk withTable(Table same, Schema expected) {
    if (same.rowCount() != rowCount) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d rows went in and %d came out: a function of a table must return as many rows, in"
                  + " order. Use Stages.filter to lose rows",
              rowCount,
              same.rowCount()));
    }
    return with(expected, TableConverter.vectors(same, expected, this));
  }

  /**
   * The same rows with the columns of a table, which must have as many rows; all of its columns are
   * declared.
   */
  public Chunk withTable(Table same) {
    return withTable(same, Schema.of(same));
  }

  /**
   * Bytes of the dictionaries behind the text columns, each counted once. They are no part of
   * {@link #retainedBytes}, since most are shared by all chunks of a source, which counts them.
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

  /** Bytes behind several chunks, dictionaries included; what they share is counted once. */
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

  /** Bytes of the arrays behind this chunk, shared ones counted once each time they stand here. */
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
