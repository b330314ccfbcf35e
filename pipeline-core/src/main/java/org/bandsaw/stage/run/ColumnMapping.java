package org.bandsaw.stage.run;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.Schema;
import org.bandsaw.data.Vector;

/**
 * The positions of a stage's columns in its input and output chunks. They are looked up again only
 * when a chunk has another schema object, as it has after a stage upstream added columns.
 */
public final class ColumnMapping implements RunPart {

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
   * Creates a mapping for this input.
   *
   * @param reads columns of the input whose positions are looked up
   * @param makes columns of the output that the stage makes; all others are taken from the input
   * @param change returns the output schema for an input schema
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

  /** Returns a mapping of the same columns for another run, at the same input schema. */
  public ColumnMapping copy() {
    return new ColumnMapping(input, inputColumns, producedColumns, schemaTransform);
  }

  /**
   * Returns a schema with another column.
   *
   * @param replaces whether it replaces the column of its name, or follows the declared columns
   */
  public static Schema withColumn(Schema schema, ColumnSpec column, boolean replaces) {
    return replaces ? schema.withReplaced(column) : schema.with(column);
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

  /** Looks up the positions in the schema of a chunk. */
  @SuppressWarnings("ReferenceEquality") // an equal schema object costs another look-up
  public void resolve(Schema schema) {
    if (schema != input) {
      input = schema;
      output = schemaTransform.apply(schema);
      resolvePositions();
    }
  }

  /** Returns the output schema for the input schema that was last resolved. */
  public Schema output() {
    return output;
  }

  /** Returns the output schema for this input schema. */
  public Schema outputFor(Schema schema) {
    return schemaTransform.apply(schema);
  }

  /** Returns the position in the input of the n-th column that is read. */
  public int inputIndex(int n) {
    return inputPositions[n];
  }

  /**
   * Returns the output chunk.
   *
   * @param made the columns that the stage makes, in the order in which they were declared
   */
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

  @Override
  public void mark() {
    markedInput = input;
  }

  /** Returns to the input schema of the mark: columns added upstream since then are gone. */
  @Override
  public void rollback() {
    resolve(markedInput);
  }
}
