package org.bandsaw.trained;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.bandsaw.learn.Learner;
import org.bandsaw.learn.LearnerSpec;
import org.bandsaw.stage.Stage;
import org.bandsaw.stage.Stages;
import org.bandsaw.stage.TableFunction;

/**
 * The user code of a pipeline, which its file cannot contain: function stages and custom learners,
 * by name. Immutable.
 */
public final class UserCode {

  private static final UserCode NONE = new UserCode(Map.of(), Map.of());

  private final Map<String, Stage> stages;
  private final Map<String, Learner> learners;

  private UserCode(Map<String, Stage> stages, Map<String, Learner> learners) {
    this.stages = stages;
    this.learners = learners;
  }

  /** Returns no user code. */
  public static UserCode none() {
    return NONE;
  }

  /** Returns all stages and learners of a definition. */
  public static UserCode of(PipelineDefinition definition) {
    UserCode code = NONE;
    for (Stage stage : definition.stages()) {
      code = code.stage(stage);
    }
    for (LearnerSpec spec : definition.learners()) {
      code = code.learner(spec.learner());
    }
    return code;
  }

  /** Returns this code with an additional function stage. */
  public UserCode stage(String name, TableFunction function) {
    return stage(Stages.tables(name, function));
  }

  /** Returns this code with an additional stage. */
  public UserCode stage(Stage stage) {
    Map<String, Stage> more = new LinkedHashMap<>(stages);
    more.put(stage.name(), stage);
    return new UserCode(more, learners);
  }

  /** Returns this code with an additional learner. */
  public UserCode learner(Learner learner) {
    Map<String, Learner> more = new LinkedHashMap<>(learners);
    more.put(learner.name(), learner);
    return new UserCode(stages, more);
  }

  Optional<Stage> stage(String name) {
    return Optional.ofNullable(stages.get(name));
  }

  Optional<Learner> learner(String name) {
    return Optional.ofNullable(learners.get(name));
  }
}
