package org.bandsaw.stage;

import org.bandsaw.data.Schema;

/**
 * A description of one step: immutable, shared by any number of runs. Two stages with equal
 * settings are equal; records are ideal.
 */
public interface Stage {

  /** Unique within a pipeline; in every error and report. */
  String name();

  /**
   * Begins a run over rows of this schema.
   *
   * @throws org.bandsaw.data.SchemaException when a column is absent or has the wrong type
   */
  StageRun open(Schema input);

  /**
   * Which columns what it puts out comes from; what it does not mention passes through. The answer
   * of a stage that does not say is unknown, and reports list its columns as such.
   */
  default Lineage lineage(Schema input) {
    return Lineage.unknown();
  }

  /** Whether rows may get lost here; they are counted under the stage's name. */
  default boolean isFilter() {
    return false;
  }

  /**
   * The version of the code behind this stage, part of a pipeline's definition: raise it when the
   * code changes what comes out.
   */
  default int version() {
    return 1;
  }
}
