package org.bandsaw.stage;

/** A built-in stage that makes one column, which can be given another name. */
public interface DerivedStage extends NamedStage {

  @Override
  DerivedStage named(String name);

  /**
   * Returns this stage with another name for the column that it makes.
   *
   * @param column not empty
   */
  DerivedStage as(String column);
}
