package org.bandsaw.report;

import java.util.List;
import org.bandsaw.data.Schema;
import tech.tablesaw.api.Table;

/**
 * The first rows after each step. Prints as tables.
 *
 * @param steps the source first, then the steps in order
 */
public record Preview(List<Step> steps) {

  /**
   * One step.
   *
   * @param name the step's name; {@code source} for the first
   * @param schema the columns that come out of it
   * @param table the rows that come out of it
   */
  public record Step(String name, Schema schema, Table table) {}

  public Preview {
    steps = List.copyOf(steps);
  }

  /** The rows after a step. */
  public Table after(String step) {
    return steps.stream()
        .filter(s -> s.name().equals(step))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no step '"
                        + step
                        + "'; there are: "
                        + String.join(", ", steps.stream().map(Step::name).toList())))
        .table();
  }

  /** The rows after the last step. */
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
