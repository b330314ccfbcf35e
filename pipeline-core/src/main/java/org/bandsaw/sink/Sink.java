package org.bandsaw.sink;

import java.io.IOException;
import org.bandsaw.data.Schema;

/** A description of a destination; immutable. */
public interface Sink {

  /** What errors and reports call it; a file's name, for one. */
  String name();

  /**
   * Opens the destination for rows of this schema. Two runs at once into one file are refused.
   *
   * @param rows the columns of the last step, with {@code prediction} last among the declared ones
   *     if this sink asks for it
   */
  SinkRun open(Schema rows) throws IOException;

  /** Whether this sink wants the prediction made before learning, as a column. */
  default boolean wantsPrediction() {
    return false;
  }

  /**
   * Whether all columns must be known when it opens; a pipeline whose columns grow is then refused.
   */
  default boolean needsFixedColumns() {
    return false;
  }
}
