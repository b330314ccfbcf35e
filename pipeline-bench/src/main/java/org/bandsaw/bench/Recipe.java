package org.bandsaw.bench;

import java.util.List;
import java.util.Optional;
import org.bandsaw.Pipeline;
import org.bandsaw.source.CsvSource;
import org.bandsaw.source.Source;

/**
 * A named pipeline for the command line: how a file is read, the stages and the default learners.
 * Implementations are found through {@link java.util.ServiceLoader}: list the class in {@code
 * META-INF/services/org.bandsaw.bench.Recipe}.
 */
public interface Recipe {

  /** Returns the name for {@code --recipe}, which must be unique. */
  String name();

  /** Returns a short description, half a line long. */
  String description();

  /** Returns the default target column. Default: empty, so that {@code --target} is required. */
  default Optional<String> defaultTarget() {
    return Optional.empty();
  }

  /**
   * Configures how the file is read, such as column types and date patterns. Default: the source
   * unchanged.
   */
  default CsvSource configure(CsvSource file) {
    return file;
  }

  /**
   * Creates the pipeline for a source. May read the first rows of the source, but not all of them.
   *
   * @param source the source of the run, which is opened again for the run
   * @param target the target column
   * @throws IllegalArgumentException if the recipe does not support this target
   * @throws org.bandsaw.data.BandsawException if the source cannot be read or does not fit
   */
  Plan plan(Source source, String target);

  /**
   * The result of {@link #plan}.
   *
   * @param pipeline the stages, in order, and the default learners
   * @param dropped the columns of the source that are not used, each with the reason
   */
  record Plan(Pipeline pipeline, List<String> dropped) {

    public Plan {
      dropped = List.copyOf(dropped);
    }
  }
}
