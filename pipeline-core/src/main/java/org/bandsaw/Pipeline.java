package org.bandsaw;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.bandsaw.data.Schema;
import org.bandsaw.engine.Previews;
import org.bandsaw.engine.check.PipelineCheck;
import org.bandsaw.engine.consistency.ConsistencyCheck;
import org.bandsaw.engine.plan.RunPlan;
import org.bandsaw.engine.plan.RunSettings;
import org.bandsaw.learn.BatchLearner;
import org.bandsaw.learn.FitOn;
import org.bandsaw.learn.Holdout;
import org.bandsaw.learn.Learner;
import org.bandsaw.learn.LearnerSpec;
import org.bandsaw.learn.Learners;
import org.bandsaw.learn.NewFeatures;
import org.bandsaw.learn.OnNonFinite;
import org.bandsaw.learn.OnlineLearner;
import org.bandsaw.learn.Prequential;
import org.bandsaw.learn.Weighting;
import org.bandsaw.report.Consistency;
import org.bandsaw.report.Explanation;
import org.bandsaw.report.Preview;
import org.bandsaw.source.Source;
import org.bandsaw.stage.Stage;
import org.bandsaw.stage.Stages;
import org.bandsaw.stage.TableFunction;
import org.bandsaw.trained.PipelineDefinition;
import org.bandsaw.trained.TrainedPipeline;

/**
 * The definition of what is computed: stages, learners and a seed.
 *
 * <p>Build one with {@link #builder}, choose its input with {@link #on}, and run the {@link Job}
 * that this returns. A pipeline has no input, outputs or limits of its own. Immutable; any number
 * of threads may share one and run it, also at the same time.
 */
public final class Pipeline {

  private final PipelineDefinition definition;
  private final Map<String, String> allowedLeaks;
  private final Set<String> excluded;

  private Pipeline(
      PipelineDefinition definition, Map<String, String> allowedLeaks, Set<String> excluded) {
    this.definition = definition;
    this.excluded = Collections.unmodifiableSet(excluded);
    this.allowedLeaks = Collections.unmodifiableMap(allowedLeaks);
  }

  /** Returns a builder without stages and learners. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns a pipeline of these stages, without a learner. */
  public static Pipeline of(Stage... stages) {
    Builder builder = builder();
    for (Stage stage : stages) {
      builder.stage(stage);
    }
    return builder.build();
  }

