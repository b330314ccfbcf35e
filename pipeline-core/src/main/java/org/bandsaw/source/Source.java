package org.bandsaw.source;

import java.io.IOException;

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
}
