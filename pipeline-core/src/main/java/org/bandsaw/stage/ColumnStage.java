package org.bandsaw.stage;

import java.util.List;

/**
 * A stage that does the same to each of its columns, so that it can be applied to other columns:
 * the argument of {@link Stages#onAll}.
 */
public interface ColumnStage extends NamedStage {

  @Override
  ColumnStage named(String name);

  /**
   * Returns the stages that do to other columns what this stage does to its own: either one stage
   * for all of them, or one stage for each, in their order. The settings are copied. The name of
   * this stage and the names of columns that it makes are not.
   *
   * @param columns at least one
   */
  List<Stage> forColumns(List<String> columns);
}
