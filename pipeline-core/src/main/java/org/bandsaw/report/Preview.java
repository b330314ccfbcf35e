package org.bandsaw.report;

import java.util.List;
import org.bandsaw.data.Schema;
import tech.tablesaw.api.Table;

/**
 * The first rows of a source after each stage. Prints as tables.
 *
 * @param steps the source, then the stages in order
 */
public record Preview(List<Step> steps) {

  /**
   * The source or a stage.
   *
   * @param name the name of the stage; {@code source} for the source
   * @param schema the output columns
   * @param table the output rows
   */
  public record Step(String name, Schema schema, Table table) {}

  public Preview {
    steps = List.copyOf(steps);
  }

  /**
   * Returns the rows after a stage.
   *
   * @param name the name of the stage, or {@code source}
   * @throws IllegalArgumentException if there is no such stage
   */
  public Table after(String name) {
    return steps.stream()
        .filter(step -> step.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no step '"
                        + name
                        + "'; the steps are: "
                        + String.join(", ", steps.stream().map(Step::name).toList())))
        .table();
  }

  /** Returns the rows after the last stage. */
  public Table output() {
    return steps.get(steps.size() - 1).table();
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Step step : steps) {
      text.append("after ").append(step.name()).append('\n');
      text.append(step.table().print()).append("\n\n");
    }
    return text.toString();
  }
}
