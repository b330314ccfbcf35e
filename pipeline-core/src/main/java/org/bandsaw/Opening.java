package org.bandsaw;

import java.util.ArrayList;
import java.util.List;
import org.bandsaw.data.Schema;
import org.bandsaw.data.SchemaException;
import org.bandsaw.learn.LearnRun;
import org.bandsaw.learn.Learning;
import org.bandsaw.stage.Stage;
import org.bandsaw.stage.StageChain;

/** What can be said about a pipeline and a schema before a row is read. */
final class Opening {

  private Opening() {}

  /** The columns after each step, the input first. */
  static List<Schema> schemas(Pipeline pipeline, Schema input) {
    List<Schema> schemas = new ArrayList<>();
    schemas.add(input);
    Schema schema = input;
    for (Stage stage : pipeline.stages()) {
      schema = StageChain.open(stage, schema).output();
      schemas.add(schema);
    }
    return schemas;
  }

  /**
   * The columns after each step, the input first, of a pipeline in which nothing is wrong; else one
   * exception with everything that is.
   */
  static List<Schema> check(Pipeline pipeline, Schema input) {
    List<SchemaException> problems = new ArrayList<>();
    List<Schema> schemas = new ArrayList<>();
    schemas.add(input);
    Schema schema = input;
    for (Stage stage : pipeline.stages()) {
      try {
        schema = StageChain.open(stage, schema).output();
      } catch (SchemaException problem) {
        // what this step would have made is unknown; go on with what there is
        problems.add(problem);
      }
      schemas.add(schema);
    }
    if (pipeline.learning().isPresent()) {
      Learning learning = pipeline.learning().get();
      try {
        LearnRun.check(learning, schema);
        problems.addAll(LeakGuard.of(pipeline, schemas).problems());
      } catch (SchemaException problem) {
        problems.add(problem);
      }
    }
    if (problems.size() == 1) {
      throw problems.get(0);
    }
    if (!problems.isEmpty()) {
      StringBuilder text =
          new StringBuilder(
              problems.size() + " problems, later ones may follow from earlier ones:");
      for (SchemaException problem : problems) {
        text.append("\n  - ").append(problem.getMessage());
      }
      SchemaException all = new SchemaException(text.toString());
      problems.forEach(all::addSuppressed);
      throw all;
    }
    return schemas;
  }
}
