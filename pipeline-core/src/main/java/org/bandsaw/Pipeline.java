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
import java.util.Optional;
import java.util.Set;
import org.bandsaw.data.Schema;
import org.bandsaw.learn.Learning;
import org.bandsaw.learn.NewFeatures;
import org.bandsaw.learn.OnNonFinite;
import org.bandsaw.learn.OnlineLearner;
import org.bandsaw.learn.Prequential;
import org.bandsaw.source.Source;
import org.bandsaw.stage.Stage;
import org.bandsaw.stage.Stages;
import org.bandsaw.stage.TableFunction;
import org.bandsaw.trained.Definition;
import org.bandsaw.trained.TrainedPipeline;
import org.jspecify.annotations.Nullable;

/**
 * What is computed: steps, a learner and a seed. No input, output or limit, so it can be shared by
 * any number of threads and run any number of times, also at once. Immutable.
 */
public final class Pipeline {

  private final Definition definition;
  private final Map<String, String> allowedLeaks;

  private Pipeline(Definition definition, Map<String, String> allowedLeaks) {
    this.definition = definition;
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
   * A builder that holds what this pipeline holds; this one stays as it is. Its learner and seed
   * may be replaced, once.
   */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.stages.addAll(definition.stages());
    builder.seed = definition.seed();
    builder.allowedLeaks.putAll(allowedLeaks);
    definition.learning().ifPresent(builder::take);
    return builder;
  }

  /** This pipeline on an input: a job, which can then be given outputs and limits and be run. */
  public Job on(Source source) {
    return Job.of(this, source);
  }

  /** The steps, in order. */
  public List<Stage> stages() {
    return definition.stages();
  }

  /** What is learned, and how; empty for a pipeline that only makes features. */
  public Optional<Learning> learning() {
    return definition.learning();
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

  Definition definition() {
    return definition;
  }

  Map<String, String> allowedLeaks() {
    return allowedLeaks;
  }

  /** The columns after each step, for rows of this schema. Reads nothing. */
  public Explanation explain(Schema input) {
    return Explanation.of(this, input);
  }

  /**
   * Checks this pipeline against rows of this schema without reading any.
   *
   * @throws org.bandsaw.data.SchemaException that tells all problems at once
   */
  public void check(Schema input) {
    Opening.check(this, input);
  }

  /**
   * The first rows of a source after each step. Learns and writes nothing that lasts.
   *
   * @param rows how many rows are read at most, at least 1
   */
  public Preview preview(Source source, int rows) {
    return Preview.of(this, source, rows);
  }

  /**
   * Runs this pipeline over a source several times: in chunks of 1 row and of many, with attempts
   * that are thrown away, and with a thread that reads ahead. Writes to no sink. Every run is
   * walked over beside the first one, so this takes about fifteen times as long as running it; give
   * {@link Source#limit} a number of rows for a long source.
   *
   * @return equal, or the first step, row and column in which two runs differ
   * @throws IllegalStateException when the source cannot be read twice
   */
  public Consistency verifyConsistency(Source source) {
    return ConsistencyCheck.check(this, source);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("pipeline\n");
    int number = 1;
    for (Stage stage : definition.stages()) {
      text.append(String.format(Locale.ROOT, "  %2d  %s%n", number++, stage.name()));
    }
    definition
        .learning()
        .ifPresentOrElse(
            learning ->
                text.append("  learn ")
                    .append(learning.target())
                    .append(" with ")
                    .append(learning.learner().name())
                    .append('\n'),
            () -> text.append("  no learner\n"));
    return text.append("  seed ").append(definition.seed()).append('\n').toString();
  }

  /**
   * Builds a pipeline. Steps keep their order. Every setter answers this builder; {@code stage}
   * adds, {@code learn} and {@code seed} may be called once. Used by one thread.
   */
  public static final class Builder {

    private static final long USUAL_SEED = 42;

    private final List<Stage> stages = new ArrayList<>();
    private final Map<String, String> allowedLeaks = new LinkedHashMap<>();
    private final Set<String> excluded = new LinkedHashSet<>();
    private @Nullable String target;
    private @Nullable OnlineLearner learner;
    private long seed = USUAL_SEED;
    private boolean learnCalled;
    private boolean seedCalled;
    private NewFeatures newFeatures = NewFeatures.GROW;
    private OnNonFinite onNonFinite = OnNonFinite.SKIP;
    private Prequential scoring = Prequential.cumulative();

    private Builder() {}

    private void take(Learning learning) {
      target = learning.target();
      learner = learning.learner();
      excluded.addAll(learning.excluded());
      newFeatures = learning.newFeatures();
      onNonFinite = learning.onNonFinite();
      scoring = learning.scoring();
    }

    /** Adds a step. */
    public Builder stage(Stage stage) {
      stages.add(Objects.requireNonNull(stage, "stage"));
      return this;
    }

    /**
     * Adds a function of a table as a step. It must return as many rows, in order, and each row may
     * depend on that row only: what else it may break, {@link Stages#tables} says.
     */
    public Builder stage(String name, TableFunction function) {
      return stage(Stages.tables(name, function));
    }

    /**
     * Learns a column from the features: all other numeric and boolean columns of the last step but
     * those excluded.
     *
     * @throws IllegalStateException when there is a learner already
     */
    public Builder learn(String column, OnlineLearner with) {
      if (learnCalled) {
        throw new IllegalStateException(
            "this pipeline learns '" + target + "' already; it can hold one learner");
      }
      target = Objects.requireNonNull(column, "column");
      learner = Objects.requireNonNull(with, "with");
      learnCalled = true;
      return this;
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

    /** How predictions are scored; by default over all rows, without a label delay. */
    public Builder scoring(Prequential how) {
      scoring = Objects.requireNonNull(how, "how");
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
      if (seedCalled) {
        throw new IllegalStateException("the seed is " + seed + " already");
      }
      seed = value;
      seedCalled = true;
      return this;
    }

    /**
     * The pipeline.
     *
     * @throws IllegalStateException when two steps have the same name, or something is set that has
     *     no meaning without a learner
     */
    public Pipeline build() {
      Set<String> names = new HashSet<>();
      for (Stage stage : stages) {
        if (!names.add(stage.name())) {
          throw new IllegalStateException(
              "two steps are called '" + stage.name() + "'; give one of them another name");
        }
      }
      Optional<Learning> learning = Optional.empty();
      if (learner != null && target != null) {
        learning =
            Optional.of(
                new Learning(
                    target, learner, scoring, newFeatures, onNonFinite, List.copyOf(excluded)));
      } else if (!excluded.isEmpty() || !allowedLeaks.isEmpty()) {
        throw new IllegalStateException(
            "exclude and allowTargetLeak speak of features; add learn(target, learner)");
      }
      return new Pipeline(
          new Definition(stages, learning, seed), new LinkedHashMap<>(allowedLeaks));
    }
  }
}