  /**
   * Returns a builder that starts with the contents of this pipeline. The seed may be set once
   * more. The first {@code learn} replaces all learners that learn row by row, and the first {@code
   * learnBatch} all learners of batches.
   */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.stages.addAll(definition.stages());
    builder.seed = definition.seed();
    builder.holdout = definition.holdout();
    builder.fitOn = definition.fitOn();
    builder.allowedLeaks.putAll(allowedLeaks);
    builder.inheritLearners(definition.learners(), excluded);
    return builder;
  }

  /** Returns a job that runs this pipeline on a source. */
  public Job on(Source source) {
    return Job.of(this, source);
  }

  RunPlan plan(Source source, RunSettings settings) {
    return new RunPlan(definition, allowedLeaks, source, settings);
  }

  /** Returns the stages, in order. */
  public List<Stage> stages() {
    return definition.stages();
  }

  /** Returns the learners with their settings, the champion first. Empty if nothing is learned. */
  public List<LearnerSpec> learners() {
    return definition.learners();
  }

  /** Returns the seed of all random decisions. */
  public long seed() {
    return definition.seed();
  }

  /**
   * Returns a digest of the definition, in hexadecimal. It is equal for equal stages, learners and
   * seeds. User code is compared by name and version only, so a change of code without a change of
   * version is not detected.
   */
  public String digest() {
    return definition.digest();
  }

  /**
   * Loads a trained pipeline that a run of this pipeline saved. The code is that of this pipeline,
   * the state is that of the file.
   *
   * @throws org.bandsaw.state.StateMismatchException if the file belongs to another definition
   * @throws org.bandsaw.state.StateCorruptException if the file is damaged
   */
  public TrainedPipeline load(Path file) {
    return TrainedPipeline.load(file, definition);
  }

  PipelineDefinition definition() {
    return definition;
  }

  /** Returns the columns after each stage, for an input with this schema. Reads no rows. */
  public Explanation explain(Schema input) {
    return PipelineCheck.explain(definition, allowedLeaks, input);
  }

  /**
   * Checks that this pipeline can run on an input with this schema. Reads no rows.
   *
   * @throws org.bandsaw.data.SchemaException if it cannot; the message lists all problems
   */
  public void check(Schema input) {
    PipelineCheck.check(definition, allowedLeaks, input);
  }

  /**
   * Returns the first rows of a source after each stage. Learners and sinks do not take part.
   *
   * @param rows the maximum number of rows to read, at least 1
   */
  public Preview preview(Source source, int rows) {
    return Previews.create(definition.stages(), source, rows);
  }

  /**
   * Runs this pipeline over a source in several ways and compares the results bit for bit: in
   * chunks of 1 row and of many, with attempts that are rolled back, and with several threads.
   * Writes to no sink. A pipeline that only a batch can run is run as a batch that reads its source
   * in several ways.
   *
   * <p>A reference run is repeated with each variant, so the check takes about 15 times as long as
   * one run. Use {@link Source#limit} for a long source.
   *
   * @return {@link Consistency.Equal}, or the first stage, row and column in which two runs differ
   * @throws IllegalStateException if the source cannot be read twice
   */
  public Consistency verifyConsistency(Source source) {
    return ConsistencyCheck.check(plan(source, new RunSettings()));
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("pipeline\n");
    int number = 1;
    for (Stage stage : definition.stages()) {
      text.append(String.format(Locale.ROOT, "  %2d  %s%n", number++, stage.name()));
    }
    for (LearnerSpec learner : definition.learners()) {
      text.append(
          String.format(Locale.ROOT, "  learn %s with %s", learner.target(), learner.name()));
      text.append(learner.isOnline() ? "\n" : " (in a batch)\n");
    }
    if (definition.learners().isEmpty()) {
      text.append("  no learner\n");
    }
    return text.append("  seed ").append(definition.seed()).append('\n').toString();
  }

  /**
   * Builds a pipeline. Each setter returns this builder. Not safe for use by several threads.
   *
   * <p>Stages run in the order in which they are added.
   *
   * <p>A pipeline may have several learners, which learn in the same pass. The first one is the
   * champion: reports show its scores first, and its predictions are in the column {@code
   * prediction}; those of another learner are in {@code prediction_NAME}. The settings for
   * features, scoring and weights apply to all learners. The target of one learner is never a
   * feature of another.
   */
  public static final class Builder {

    private static final long DEFAULT_SEED = 42;
    private static final double DEFAULT_HOLDOUT_SHARE = 0.2;

    private final List<Stage> stages = new ArrayList<>();
    private final Map<String, String> allowedLeaks = new LinkedHashMap<>();
    private final Set<String> excluded = new LinkedHashSet<>();
    private final List<AddedLearner> addedLearners = new ArrayList<>();
    private long seed = DEFAULT_SEED;
    private boolean seedSet;
    private NewFeatures newFeatures = NewFeatures.GROW;
    private OnNonFinite onNonFinite = OnNonFinite.SKIP;
    private Prequential scoring = Prequential.cumulative();
    private Weighting weighting = Weighting.UNIFORM;
    private Holdout holdout = Holdout.share(DEFAULT_HOLDOUT_SHARE);
    private FitOn fitOn = FitOn.TRAINING_ROWS;

    /**
     * A learner of the pipeline to build.
     *
     * @param inherited whether it comes from the pipeline that this builder started with
     */
    private record AddedLearner(String name, String target, Learner learner, boolean inherited) {
      boolean isOnline() {
        return learner instanceof OnlineLearner;
      }
    }

    private Builder() {}

    private void inheritLearners(List<LearnerSpec> specs, Set<String> excludedColumns) {
      excluded.addAll(excludedColumns);
      for (LearnerSpec spec : specs) {
        addedLearners.add(new AddedLearner(spec.name(), spec.target(), spec.learner(), true));
        newFeatures = spec.newFeatures();
        onNonFinite = spec.onNonFinite();
        scoring = spec.scoring();
        weighting = spec.weighting();
      }
    }

    /** Adds a stage. */
    public Builder stage(Stage stage) {
      stages.add(Objects.requireNonNull(stage, "stage"));
      return this;
    }

    /**
     * Adds a table function as a stage; the same as {@code stage(Stages.tables(name, function))}.
     * The function must return as many rows as it receives, in the same order, and each row may
     * depend on that row only. With {@link Job#parallelism} several threads call it at once.
     */
    public Builder stage(String name, TableFunction function) {
      return stage(Stages.tables(name, function));
    }

    /**
     * Adds a learner that learns row by row. Its features are all numeric and boolean columns of
     * the last stage except the targets and the {@linkplain #exclude excluded} columns.
     *
     * @param target the column to predict
     * @throws IllegalStateException if there is such a learner already; add further ones with a
     *     name
     */
    public Builder learn(String target, OnlineLearner learner) {
      return add(learner.name(), target, learner, false);
    }

    /**
     * Adds a further learner that learns row by row, such as a challenger or a learner for another
     * target.
     *
     * @param name the learner's name in reports, files and prediction columns
     * @param target the column to predict
     * @throws IllegalStateException if there is a learner of this name already
     */
    public Builder learn(String name, String target, OnlineLearner learner) {
      return add(name, target, learner, true);
    }

    /**
     * Adds a batch learner: least squares of minimum norm.
     *
     * @param target the column to predict
     * @throws IllegalStateException if there is such a learner already; add further ones with a
     *     name
     */
    public Builder learnBatch(String target) {
      return learnBatch(target, Learners.leastSquares());
    }

    /**
     * Adds a batch learner, which is fitted to all training rows at once. A stream does not use it.
     *
     * @param target the column to predict
     * @throws IllegalStateException if there is such a learner already; add further ones with a
     *     name
     */
    public Builder learnBatch(String target, BatchLearner learner) {
      return add(learner.name(), target, learner, false);
    }

    /**
     * Adds a further batch learner.
     *
     * @param name the learner's name in reports, files and prediction columns
     * @param target the column to predict
     * @throws IllegalStateException if there is a learner of this name already
     */
    public Builder learnBatch(String name, String target, BatchLearner learner) {
      return add(name, target, learner, true);
    }

    /** Removes all learners; the settings for features, scoring and weights are kept. */
    public Builder withoutLearners() {
      addedLearners.clear();
      return this;
    }

    private Builder add(String name, String target, Learner learner, boolean named) {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(target, "target");
      AddedLearner added =
          new AddedLearner(name, target, Objects.requireNonNull(learner, "learner"), false);
      if (name.isEmpty()) {
        throw new IllegalArgumentException("the name of a learner must not be empty");
      }
      removeInherited(added.isOnline());
      for (AddedLearner other : addedLearners) {
        boolean sameName = other.name().equals(name);
        if (sameName || (!named && other.isOnline() == added.isOnline())) {
          throw new IllegalStateException(
              String.format(
                  Locale.ROOT,
                  "this pipeline already learns '%s' with '%s'; give the next learner %s name, as in"
                      + " learn(\"challenger\", \"%s\", …)",
                  other.target(),
                  other.name(),
                  sameName ? "another" : "a",
                  target));
        }
      }
      addedLearners.add(added);
      return this;
    }

    private void removeInherited(boolean online) {
      addedLearners.removeIf(other -> other.inherited() && other.isOnline() == online);
    }

    /** Excludes columns from the features of all learners. */
    public Builder exclude(String... columns) {
      excluded.addAll(List.of(columns));
      return this;
    }

    /**
     * Sets what learners do with a feature column that appears during the run. Default: {@link
     * NewFeatures#GROW}.
     */
    public Builder newFeatures(NewFeatures policy) {
      newFeatures = Objects.requireNonNull(policy, "policy");
      return this;
    }

    /**
     * Sets what happens to a row with a missing or infinite feature or target. Default: {@link
     * OnNonFinite#SKIP}, which writes and counts the row but neither learns nor scores it.
     */
    public Builder onNonFinite(OnNonFinite policy) {
      onNonFinite = Objects.requireNonNull(policy, "policy");
      return this;
    }

    /** Sets how a stream is scored. Default: over all rows, without a label delay. */
    public Builder scoring(Prequential method) {
      scoring = Objects.requireNonNull(method, "method");
      return this;
    }

    /**
     * Sets the column with the weight of each row in learning. A row of weight 0 is scored but not
     * learned. Scores are not weighted. Default: all rows have weight 1.
     *
     * @param column a numeric column of the last stage; it is not a feature
     */
    public Builder rowWeights(String column) {
      if (column.isEmpty()) {
        throw new IllegalArgumentException("the name of the weight column must not be empty");
      }
      weighting = new Weighting(column, weighting.class0Weight(), weighting.class1Weight());
      return this;
    }

    /**
     * Sets the weights of the classes in learning; the weight of a row is multiplied by the weight
     * of its class. For learners that classify. Default: 1 for both classes.
     *
     * @param class0 the weight of rows with target 0, above 0
     * @param class1 the weight of rows with target 1, above 0
     */
    public Builder classWeights(double class0, double class1) {
      weighting = new Weighting(weighting.column(), class0, class1);
      return this;
    }

    /**
     * Sets which rows of a batch are held out for scoring. A stream holds no rows out: it scores
     * each row before it learns it. Default: the last 20 % of the rows.
     */
    public Builder holdout(Holdout rows) {
      holdout = Objects.requireNonNull(rows, "rows");
      return this;
    }

    /** Sets which rows of a batch the stages are fitted to. Default: the training rows. */
    public Builder fitOn(FitOn rows) {
      fitOn = Objects.requireNonNull(rows, "rows");
      return this;
    }

    /**
     * Allows a feature that depends on the target of its own row. The report repeats it with the
     * reason.
     *
     * @param column the feature
     * @param reason why it is allowed
     */
    public Builder allowTargetLeak(String column, String reason) {
      allowedLeaks.put(
          Objects.requireNonNull(column, "column"), Objects.requireNonNull(reason, "reason"));
      return this;
    }

    /**
     * Sets the seed of all random decisions. Default: 42.
     *
     * @throws IllegalStateException if it has been set already
     */
    public Builder seed(long value) {
      if (seedSet) {
        throw new IllegalStateException("the seed is already set to " + seed);
      }
      seed = value;
      seedSet = true;
      return this;
    }

    /**
     * Returns the pipeline.
     *
     * @throws IllegalStateException if two stages have the same name, if a setting needs a learner
     *     and there is none, or if a learner does not support a setting
     */
    public Pipeline build() {
      Set<String> names = new HashSet<>();
      for (Stage stage : stages) {
        if (!names.add(stage.name())) {
          throw new IllegalStateException(
              "two stages are named '" + stage.name() + "'; give one of them another name");
        }
      }
      if (addedLearners.isEmpty()
          && !(excluded.isEmpty() && allowedLeaks.isEmpty() && weighting.isUniform())) {
        throw new IllegalStateException(
            "exclude, allowTargetLeak, rowWeights and classWeights need a learner; add"
                + " learn(target, learner)");
      }
      List<LearnerSpec> specs = new ArrayList<>();
      for (AddedLearner learner : addedLearners) {
        specs.add(
            new LearnerSpec(
                learner.name(),
                learner.target(),
                learner.learner(),
                scoring,
                newFeatures,
                onNonFinite,
                weighting,
                nonFeatures(learner)));
      }
      return new Pipeline(
          new PipelineDefinition(stages, specs, holdout, fitOn, seed),
          new LinkedHashMap<>(allowedLeaks),
          new LinkedHashSet<>(excluded));
    }

    /** Returns the excluded columns and the targets of the other learners. */
    private List<String> nonFeatures(AddedLearner learner) {
      Set<String> all = new LinkedHashSet<>(excluded);
      for (AddedLearner other : addedLearners) {
        all.add(other.target());
      }
      all.remove(learner.target());
      return List.copyOf(all);
    }
  }
}
