package org.bandsaw.report;

import java.util.List;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.Schema;

/**
 * The columns after each step. Prints as a list of what each step adds, changes and takes away.
 *
 * @param steps the source first, then the steps in order
 * @param features what the first learner would be given, without what grows; empty without a
 *     learner
 * @param notes what a reader should know: steps that do not say what their columns come from, leaks
 *     that were allowed
 */
public record Explanation(List<Step> steps, List<String> features, List<String> notes) {

  /**
   * One step.
   *
   * @param name the step's name; {@code source} for the first
   * @param schema the columns that come out of it
   */
  public record Step(String name, Schema schema) {}

  public Explanation {
    steps = List.copyOf(steps);
    features = List.copyOf(features);
    notes = List.copyOf(notes);
  }

  /** The columns that come out of the last step. */
  public Schema output() {
    return steps.get(steps.size() - 1).schema();
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    Schema before = Schema.empty();
    for (Step step : steps) {
      text.append(step.name()).append('\n');
      for (ColumnSpec column : step.schema().columns()) {
        int was = before.find(column.name());
        if (was < 0) {
          text.append("  + ").append(column).append('\n');
        } else if (before.column(was).type() != column.type()) {
          text.append("  ~ ").append(column).append(", was ");
          text.append(before.column(was).type()).append('\n');
        }
      }
      for (ColumnSpec gone : before.addedSince(step.schema())) {
        text.append("  - ").append(gone.name()).append('\n');
      }
      if (step.schema().isOpenEnded() && !before.isOpenEnded()) {
        text.append("  + columns that appear while data passes\n");
      }
      before = step.schema();
    }
    if (!features.isEmpty()) {
      text.append("features: ").append(String.join(", ", features)).append('\n');
    }
    notes.forEach(note -> text.append("note: ").append(note).append('\n'));
    return text.toString();
  }
}
