package org.bandsaw.bench;

import java.util.List;
import java.util.Optional;
import org.bandsaw.Pipeline;
import org.bandsaw.source.CsvSource;
import org.bandsaw.source.Source;

/**
 * A way to make features of a file and to learn from them, known by name. Found through {@link
 * java.util.ServiceLoader}: name the class in {@code META-INF/services/org.bandsaw.bench.Recipe}.
 */
public interface Recipe {

  /** What {@code --recipe} calls it; unique among the recipes that are found. */
  String name();

  /** What it does, in half a line. */
  String description();

  /** What is learned when nobody says; empty when it must be said, as it is without an answer. */
  default Optional<String> defaultTarget() {
    return Optional.empty();
  }

  /**
   * How a file is read: with which types and forms of dates. As it stands, without an answer of the
   * recipe's own.
   */
  default CsvSource configure(CsvSource file) {
    return file;
  }

  /**
   * Decides what is done with a source. May read its first rows, never all of them.
   *
   * @param source what will be run; opened anew for the run
   * @param target the column to be learned
   * @throws IllegalArgumentException when it cannot learn this target
   * @throws org.bandsaw.data.BandsawException when the source cannot be read or does not fit
   */
  Plan plan(Source source, String target);

  /**
   * What a recipe has decided.
   *
   * @param pipeline the steps, in order, and the learners that are used unless others are named
   * @param dropped columns of the source that are left out, each with the reason
   */
  record Plan(Pipeline pipeline, List<String> dropped) {

    public Plan {
      dropped = List.copyOf(dropped);
    }
  }
}
