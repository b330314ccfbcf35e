package org.bandsaw.stage;

/** A built-in stage that can be given another name. */
public interface NamedStage extends Stage {

  /**
   * Returns this stage under another name.
   *
   * @param name not empty; unique in a pipeline
   */
  NamedStage named(String name);
}
