package org.bandsaw.state;

/** Something whose state can be saved and put back: stages, models, metrics. */
public interface Saveable {

  /** Writes the whole state; equal states must give equal bytes. */
  void save(StateWriter out);

  /**
   * Takes over a state that {@link #save} wrote, in place of the present one.
   *
   * @throws StateCorruptException when the bytes are not such a state
   */
  void load(StateReader in);
}
