package org.bandsaw.learn;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToLongFunction;
import org.bandsaw.data.BandsawException;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;
import org.jspecify.annotations.Nullable;

/**
 * A fit of one's own, with whatever library, under a name; made by {@link Learners#batch}.
 *
 * <p>Counts as repeatable and as safe for several threads that predict; say so with {@link
 * #capabilities} if it is not. Can be saved once {@link #savedBy} says how. Takes no weights: rows
 * that count differently are refused. The code behind it is known by name and version only: change
 * the version when the code changes. Immutable.
 *
 * @param <M> what the fit makes
 */
public final class CustomBatchLearner<M> implements BatchLearner {

  /** How models go to bytes and back. */
  private record ModelCodec<M>(
      BiConsumer<? super M, ? super StateWriter> save,
      Function<? super StateReader, ? extends M> load) {}

  private final String name;
  private final Learners.ModelFitFunction<M> fit;
  private final ToDoubleBiFunction<? super M, double[]> predict;
  private final int version;
  private final Task task;
  private final Set<Capability> declaredCapabilities;
  private final ToLongFunction<? super M> modelBytes;
  private final @Nullable ModelCodec<M> codec;

  CustomBatchLearner(
      String name,
      Learners.ModelFitFunction<M> fit,
      ToDoubleBiFunction<? super M, double[]> predict) {
    this(
        name,
        fit,
        predict,
        1,
        Task.REGRESSION,
        EnumSet.of(Capability.REPEATABLE, Capability.SAVEABLE, Capability.CONCURRENT_PREDICTION),
        model -> 0,
        null);
  }

  private CustomBatchLearner(
      String name,
      Learners.ModelFitFunction<M> fit,
      ToDoubleBiFunction<? super M, double[]> predict,
      int version,
      Task task,
      Set<Capability> promised,
      ToLongFunction<? super M> bytes,
      @Nullable ModelCodec<M> format) {
    this.name = name;
    this.fit = fit;
    this.predict = predict;
    this.version = version;
    this.task = task;
    this.declaredCapabilities = promised;
    this.modelBytes = bytes;
    this.codec = format;
  }

  /**
   * The same with models that can be saved.
   *
   * @param save writes a model; equal models must give equal bytes
   * @param load reads what was written, all of it
   */
  public CustomBatchLearner<M> savedBy(
      BiConsumer<? super M, ? super StateWriter> save,
      Function<? super StateReader, ? extends M> load) {
    Objects.requireNonNull(save, "save");
    Objects.requireNonNull(load, "load");
    ModelCodec<M> how = new ModelCodec<>(save, load);
    return new CustomBatchLearner<>(
        name, fit, predict, version, task, declaredCapabilities, modelBytes, how);
  }

  /** The same with another version of the code, which is part of the pipeline's definition. */
  public CustomBatchLearner<M> version(int number) {
    return new CustomBatchLearner<>(
        name, fit, predict, number, task, declaredCapabilities, modelBytes, codec);
  }

  /** The same for another kind of question: a classification predicts the probability of 1. */
  public CustomBatchLearner<M> task(Task kind) {
    Objects.requireNonNull(kind, "kind");
    return new CustomBatchLearner<>(
        name, fit, predict, version, kind, declaredCapabilities, modelBytes, codec);
  }

  /**
   * The same with only these capabilities, where the code lacks some.
   *
   * @throws IllegalArgumentException for weights, which the fit is not given: implement {@link
   *     BatchLearner} for them
   */
  public CustomBatchLearner<M> capabilities(Capability... only) {
    Set<Capability> set = EnumSet.noneOf(Capability.class);
    Collections.addAll(set, only);
    if (set.contains(Capability.WEIGHTS)) {
      throw new IllegalArgumentException(
          "learner '"
              + name
              + "': its fit is not given weights and cannot promise to heed them. Implement"
              + " BatchLearner for that");
    }
    return new CustomBatchLearner<>(name, fit, predict, version, task, set, modelBytes, codec);
  }

  /** The same with a measure of what a model keeps in memory, in bytes; 0 without. */
  public CustomBatchLearner<M> retainedBytes(ToLongFunction<? super M> ofModel) {
    Objects.requireNonNull(ofModel, "ofModel");
    return new CustomBatchLearner<>(
        name, fit, predict, version, task, declaredCapabilities, ofModel, codec);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Task task() {
    return task;
  }

  @Override
  public int version() {
    return version;
  }

  /** As promised, but saving only with {@link #savedBy}. */
  @Override
  public Set<Capability> capabilities() {
    Set<Capability> can = EnumSet.noneOf(Capability.class);
    can.addAll(declaredCapabilities);
    if (codec == null) {
      can.remove(Capability.SAVEABLE);
    }
    return Collections.unmodifiableSet(can);
  }

  /**
   * {@inheritDoc}
   *
   * @throws BandsawException when rows count differently
   */
  @Override
  public Model fit(TrainingRows rows, long seed) throws Exception {
    if (rows.isWeighted()) {
      throw new BandsawException(
          "learner '"
              + name
              + "' was given rows of different weights and is known to take none. Learn without"
              + " weights, or implement BatchLearner");
    }
    M made =
        Objects.requireNonNull(
            fit.fit(rows.x(), rows.y()), () -> "the fit of learner '" + name + "' gave no model");
    return new FittedModel(made);
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException without {@link #savedBy}
   */
  @Override
  public Model load(Features features, StateReader in) {
    return new FittedModel(
        Objects.requireNonNull(
            codec("loaded").load().apply(in),
            () -> "the load function of learner '" + name + "' gave no model"));
  }

  private ModelCodec<M> codec(String what) {
    if (codec == null) {
      throw new IllegalStateException(
          "a model of learner '"
              + name
              + "' cannot be "
              + what
              + ": nobody said how. Say so with savedBy(save, load)");
    }
    return codec;
  }

  @Override
  public String toString() {
    return name;
  }

  private final class FittedModel implements Model {

    private final M model;

    FittedModel(M model) {
      this.model = model;
    }

    @Override
    public double predict(double[] x) {
      return predict.applyAsDouble(model, x);
    }

    @Override
    public void save(StateWriter out) {
      codec("saved").save().accept(model, out);
    }

    @Override
    public long retainedBytes() {
      return modelBytes.applyAsLong(model);
    }
  }
}
