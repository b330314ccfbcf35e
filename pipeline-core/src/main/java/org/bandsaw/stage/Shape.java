package org.bandsaw.stage;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.Schema;
import org.bandsaw.data.Vector;

/**
 * Where the columns of a stage stand in the chunks that come in and go out. Looked up again only
 * when a chunk comes with another schema object, as it does when columns grew upstream.
 */
final class Shape {

  private final List<String> reads;
  private final List<String> makes;
  private final UnaryOperator<Schema> change;
  private Schema input;
  private Schema output;
  private Schema marked;
  private int[] readAt = {};
  private int[] madeAt = {};
  private int[] takenFrom = {};

  /**
   * @param reads columns that are looked up in what comes in
   * @param makes columns of the output that the stage makes; all others are taken from what comes
   *     in
   * @param change from the schema that comes in to the one that goes out
   */
  Shape(Schema input, List<String> reads, List<String> makes, UnaryOperator<Schema> change) {
    this.reads = reads;
    this.makes = makes;
    this.change = change;
    this.input = input;
    this.marked = input;
    this.output = change.apply(input);
    look();
  }

  private void look() {
    readAt = positions(input, reads);
    madeAt = positions(output, makes);
    Set<String> made = new HashSet<>(makes);
    takenFrom = new int[output.size()];
    for (int i = 0; i < takenFrom.length; i++) {
      String name = output.column(i).name();
      takenFrom[i] = made.contains(name) ? -1 : input.indexOf(name);
    }
  }

  private static int[] positions(Schema schema, List<String> columns) {
    int[] positions = new int[columns.size()];
    for (int i = 0; i < positions.length; i++) {
      positions[i] = schema.indexOf(columns.get(i));
    }
    return positions;
  }

  /** Goes over to the schema of a chunk. */
  @SuppressWarnings("ReferenceEquality") // an equal schema object is only looked up again
  void over(Schema schema) {
    if (schema != input) {
      input = schema;
      output = change.apply(schema);
      look();
    }
  }

  Schema output() {
    return output;
  }

  /** What would go out if this came in. */
  Schema outputFor(Schema schema) {
    return change.apply(schema);
  }

  /** The position, in what comes in, of the n-th column that is read. */
  int read(int n) {
    return readAt[n];
  }

  /** The rows of a chunk with the columns that go out. */
  Chunk chunk(Chunk in, Vector... made) {
    Vector[] vectors = new Vector[takenFrom.length];
    for (int i = 0; i < vectors.length; i++) {
      if (takenFrom[i] >= 0) {
        vectors[i] = in.vector(takenFrom[i]);
      }
    }
    for (int i = 0; i < made.length; i++) {
      vectors[madeAt[i]] = made[i];
    }
    return in.with(output, vectors);
  }

  void mark() {
    marked = input;
  }

  /** Columns that grew upstream since the mark are gone again. */
  void rollback() {
    over(marked);
  }
}
