package org.bandsaw;

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
 * Finds features that depend on the target of their own row. The target is followed back through
 * renames and conversions to the column it came from; whatever is made from one of its forms is
 * tainted, and so is what is made from that.
 */
final class LeakCheck {

  private final Set<String> leakingFeatures = new LinkedHashSet<>();
  private final Set<String> leakingDynamicStages = new LinkedHashSet<>();
  private final List<String> withoutLineage = new ArrayList<>();
  private final Set<String> features = new LinkedHashSet<>();
  private final Map<String, String> allowed;
  private final String target;

  private LeakCheck(Pipeline pipeline, LearnerSpec learning, List<Schema> schemas) {
    allowed = pipeline.allowedLeaks();
    target = learning.target();
    List<Stage> stages = pipeline.stages();
    List<Lineage> lineages = new ArrayList<>();
    for (int i = 0; i < stages.size(); i++) {
      Lineage lineage = stages.get(i).lineage(schemas.get(i));
      lineages.add(lineage);
      if (!lineage.isKnown()) {
        withoutLineage.add(stages.get(i).name());
      }
    }
    List<@Nullable String> forms = targetNames(lineages, schemas);
    Set<String> tainted = new HashSet<>();
    addIfPresent(tainted, forms.get(0));
    for (int i = 0; i < stages.size(); i++) {
      tainted =
          taintedAfter(stages.get(i), lineages.get(i), schemas.get(i), schemas.get(i + 1), tainted);
      addIfPresent(tainted, forms.get(i + 1));
    }
    if (learning.newFeatures() == NewFeatures.IGNORE || !outputSchema(schemas).isOpenEnded()) {
      leakingDynamicStages.clear(); // what grows never becomes a feature
    }
    features.addAll(LearnerRun.features(learning, outputSchema(schemas)).names());
    for (String feature : features) {
      if (tainted.contains(feature)) {
        leakingFeatures.add(feature);
      }
    }
  }

  private static Schema outputSchema(List<Schema> schemas) {
    return schemas.get(schemas.size() - 1);
  }

  static LeakCheck of(Pipeline pipeline, LearnerSpec learning, List<Schema> schemas) {
    return new LeakCheck(pipeline, learning, schemas);
  }

  private static void addIfPresent(Set<String> names, @Nullable String name) {
    if (name != null) {
      names.add(name);
    }
  }

  /** The name of the target before each step, from the last step back; null before it was made. */
  private List<@Nullable String> targetNames(List<Lineage> lineages, List<Schema> schemas) {
    List<@Nullable String> forms = new ArrayList<>();
    @Nullable String name = target;
    forms.add(name);
    for (int i = lineages.size() - 1; i >= 0; i--) {
      if (name != null) {
        Set<String> from = lineages.get(i).sameRowInputs(name);
        if (from != null) {
          name = from.size() == 1 ? from.iterator().next() : null;
        } else if (!schemas.get(i).contains(name)) {
          name = null;
        }
      }
      forms.add(0, name);
    }
    return forms;
  }

  private Set<String> taintedAfter(
      Stage stage, Lineage lineage, Schema in, Schema out, Set<String> tainted) {
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
    Set<String> grown = lineage.dynamicColumnInputs();
    if (grown != null && grown.stream().anyMatch(tainted::contains)) {
      leakingDynamicStages.add(stage.name());
    }
    return after;
  }

  /** Names of steps that do not say what their columns come from. */
  List<String> stepsWithoutLineage() {
    return List.copyOf(withoutLineage);
  }

  /** Leaks that the user allowed, each with the reason given. */
  List<String> allowedLeaks() {
    return leakingFeatures.stream()
        .filter(allowed::containsKey)
        .map(name -> name + ": " + allowed.get(name))
        .toList();
  }

  /** The features, without what grows. */
  Set<String> features() {
    return Collections.unmodifiableSet(features);
  }

  /** What is refused: every feature that leaks and is not allowed to. */
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
                    "feature '%s' depends on the target '%s' of its own row, which is what is to be"
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
                  "the columns that stage '%s' grows depend on the target '%s' of their own row,"
                      + " which is what is to be predicted. Remove the stage, or choose"
                      + " NewFeatures.IGNORE",
                  stage,
                  target)));
    }
    return problems;
  }
}
