package org.bandsaw.sink;

import java.io.IOException;
import org.bandsaw.data.Schema;

/** A description of a destination of rows. Immutable. */
public interface Sink {

  /** Returns the name used in messages and reports, for example the name of a file. */
  String name();

  /**
   * Opens the destination. Must throw if another run writes to the same file.
   *
   * @param rows the columns of the last step, with {@code prediction} as the last declared one if
   *     {@link #wantsPrediction}
   * @throws IOException if the destination cannot be opened
   */
  SinkRun open(Schema rows) throws IOException;

  /** Whether the rows include the prediction made before learning. Default: false. */
  default boolean wantsPrediction() {
    return false;
  }

  /**
   * Whether all columns must be known when the sink is opened. A pipeline with dynamic columns is
   * then rejected. Default: false.
   */
  default boolean needsFixedColumns() {
    return false;
  }
}
