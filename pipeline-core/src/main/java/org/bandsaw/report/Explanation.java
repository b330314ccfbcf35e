package org.bandsaw.report;

import java.util.List;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.Schema;

/**
 * The columns after each stage. Prints as a list of the columns that each stage adds, changes and
 * removes.
 *
 * @param steps the source, then the stages in order
 * @param features the features of the first learner, without columns that appear during the run.
 *     Empty without a learner
 * @param notes remarks for the reader, such as stages with unknown lineage, allowed leaks and
 *     reasons why a run would be refused
 */
public record Explanation(List<Step> steps, List<String> features, List<String> notes) {

  /**
   * The source or a stage.
   *
   * @param name the name of the stage; {@code source} for the source
   * @param schema the output columns
   */
  public record Step(String name, Schema schema) {}

  public Explanation {
    steps = List.copyOf(steps);
    features = List.copyOf(features);
    notes = List.copyOf(notes);
  }

  /** Returns the columns after the last stage. */
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
        int earlier = before.find(column.name());
        if (earlier < 0) {
          text.append("  + ").append(column).append('\n');
        } else if (before.column(earlier).type() != column.type()) {
          text.append("  ~ ").append(column).append(", was ");
          text.append(before.column(earlier).type()).append('\n');
        }
      }
      for (ColumnSpec removed : before.addedSince(step.schema())) {
        text.append("  - ").append(removed.name()).append('\n');
      }
      if (step.schema().isOpenEnded() && !before.isOpenEnded()) {
        text.append("  + columns that appear during the run\n");
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
