package org.bandsaw.engine.check;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.bandsaw.data.Schema;
import org.bandsaw.data.SchemaException;
import org.bandsaw.learn.LearnerRun;
import org.bandsaw.learn.LearnerSpec;
import org.bandsaw.learn.NewFeatures;
import org.bandsaw.stage.Lineage;
import org.bandsaw.stage.Stage;
import org.jspecify.annotations.Nullable;

/**
 * Finds features that depend on the target of their own row. The target is traced back through
 * renames and conversions to the column that it comes from; every column made from one of these
 * names is tainted, and so is every column made from a tainted one.
 */
final class LeakCheck {

  private final Set<String> leakingFeatures = new LinkedHashSet<>();
  private final Set<String> leakingDynamicStages = new LinkedHashSet<>();
  private final List<String> withoutLineage = new ArrayList<>();
  private final Set<String> features = new LinkedHashSet<>();
  private final Map<String, String> allowed;
  private final String target;

  /**
   * Checks the features of one learner.
   *
   * @param schemas the columns after each stage, the input first
   * @param allowed features that may leak, each with the user's reason
   */
  LeakCheck(
      List<Stage> stages, LearnerSpec learner, List<Schema> schemas, Map<String, String> allowed) {
    this.allowed = allowed;
    this.target = learner.target();
    List<Lineage> lineages = new ArrayList<>();
    for (int i = 0; i < stages.size(); i++) {
      Lineage lineage = stages.get(i).lineage(schemas.get(i));
      lineages.add(lineage);
      if (!lineage.isKnown()) {
        withoutLineage.add(stages.get(i).name());
      }
    }
    Schema output = schemas.get(schemas.size() - 1);
    Set<String> tainted = trace(stages, lineages, schemas);
    if (learner.newFeatures() == NewFeatures.IGNORE || !output.isOpenEnded()) {
      leakingDynamicStages.clear(); // dynamic columns never become features
    }
    features.addAll(LearnerRun.features(learner, output).names());
    for (String feature : features) {
      if (tainted.contains(feature)) {
        leakingFeatures.add(feature);
      }
    }
  }

  /** Returns the columns of the last stage that depend on the target of their own row. */
  private Set<String> trace(List<Stage> stages, List<Lineage> lineages, List<Schema> schemas) {
    List<@Nullable String> targetNames = targetNames(lineages, schemas);
    Set<String> tainted = new HashSet<>();
    addIfPresent(tainted, targetNames.get(0));
    for (int i = 0; i < stages.size(); i++) {
      Lineage lineage = lineages.get(i);
      Set<String> dynamicInputs = lineage.dynamicColumnInputs();
      if (dynamicInputs != null && dynamicInputs.stream().anyMatch(tainted::contains)) {
        leakingDynamicStages.add(stages.get(i).name());
      }
      tainted = taintedAfter(lineage, schemas.get(i), schemas.get(i + 1), tainted);
      addIfPresent(tainted, targetNames.get(i + 1));
    }
    return tainted;
  }

  private static void addIfPresent(Set<String> names, @Nullable String name) {
    if (name != null) {
      names.add(name);
    }
  }

  /** Returns the target's name before each stage and after the last; null if it has none yet. */
  private List<@Nullable String> targetNames(List<Lineage> lineages, List<Schema> schemas) {
    List<@Nullable String> names = new ArrayList<>();
    @Nullable String name = target;
    names.add(name);
    for (int i = lineages.size() - 1; i >= 0; i--) {
      if (name != null) {
        Set<String> from = lineages.get(i).sameRowInputs(name);
        if (from != null) {
          name = from.size() == 1 ? from.iterator().next() : null;
        } else if (!schemas.get(i).contains(name)) {
          name = null;
        }
      }
      names.add(0, name);
    }
    return names;
  }

  private static Set<String> taintedAfter(
      Lineage lineage, Schema in, Schema out, Set<String> tainted) {
    Set<String> after = new HashSet<>();
    for (String column : out.names()) {
      Set<String> from = lineage.sameRowInputs(column);
      boolean reached =
          from == null
              ? in.contains(column) && tainted.contains(column)
              : from.stream().anyMatch(tainted::contains);
      if (reached) {
        after.add(column);
      }
    }
    return after;
  }

  /** Returns the names of the stages that do not declare what their columns come from. */
  List<String> stagesWithoutLineage() {
    return List.copyOf(withoutLineage);
  }

  /** Returns the leaks that the user allowed, each with the reason. */
  List<String> allowedLeaks() {
    return leakingFeatures.stream()
        .filter(allowed::containsKey)
        .map(name -> name + ": " + allowed.get(name))
        .toList();
  }

  /** Returns the features, without dynamic columns. */
  Set<String> features() {
    return Collections.unmodifiableSet(features);
  }

  /** Returns a problem for each feature that leaks and is not allowed to. */
  List<SchemaException> problems() {
    List<SchemaException> problems = new ArrayList<>();
    for (String feature : leakingFeatures) {
      if (!allowed.containsKey(feature)) {
        problems.add(
            new SchemaException(
                "",
                feature,
                "",
                List.of(),
                String.format(
                    Locale.ROOT,
                    "feature '%s' depends on the target '%s' of its own row, which is to be"
                        + " predicted. Use earlier rows only (excludingCurrentRow(), a lag),"
                        + " exclude it, or call allowTargetLeak(\"%s\", why)",
                    feature,
                    target,
                    feature)));
      }
    }
    for (String stage : leakingDynamicStages) {
      problems.add(
          new SchemaException(
              String.format(
                  Locale.ROOT,
                  "the columns that stage '%s' adds while it runs depend on the target '%s' of"
                      + " their own row, which is to be predicted. Remove the stage, or choose"
                      + " NewFeatures.IGNORE",
                  stage,
                  target)));
    }
    return problems;
  }
}
