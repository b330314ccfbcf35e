package org.bandsaw.stage.run;

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
public final class ColumnMapping {

  private final List<String> inputColumns;
  private final List<String> producedColumns;
  private final UnaryOperator<Schema> schemaTransform;
  private Schema input;
  private Schema output;
  private Schema markedInput;
  private int[] inputPositions = {};
  private int[] outputPositions = {};
  private int[] sourcePositions = {};

  /**
   * @param reads columns that are looked up in what comes in
   * @param makes columns of the output that the stage makes; all others are taken from what comes
   *     in
   * @param change from the schema that comes in to the one that goes out
   */
  public ColumnMapping(
      Schema input, List<String> reads, List<String> makes, UnaryOperator<Schema> change) {
    this.inputColumns = reads;
    this.producedColumns = makes;
    this.schemaTransform = change;
    this.input = input;
    this.markedInput = input;
    this.output = change.apply(input);
    resolvePositions();
  }

  private void resolvePositions() {
    inputPositions = positions(input, inputColumns);
    outputPositions = positions(output, producedColumns);
    Set<String> made = new HashSet<>(producedColumns);
    sourcePositions = new int[output.size()];
    for (int i = 0; i < sourcePositions.length; i++) {
      String name = output.column(i).name();
      sourcePositions[i] = made.contains(name) ? -1 : input.indexOf(name);
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
  @SuppressWarnings("ReferenceEquality")
  public // an equal schema object is only looked up again
  void resolve(Schema schema) {
    if (schema != input) {
      input = schema;
      output = schemaTransform.apply(schema);
      resolvePositions();
    }
  }

  public Schema output() {
    return output;
  }

  /** What would go out if this came in. */
  public Schema outputFor(Schema schema) {
    return schemaTransform.apply(schema);
  }

  /** The position, in what comes in, of the n-th column that is read. */
  public int inputIndex(int n) {
    return inputPositions[n];
  }

  /** The rows of a chunk with the columns that go out. */
  public Chunk outputChunk(Chunk in, Vector... made) {
    Vector[] vectors = new Vector[sourcePositions.length];
    for (int i = 0; i < vectors.length; i++) {
      if (sourcePositions[i] >= 0) {
        vectors[i] = in.vector(sourcePositions[i]);
      }
    }
    for (int i = 0; i < made.length; i++) {
      vectors[outputPositions[i]] = made[i];
    }
    return in.with(output, vectors);
  }

  public void mark() {
    markedInput = input;
  }

  /** Columns that grew upstream since the mark are gone again. */
  public void rollback() {
    resolve(markedInput);
  }
}
