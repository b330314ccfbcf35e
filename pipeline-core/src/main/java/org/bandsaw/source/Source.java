package org.bandsaw.source;

import java.io.IOException;
import org.bandsaw.data.Schema;
import tech.tablesaw.api.Table;

/**
 * A description of an input. Immutable, and shared by any number of runs. A source that can be
 * opened more than once is a {@link Replayable}.
 */
public interface Source {

  /** Returns the name used in messages and reports, for example the name of a file. */
  String name();

  /**
   * Opens a reader, whose schema is known when this method returns. It may read the first rows to
   * determine the schema, never the whole input.
   *
   * @throws IOException if the input cannot be opened
   * @throws org.bandsaw.data.BandsawException if the start of the input cannot be read
   */
  ChunkReader open() throws IOException;

  /**
   * Returns the names and types of the columns. Default: opens the source and closes it again, so
   * that a source that can be opened once only can no longer be read.
   *
   * @throws SourceFailedException if the source cannot be read
   */
  default Schema schema() {
    try (ChunkReader reader = open()) {
      return reader.schema();
    } catch (IOException e) {
      throw new SourceFailedException(name(), "could not be opened: " + e.getMessage(), e);
    }
  }

  /**
   * Returns the first rows as a table. Opens the source and closes it again, so that a source that
   * can be opened once only can no longer be read.
   *
   * @param rows at least 1; fewer are returned if the source ends earlier, or has no rows for a
   *     second
   * @throws SourceFailedException if the source cannot be read
   */
  default Table head(int rows) {
    return SourcePreview.head(this, rows);
  }

  /**
   * Returns a source that ends after the first rows of this one.
   *
   * @param rows at least 0
   */
  default Source limit(long rows) {
    return new LimitedSource(this, rows);
  }
}
