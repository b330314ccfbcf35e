package org.bandsaw.state;

/** An object whose state can be saved and loaded, such as a stage, a model or a metric. */
public interface Saveable {

  /** Writes the complete state. Equal states must produce equal bytes. */
  void save(StateWriter out);

  /**
   * Replaces the state by one that {@link #save} wrote.
   *
   * @throws StateCorruptException if the bytes are not such a state; the state of this object is
   *     undefined then
   */
  void load(StateReader in);
}
