package org.bandsaw;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.bandsaw.data.NearestNames;
import org.bandsaw.data.Schema;
import org.bandsaw.data.SchemaException;
import org.bandsaw.learn.LearnerRun;
import org.bandsaw.learn.LearnerSpec;
import org.bandsaw.stage.BatchOnlyStage;
import org.bandsaw.stage.Stage;
import org.bandsaw.stage.StageChain;

/** What can be said about a pipeline and a schema before a row is read. */
public final class PipelineCheck {

  private PipelineCheck() {}

  /**
   * What a check found.
   *
   * @param schemas the columns after each step, the input first
   * @param notes what a reader of the report should know
   * @param problems what is wrong
   */
  public record Result(List<Schema> schemas, List<String> notes, List<SchemaException> problems) {}

  /**
   * Refuses what only a batch can do.
   *
   * @throws IllegalStateException naming the steps, or the learners when no other is there
   */
  static void requireStreamable(Pipeline pipeline) {
    List<String> batchOnly = batchOnly(pipeline);
    if (!batchOnly.isEmpty()) {
      throw new IllegalStateException(
          "a stream cannot run "
              + String.join(", ", batchOnly)
              + ", which need whole columns. Use runBatch(), or row-causal steps instead");
    }
    List<LearnerSpec> learnings = pipeline.learners();
    if (!isStreamable(pipeline)) {
      throw new IllegalStateException(
          "learner '"
              + learnings.get(0).name()
              + "' needs all rows at once, which a stream never has. Use runBatch(), or learn with"
              + " Learners.refit(learner, lastRows)");
    }
  }

  /** Whether a stream can run a pipeline. */
  static boolean isStreamable(Pipeline pipeline) {
    boolean online = pipeline.learners().isEmpty();
    for (LearnerSpec learning : pipeline.learners()) {
      online |= learning.isOnline();
    }
    return online && batchOnly(pipeline).isEmpty();
  }

  private static List<String> batchOnly(Pipeline pipeline) {
    List<String> names = new ArrayList<>();
    for (Stage stage : pipeline.stages()) {
      if (stage instanceof BatchOnlyStage) {
        names.add("'" + stage.name() + "'");
      }
    }
    return names;
  }

  /** The columns after each step, the input first. */
  public static List<Schema> schemas(Pipeline pipeline, Schema input) {
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
   * Checks a pipeline in which nothing may be wrong; else one exception with everything that is.
   */
  static Result check(Pipeline pipeline, Schema input) {
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
    int before = problems.size();
    for (LearnerSpec learning : pipeline.learners()) {
      try {
        LearnerRun.check(learning, schema);
      } catch (SchemaException problem) {
        problems.add(problem);
      }
    }
    if (problems.size() > before) {
      throw combine(problems); // what leaks cannot be said without the columns
    }
    Result leaks = checkLeaks(pipeline, schemas);
    problems.addAll(leaks.problems());
    if (problems.isEmpty()) {
      return leaks;
    }
    throw combine(problems);
  }

  /** What leaks into the features of some learner. */
  public static Result checkLeaks(Pipeline pipeline, List<Schema> schemas) {
    Set<String> notes = new LinkedHashSet<>();
    Set<String> features = new LinkedHashSet<>();
    List<SchemaException> problems = new ArrayList<>();
    for (LearnerSpec learning : pipeline.learners()) {
      LeakCheck guard = LeakCheck.of(pipeline, learning, schemas);
      for (String step : guard.stepsWithoutLineage()) {
        notes.add("step '" + step + "' does not say what it reads");
      }
      for (String leak : guard.allowedLeaks()) {
        notes.add("allowed to leak: " + leak);
      }
      features.addAll(guard.features());
      for (SchemaException problem : guard.problems()) {
        if (problems.stream().noneMatch(p -> p.getMessage().equals(problem.getMessage()))) {
          problems.add(problem);
        }
      }
    }
    for (String name : pipeline.allowedLeaks().keySet()) {
      if (!features.contains(name)) {
        problems.add(
            new SchemaException(
                "",
                name,
                "",
                NearestNames.of(name, features),
                "a leak is allowed for '"
                    + name
                    + "', which is no feature of this pipeline"
                    + NearestNames.hint(name, features)));
      }
    }
    return new Result(schemas, List.copyOf(notes), problems);
  }

  private static SchemaException combine(List<SchemaException> problems) {
    if (problems.size() == 1) {
      return problems.get(0);
    }
    StringBuilder text =
        new StringBuilder(problems.size() + " problems, later ones may follow from earlier ones:");
    for (SchemaException problem : problems) {
      text.append("\n  - ").append(problem.getMessage());
    }
    SchemaException all = new SchemaException(text.toString());
    problems.forEach(all::addSuppressed);
    return all;
  }
}
