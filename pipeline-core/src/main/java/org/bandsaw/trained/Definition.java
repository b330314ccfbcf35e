package org.bandsaw.trained;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.bandsaw.learn.Learning;
import org.bandsaw.stage.Stage;
import org.bandsaw.state.Definitions;
import org.bandsaw.state.StateWriter;

/**
 * What a pipeline computes: its steps, what it learns, its seed. Immutable.
 *
 * @param stages the steps, in order
 * @param learning what is learned and how; empty when the pipeline only makes features
 * @param seed the seed of everything random
 */
public record Definition(List<Stage> stages, Optional<Learning> learning, long seed) {

  public Definition {
    stages = List.copyOf(stages);
    Objects.requireNonNull(learning, "learning");
  }

  /**
   * Equal for equal definitions, in hexadecimal. Built-in steps and learners count with all their
   * settings, user code by name and version.
   */
  public String digest() {
    StateWriter out = new StateWriter();
    DefinitionFormat.write(out, this);
    return Definitions.digest(out.toBytes());
  }
}
