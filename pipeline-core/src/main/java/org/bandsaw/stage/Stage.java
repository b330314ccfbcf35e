package org.bandsaw.stage;

import org.bandsaw.data.Schema;

/**
 * A description of one step of a pipeline. It is immutable, and any number of runs and threads may
 * share it. Two stages with equal settings are equal; records are ideal.
 */
public interface Stage {

  /** Returns the name, which is unique in a pipeline and part of every error and report. */
  String name();

  /**
   * Opens a run on rows of this schema.
   *
   * @throws org.bandsaw.data.SchemaException if a column is absent or has an unsuitable type
   */
  StageRun open(Schema input);

  /**
   * Returns the input columns that each output column depends on. Default: unknown; reports list
   * the columns of such a stage as unknown.
   */
  default Lineage lineage(Schema input) {
    return Lineage.unknown();
  }

  /** Returns whether the stage may drop rows, which the run counts. Default: false. */
  default boolean isFilter() {
    return false;
  }

  /**
   * Returns the version of the stage's code, which is part of a pipeline's definition. Increase it
   * when a change of the code changes the output. Default: 1.
   */
  default int version() {
    return 1;
  }
}
