package org.bandsaw.stage;

import java.util.List;

/**
 * Capability: does the same to each of its columns, so it can be put on others. What {@link
 * Stages#onAll} takes.
 */
public interface ColumnStage extends Stage {

  /**
   * What does to these columns what this stage does to its own: one stage for all of them, or one
   * for each, in their order. Settings go along; the stage's name, and names given to columns that
   * it makes, do not.
   *
   * @param columns at least one
   */
  List<Stage> forColumns(List<String> columns);
}
