package org.bandsaw.engine.commit;

import java.util.List;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.Vector;
import org.bandsaw.stage.ChainResult;

/**
 * Rows that passed the stages and were accepted. The participants of a commit receive it one after
 * the other; predictions that one of them publishes are visible to all later ones.
 */
public final class ProcessedChunk {

  private final PendingChunk input;
  private final ChainResult output;
  private final long allocatedBytes;
  private final long retainedBytes;
  private final long startNanos;
  private List<ColumnSpec> predictionColumns = List.of();
  private List<Vector> predictions = List.of();

  /**
   * @param input the rows before the stages
   * @param output the rows after the stages
   * @param allocatedBytes the bytes that the attempt allocated; -1 if unavailable
   * @param retainedBytes the bytes that the run accounted for after the attempt
   * @param startNanos when the attempt started
   */
  public ProcessedChunk(
      PendingChunk input,
      ChainResult output,
      long allocatedBytes,
      long retainedBytes,
      long startNanos) {
    this.input = input;
    this.output = output;
    this.allocatedBytes = allocatedBytes;
    this.retainedBytes = retainedBytes;
    this.startNanos = startNanos;
  }

  /** Returns all rows of a batch with their predictions. */
  public static ProcessedChunk ofBatch(
      Chunk rows, List<ColumnSpec> columns, List<Vector> predictions) {
    ProcessedChunk chunk =
        new ProcessedChunk(
            new PendingChunk(rows, 1, 1, false),
            new ChainResult(rows, new long[0], List.of()),
            -1,
            rows.retainedBytes(),
            0);
    chunk.publishPredictions(columns, predictions);
    return chunk;
  }

  /** Returns the rows before the stages. */
  public PendingChunk input() {
    return input;
  }

  /** Returns the rows after the stages. */
  public Chunk rows() {
    return output.rows();
  }

  /** Returns the rows after the stages, with the number of rows that each stage dropped. */
  public ChainResult output() {
    return output;
  }

  /** Returns the number of the chunk as it was read, from 1. */
  public long number() {
    return input.number();
  }

  /** Returns the bytes that the attempt allocated; -1 if unavailable. */
  public long allocatedBytes() {
    return allocatedBytes;
  }

  /** Returns the bytes that the run accounted for after the attempt. */
  public long retainedBytes() {
    return retainedBytes;
  }

  /** Returns when the attempt started. */
  public long startNanos() {
    return startNanos;
  }

  /** Sets the predictions of the rows, one vector for each column. */
  void publishPredictions(List<ColumnSpec> columns, List<Vector> values) {
    predictionColumns = columns;
    predictions = values;
  }

  /** Returns the columns of the predictions that earlier participants made. */
  public List<ColumnSpec> predictionColumns() {
    return predictionColumns;
  }

  /** Returns the predictions that earlier participants made; valid until the next commit. */
  public List<Vector> predictions() {
    return predictions;
  }
}
