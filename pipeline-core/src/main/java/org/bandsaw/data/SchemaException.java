package org.bandsaw.data;

import java.util.List;

/**
 * A column that is not there or has another type than a step needs; thrown when a job opens, before
 * the first row.
 */
public final class SchemaException extends BandsawException {

  private static final long serialVersionUID = 1L;

  private final String stage;
  private final String column;
  private final String found;
  private final transient List<String> nearest;
  private final String problem;

  /**
   * @param stage the step that asked, empty when none did
   * @param column the column asked for
   * @param found what was there: a type, or empty when nothing was
   * @param nearest existing columns with a name like it, best first
   * @param problem the sentence that says what is wrong and what to do
   */
  public SchemaException(
      String stage, String column, String found, List<String> nearest, String problem) {
    super(stage.isEmpty() ? problem : "stage '" + stage + "': " + problem);
    this.stage = stage;
    this.column = column;
    this.found = found;
    this.nearest = List.copyOf(nearest);
    this.problem = problem;
  }

  /** A problem with the schema as a whole. */
  public SchemaException(String problem) {
    this("", "", "", List.of(), problem);
  }

  /** The same problem, said of a step. */
  public SchemaException withStage(String step) {
    return stage.isEmpty() ? new SchemaException(step, column, found, nearest, problem) : this;
  }

  /** The step that asked for the column; empty when none did. */
  public String stage() {
    return stage;
  }

  /** The column asked for; empty when the schema as a whole is meant. */
  public String column() {
    return column;
  }

  /** What was there instead: a type, or empty when there was no such column. */
  public String found() {
    return found;
  }

  /** Existing columns whose names are like the one asked for, best first. */
  public List<String> nearest() {
    return nearest;
  }
}
