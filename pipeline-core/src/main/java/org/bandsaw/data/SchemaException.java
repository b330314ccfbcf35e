package org.bandsaw.data;

import java.util.List;

/**
 * Thrown if a column that a step needs does not exist or has another type. Usually thrown when a
 * job opens, before the first row.
 */
public final class SchemaException extends BandsawException {

  private static final long serialVersionUID = 1L;

  private final String stage;
  private final String column;
  private final String found;
  private final transient List<String> nearest;
  private final String problem;

  /**
   * @param stage the step that needs the column; empty if there is none
   * @param column the needed column; empty if the whole schema is meant
   * @param found the type that was found; empty if there is no such column
   * @param nearest existing columns with a similar name, nearest first
   * @param problem what is wrong, and what to do
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

  /** Returns the same exception for a step, unless it has a step already. */
  public SchemaException withStage(String step) {
    return stage.isEmpty() ? new SchemaException(step, column, found, nearest, problem) : this;
  }

  /** Returns the step that needs the column; empty if there is none. */
  public String stage() {
    return stage;
  }

  /** Returns the needed column; empty if the whole schema is meant. */
  public String column() {
    return column;
  }

  /** Returns the type that was found; empty if there is no such column. */
  public String found() {
    return found;
  }

  /** Returns existing columns with a similar name, nearest first. */
  public List<String> nearest() {
    return nearest;
  }
}
