package org.bandsaw;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
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
 * What is computed: steps, a learner and a seed. No input, output or limit, so it can be shared by
 * any number of threads and run any number of times, also at once. Immutable.
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

  /** Begins a definition. */
  public static Builder builder() {
    return new Builder();
  }

  /** A pipeline of these stages, without a learner. */
  public static Pipeline of(Stage... stages) {
    Builder builder = builder();
    for (Stage stage : stages) {
      builder.stage(stage);
    }
    return builder.build();
  }

  /**
   * A builder that holds what this pipeline holds; this one stays as it is. Its seed may be
   * replaced, once. The first {@code learn} replaces the learners that learn row by row, the first
   * {@code learnBatch} the others.
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

  /** This pipeline on an input: a job, which can then be given outputs and limits and be run. */
  public Job on(Source source) {
    return Job.of(this, source);
  }

  RunPlan plan(Source source, RunSettings settings) {
    return new RunPlan(definition, allowedLeaks, source, settings);
  }

  /** The steps, in order. */
  public List<Stage> stages() {
    return definition.stages();
  }

  /** What is learned, and how, the champion first; none in a pipeline that only makes features. */
  public List<LearnerSpec> learners() {
    return definition.learners();
  }

  /** The seed of everything random. */
  public long seed() {
    return definition.seed();
  }

  /**
   * Equal for equal definitions: steps, learner, seed. User code counts by name and version, so
   * changed code under one version is not noticed.
   */
  public String digest() {
    return definition.digest();
  }

  /**
   * Loads what a run of this pipeline saved: the code from here, the state from the file.
   *
   * @throws org.bandsaw.state.StateMismatchException when the file is of another definition
   * @throws org.bandsaw.state.StateCorruptException when it is damaged
   */
  public TrainedPipeline load(Path file) {
    return TrainedPipeline.load(file, definition);
  }

  public PipelineDefinition definition() {
    return definition;
  }

  public Map<String, String> allowedLeaks() {
    return allowedLeaks;
  }

  /** The columns after each step, for rows of this schema. Reads nothing. */
  public Explanation explain(Schema input) {
    return PipelineCheck.explain(definition, allowedLeaks, input);
  }

  /**
   * Checks this pipeline against rows of this schema without reading any.
   *
   * @throws org.bandsaw.data.SchemaException that tells all problems at once
   */
  public void check(Schema input) {
    PipelineCheck.check(definition, allowedLeaks, input);
  }

  /**
   * The first rows of a source after each step. Learns and writes nothing that lasts.
   *
   * @param rows how many rows are read at most, at least 1
   */
  public Preview preview(Source source, int rows) {
    return Previews.create(definition.stages(), source, rows);
  }

  /**
   * Runs this pipeline over a source several times: in chunks of 1 row and of many, with attempts
   * that are thrown away, and with several threads that share the rows of each chunk. Writes to no
   * sink. Every run is walked over beside the first one, so this takes about fifteen times as long
   * as running it; give {@link Source#limit} a number of rows for a long source. A pipeline that
   * only a batch can run is run as a batch, its source read in various ways.
   *
   * @return equal, or the first step, row and column in which two runs differ
   * @throws IllegalStateException when the source cannot be read twice
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
    for (LearnerSpec learning : definition.learners()) {
      text.append(
          String.format(Locale.ROOT, "  learn %s with %s", learning.target(), learning.name()));
      text.append(learning.isOnline() ? "\n" : " (in a batch)\n");
    }
    if (definition.learners().isEmpty()) {
      text.append("  no learner\n");
    }
    return text.append("  seed ").append(definition.seed()).append('\n').toString();
  }

  /**
   * Builds a pipeline. Steps keep their order. Every setter answers this builder; {@code stage}
   * adds, {@code seed} may be called once. Used by one thread.
   *
   * <p>A pipeline may learn with several learners over one pass: the first is the champion, whose
   * scores reports show first and whose prediction is called {@code prediction}. What is said of
   * features, scoring and weights holds for all of them, and no learner's target is a feature of
   * another.
   */
  public static final class Builder {

    private static final long DEFAULT_SEED = 42;
    private static final double DEFAULT_HOLDOUT_SHARE = 0.2;

    private final List<Stage> stages = new ArrayList<>();
    private final Map<String, String> allowedLeaks = new LinkedHashMap<>();
    private final Set<String> excluded = new LinkedHashSet<>();
    private final List<RequestedLearner> requestedLearners = new ArrayList<>();
    private long seed = DEFAULT_SEED;
    private boolean seedSet;
    private NewFeatures newFeatures = NewFeatures.GROW;
    private OnNonFinite onNonFinite = OnNonFinite.SKIP;
    private Prequential scoring = Prequential.cumulative();
    private Weighting weighting = Weighting.UNIFORM;
    private Holdout holdout = Holdout.share(DEFAULT_HOLDOUT_SHARE);
    private FitOn fitOn = FitOn.TRAINING_ROWS;

    /** A learner that was asked for, here or in the pipeline that this builder came from. */
    private record RequestedLearner(
        String name, String target, Learner learner, boolean inherited) {
      boolean isOnline() {
        return learner instanceof OnlineLearner;
      }
    }

    private Builder() {}

    private void inheritLearners(List<LearnerSpec> learnings, Set<String> notFeatures) {
      excluded.addAll(notFeatures);
      for (LearnerSpec learning : learnings) {
        requestedLearners.add(
            new RequestedLearner(learning.name(), learning.target(), learning.learner(), true));
        newFeatures = learning.newFeatures();
        onNonFinite = learning.onNonFinite();
        scoring = learning.scoring();
        weighting = learning.weighting();
      }
    }

    /** Adds a step. */
    public Builder stage(Stage stage) {
      stages.add(Objects.requireNonNull(stage, "stage"));
      return this;
    }

    /**
     * Adds a function of a table as a step. It must return as many rows, in order, and each row may
     * depend on that row only: what else it may break, {@link Stages#tables} says. Under {@link
     * Job#parallelism} several threads call it at once.
     */
    public Builder stage(String name, TableFunction function) {
      return stage(Stages.tables(name, function));
    }

    /**
     * Learns a column row by row from the features: all other numeric and boolean columns of the
     * last step but those excluded.
     *
     * @throws IllegalStateException when there is such a learner already; give the next one a name
     */
    public Builder learn(String column, OnlineLearner with) {
      return add(with.name(), column, with, false);
    }

    /**
     * Adds a learner under a name of its own: a challenger, or one for another column.
     *
     * @throws IllegalStateException when there is a learner of this name already
     */
    public Builder learn(String name, String column, OnlineLearner with) {
      return add(name, column, with, true);
    }

    /**
     * Learns a column of a batch by least squares of minimum norm.
     *
     * @throws IllegalStateException when there is such a learner already; give the next one a name
     */
    public Builder learnBatch(String column) {
      return learnBatch(column, Learners.leastSquares());
    }

    /**
     * Learns a column from all training rows of a batch at once. A stream leaves such a learner
     * out.
     *
     * @throws IllegalStateException when there is such a learner already; give the next one a name
     */
    public Builder learnBatch(String column, BatchLearner with) {
      return add(with.name(), column, with, false);
    }

    /**
     * Adds a learner of batches under a name of its own.
     *
     * @throws IllegalStateException when there is a learner of this name already
     */
    public Builder learnBatch(String name, String column, BatchLearner with) {
      return add(name, column, with, true);
    }

    /** Forgets all learners; what is said of features, scoring and weights stays. */
    public Builder withoutLearners() {
      requestedLearners.clear();
      return this;
    }

    private Builder add(String name, String column, Learner with, boolean named) {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(column, "column");
      RequestedLearner learner =
          new RequestedLearner(name, column, Objects.requireNonNull(with, "with"), false);
      if (name.isEmpty()) {
        throw new IllegalArgumentException("a learner needs a name that is not empty");
      }
      replaceInherited(learner.isOnline());
      for (RequestedLearner other : requestedLearners) {
        boolean same = other.name().equals(name);
        if (same || (!named && other.isOnline() == learner.isOnline())) {
          throw new IllegalStateException(
              String.format(
                  Locale.ROOT,
                  "this pipeline learns '%s' with '%s' already; give the next learner %s name, as in"
                      + " learn(\"challenger\", \"%s\", …)",
                  other.target(),
                  other.name(),
                  same ? "another" : "a",
                  column));
        }
      }
      requestedLearners.add(learner);
      return this;
    }

    /** Forgets the learners of a kind that came with the pipeline. */
    private void replaceInherited(boolean online) {
      for (Iterator<RequestedLearner> all = requestedLearners.iterator(); all.hasNext(); ) {
        RequestedLearner other = all.next();
        if (other.inherited() && other.isOnline() == online) {
          all.remove();
        }
      }
    }

    /** Columns that are no features. */
    public Builder exclude(String... notFeatures) {
      excluded.addAll(List.of(notFeatures));
      return this;
    }

    /** What happens when a column appears while data passes; by default the model grows. */
    public Builder newFeatures(NewFeatures what) {
      newFeatures = Objects.requireNonNull(what, "what");
      return this;
    }

    /**
     * What happens to a row with a missing or infinite feature or target; by default it is written
     * but neither learned nor scored, and counted.
     */
    public Builder onNonFinite(OnNonFinite what) {
      onNonFinite = Objects.requireNonNull(what, "what");
      return this;
    }

    /** How predictions of a stream are scored; by default over all rows, without a label delay. */
    public Builder scoring(Prequential how) {
      scoring = Objects.requireNonNull(how, "how");
      return this;
    }

    /**
     * How much each row counts when it is learned; without this, all alike. A weight of 0 means
     * that the row is scored but not learned. Scores count all rows alike.
     *
     * @param column numeric, of the last step; no feature
     */
    public Builder rowWeights(String column) {
      if (column.isEmpty()) {
        throw new IllegalArgumentException("the name of the column of weights is empty");
      }
      weighting = new Weighting(column, weighting.class0Weight(), weighting.class1Weight());
      return this;
    }

    /**
     * How much rows of each class count when they are learned, times the weight of the row; without
     * this, alike. For learners that classify.
     *
     * @param zero for target 0, above 0
     * @param one for target 1, above 0
     */
    public Builder classWeights(double zero, double one) {
      weighting = new Weighting(weighting.column(), zero, one);
      return this;
    }

    /**
     * Which rows of a batch are held out to be scored on; without this, the last 20 %. A stream
     * scores each row before it learns it, and holds none out.
     */
    public Builder holdout(Holdout rows) {
      holdout = Objects.requireNonNull(rows, "rows");
      return this;
    }

    /** Which rows of a batch the steps are fitted to; without this, the training rows. */
    public Builder fitOn(FitOn rows) {
      fitOn = Objects.requireNonNull(rows, "rows");
      return this;
    }

    /**
     * Lets a feature be used although it depends on the target of its own row. The report repeats
     * it.
     *
     * @param column the feature
     * @param why for the reader of the report
     */
    public Builder allowTargetLeak(String column, String why) {
      allowedLeaks.put(
          Objects.requireNonNull(column, "column"), Objects.requireNonNull(why, "why"));
      return this;
    }

    /**
     * The seed of everything random; 42 when not called.
     *
     * @throws IllegalStateException when it was set already
     */
    public Builder seed(long value) {
      if (seedSet) {
        throw new IllegalStateException("the seed is " + seed + " already");
      }
      seed = value;
      seedSet = true;
      return this;
    }

    /**
     * The pipeline.
     *
     * @throws IllegalStateException when two steps have the same name, something is set that has no
     *     meaning without a learner, or a learner cannot do what is asked of it
     */
    public Pipeline build() {
      Set<String> names = new HashSet<>();
      for (Stage stage : stages) {
        if (!names.add(stage.name())) {
          throw new IllegalStateException(
              "two steps are called '" + stage.name() + "'; give one of them another name");
        }
      }
      if (requestedLearners.isEmpty()
          && !(excluded.isEmpty() && allowedLeaks.isEmpty() && weighting.isUniform())) {
        throw new IllegalStateException(
            "exclude, allowTargetLeak and weights speak of learning; add learn(target, learner)");
      }
      List<LearnerSpec> learnings = new ArrayList<>();
      for (RequestedLearner learner : requestedLearners) {
        learnings.add(
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
          new PipelineDefinition(stages, learnings, holdout, fitOn, seed),
          new LinkedHashMap<>(allowedLeaks),
          new LinkedHashSet<>(excluded));
    }

    /** What was excluded, and the targets of the other learners. */
    private List<String> nonFeatures(RequestedLearner learner) {
      Set<String> all = new LinkedHashSet<>(excluded);
      for (RequestedLearner other : requestedLearners) {
        all.add(other.target());
      }
      all.remove(learner.target());
      return List.copyOf(all);
    }
  }
}
