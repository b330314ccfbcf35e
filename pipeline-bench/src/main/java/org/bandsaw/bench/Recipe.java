package org.bandsaw.bench;

import java.util.List;
import org.bandsaw.source.Source;
import org.bandsaw.stage.Stage;

/**
 * A way to make features of a file, known by name. Found through {@link java.util.ServiceLoader}:
 * name the class in {@code META-INF/services/org.bandsaw.bench.Recipe}.
 */
public interface Recipe {

  /** What {@code --recipe} calls it; unique among the recipes that are found. */
  String name();

  /** What it does, in half a line. */
  String description();

  /**
   * Decides the steps for a source. May read its first rows, never all of them.
   *
   * @param source what will be run; opened anew for the run
   * @param target the column to be learned
   * @throws org.bandsaw.data.BandsawException when the source cannot be read or does not fit
   */
  Plan plan(Source source, String target);

  /**
   * What a recipe has decided.
   *
   * @param stages the steps, in order
   * @param notFeatures columns of the last step, beside the target, that must not be features
   * @param dropped columns of the source that are left out, each with the reason
   */
  record Plan(List<Stage> stages, List<String> notFeatures, List<String> dropped) {

    public Plan {
      stages = List.copyOf(stages);
      notFeatures = List.copyOf(notFeatures);
      dropped = List.copyOf(dropped);
    }
  }
}
