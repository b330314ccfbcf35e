package org.bandsaw.engine.check;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bandsaw.data.NearestNames;
import org.bandsaw.data.Schema;
import org.bandsaw.data.SchemaException;
import org.bandsaw.learn.LearnerRun;
import org.bandsaw.learn.LearnerSpec;
import org.bandsaw.report.Explanation;
import org.bandsaw.stage.BatchOnlyStage;
import org.bandsaw.stage.Stage;
import org.bandsaw.stage.StageChain;
import org.bandsaw.trained.PipelineDefinition;

/** Checks a pipeline against the columns of a source before a row is read. */
public final class PipelineCheck {

  private PipelineCheck() {}

  /**
   * The result of a check.
   *
   * @param schemas the columns after each stage, the input first
   * @param notes what a reader of the report should know
   * @param problems what is wrong
   */
  public record Result(List<Schema> schemas, List<String> notes, List<SchemaException> problems) {}

  /**
   * Refuses a pipeline that only a batch can run.
   *
   * @throws IllegalStateException naming the stages, or the learner if no stage is the reason
   */
  public static void requireStreamable(PipelineDefinition definition) {
    List<String> batchOnly = batchOnlyStages(definition);
    if (!batchOnly.isEmpty()) {
      throw new IllegalStateException(
          "a stream cannot run "
              + String.join(", ", batchOnly)
              + ", which need whole columns. Use runBatch(), or row-causal stages instead");
    }
    if (!isStreamable(definition)) {
      throw new IllegalStateException(
          "learner '"
              + definition.learners().get(0).name()
              + "' needs all rows at once, which a stream never has. Use runBatch(), or learn with"
              + " Learners.refit(learner, lastRows)");
    }
  }

  /** Returns whether a stream can run a pipeline. */
  public static boolean isStreamable(PipelineDefinition definition) {
    List<LearnerSpec> learners = definition.learners();
    return batchOnlyStages(definition).isEmpty()
        && (learners.isEmpty() || learners.stream().anyMatch(LearnerSpec::isOnline));
  }

  private static List<String> batchOnlyStages(PipelineDefinition definition) {
    List<String> names = new ArrayList<>();
    for (Stage stage : definition.stages()) {
      if (stage instanceof BatchOnlyStage) {
        names.add("'" + stage.name() + "'");
      }
    }
    return names;
  }

  private static List<Schema> schemas(PipelineDefinition definition, Schema input) {
    List<Schema> schemas = new ArrayList<>();
    schemas.add(input);
    Schema schema = input;
    for (Stage stage : definition.stages()) {
      schema = StageChain.open(stage, schema).output();
      schemas.add(schema);
    }
    return schemas;
  }

  /**
   * Checks a pipeline; returns if nothing is wrong.
   *
   * @throws SchemaException with all problems at once
   */
  public static Result check(
      PipelineDefinition definition, Map<String, String> allowedLeaks, Schema input) {
    List<SchemaException> problems = new ArrayList<>();
    List<Schema> schemas = new ArrayList<>();
    schemas.add(input);
    Schema schema = input;
    for (Stage stage : definition.stages()) {
      try {
        schema = StageChain.open(stage, schema).output();
      } catch (SchemaException problem) {
        // the output columns are unknown; the next stage is checked against the input of this one
        problems.add(problem);
      }
      schemas.add(schema);
    }
    int stageProblems = problems.size();
    for (LearnerSpec learner : definition.learners()) {
      try {
        LearnerRun.check(learner, schema);
      } catch (SchemaException problem) {
        problems.add(problem);
      }
    }
    if (problems.size() > stageProblems) {
      throw combine(problems); // leaks cannot be found without the learners' columns
    }
    Result leaks = checkLeaks(definition, allowedLeaks, schemas);
    problems.addAll(leaks.problems());
    if (problems.isEmpty()) {
      return leaks;
    }
    throw combine(problems);
  }

  private static Result checkLeaks(
      PipelineDefinition definition, Map<String, String> allowedLeaks, List<Schema> schemas) {
    Set<String> notes = new LinkedHashSet<>();
    Set<String> features = new LinkedHashSet<>();
    List<SchemaException> problems = new ArrayList<>();
    for (LearnerSpec learner : definition.learners()) {
      LeakCheck leaks = new LeakCheck(definition.stages(), learner, schemas, allowedLeaks);
      for (String stage : leaks.stagesWithoutLineage()) {
        notes.add("stage '" + stage + "' does not declare which columns it reads");
      }
      for (String leak : leaks.allowedLeaks()) {
        notes.add("allowed to leak: " + leak);
      }
      features.addAll(leaks.features());
      for (SchemaException problem : leaks.problems()) {
        if (problems.stream().noneMatch(p -> p.getMessage().equals(problem.getMessage()))) {
          problems.add(problem);
        }
      }
    }
    for (String name : allowedLeaks.keySet()) {
      if (!features.contains(name)) {
        problems.add(
            new SchemaException(
                "",
                name,
                "",
                NearestNames.of(name, features),
                "a leak is allowed for '"
                    + name
                    + "', which is not a feature of this pipeline"
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

  /** Returns the columns after each stage; problems that a run would refuse are notes. */
  public static Explanation explain(
      PipelineDefinition definition, Map<String, String> allowedLeaks, Schema input) {
    List<Schema> schemas = schemas(definition, input);
    List<Explanation.Step> steps = new ArrayList<>();
    steps.add(new Explanation.Step("source", input));
    for (int i = 0; i < definition.stages().size(); i++) {
      steps.add(new Explanation.Step(definition.stages().get(i).name(), schemas.get(i + 1)));
    }
    Schema output = schemas.get(schemas.size() - 1);
    List<String> features = List.of();
    if (!definition.learners().isEmpty()) {
      features = LearnerRun.features(definition.learners().get(0), output).names();
    }
    Result leaks = checkLeaks(definition, allowedLeaks, schemas);
    List<String> notes = new ArrayList<>();
    leaks.problems().forEach(leak -> notes.add("refused when it runs: " + leak.getMessage()));
    notes.addAll(leaks.notes());
    return new Explanation(steps, features, notes);
  }
}
