package org.bandsaw.source;

import java.io.IOException;
import org.bandsaw.data.Schema;
import tech.tablesaw.api.Table;

/**
 * A description of input: immutable, and shared by any number of runs. What it can do beyond being
 * read once is said by type: see {@link Replayable}.
 */
public interface Source {

  /** What errors and reports call it; a file's name, for one. */
  String name();

  /**
   * Begins to read. The reader's schema is known when this returns; the first rows may have been
   * looked at for that, never all of them.
   *
   * @throws IOException when the input cannot be opened
   * @throws org.bandsaw.data.BandsawException when what is found at its beginning cannot be read
   */
  ChunkReader open() throws IOException;

  /**
   * Names and types, found by opening the source, looking at its beginning as far as {@link #open}
   * does, and closing it. A source that can be opened once only has been used up then.
   *
   * @throws SourceFailedException when it cannot be read
   */
  default Schema schema() {
    try (ChunkReader reader = open()) {
      return reader.schema();
    } catch (IOException e) {
      throw new SourceFailedException(name(), "could not be opened: " + e.getMessage(), e);
    }
  }

  /**
   * The first rows as a table, to look at. The source is opened and closed for it; one that can be
   * opened once only has been used up then.
   *
   * @param rows at least 1; fewer come when the source ends before, or has nothing more to give for
   *     a second
   * @throws SourceFailedException when it cannot be read
   */
  default Table head(int rows) {
    return SourcePreview.head(this, rows);
  }

  /**
   * The first rows of this source, and no more.
   *
   * @param rows at least 0
   */
  default Source limit(long rows) {
    return new LimitedSource(this, rows);
  }
}
