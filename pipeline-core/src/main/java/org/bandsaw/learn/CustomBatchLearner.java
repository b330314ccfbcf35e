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
 * A custom fit to all rows at once, with any library, under a name; made by {@link Learners#batch}.
 *
 * <p>Default capabilities: repeatable and safe for concurrent predictions; declare fewer with
 * {@link #capabilities}. Models can be saved after {@link #savedBy}. Weights are not supported:
 * weighted rows are refused. Saved files identify the code by name and version: change the version
 * whenever the code changes. Immutable.
 *
 * @param <M> the type of the model
 */
public final class CustomBatchLearner<M> implements BatchLearner {

  /** Writes and reads models. */
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
      Set<Capability> declaredCapabilities,
      ToLongFunction<? super M> modelBytes,
      @Nullable ModelCodec<M> codec) {
    this.name = name;
    this.fit = fit;
    this.predict = predict;
    this.version = version;
    this.task = task;
    this.declaredCapabilities = declaredCapabilities;
    this.modelBytes = modelBytes;
    this.codec = codec;
  }

  /**
   * A copy whose models can be saved.
   *
   * @param save writes a model; equal models must write equal bytes
   * @param load reads a model, up to the last byte written
   */
  public CustomBatchLearner<M> savedBy(
      BiConsumer<? super M, ? super StateWriter> save,
      Function<? super StateReader, ? extends M> load) {
    Objects.requireNonNull(save, "save");
    Objects.requireNonNull(load, "load");
    ModelCodec<M> given = new ModelCodec<>(save, load);
    return new CustomBatchLearner<>(
        name, fit, predict, version, task, declaredCapabilities, modelBytes, given);
  }

  /** A copy with another version of the code, part of the pipeline's definition. Default: 1. */
  public CustomBatchLearner<M> version(int number) {
    return new CustomBatchLearner<>(
        name, fit, predict, number, task, declaredCapabilities, modelBytes, codec);
  }

  /**
   * A copy with another task; a classification predicts the probability of class 1. Default: a
   * regression.
   */
  public CustomBatchLearner<M> task(Task kind) {
    Objects.requireNonNull(kind, "kind");
    return new CustomBatchLearner<>(
        name, fit, predict, version, kind, declaredCapabilities, modelBytes, codec);
  }

  /**
   * A copy with only these capabilities.
   *
   * @throws IllegalArgumentException for weights, which the fit does not receive: implement {@link
   *     BatchLearner} to use them
   */
  public CustomBatchLearner<M> capabilities(Capability... only) {
    Set<Capability> set = EnumSet.noneOf(Capability.class);
    Collections.addAll(set, only);
    if (set.contains(Capability.WEIGHTS)) {
      throw new IllegalArgumentException(
          "learner '"
              + name
              + "': its fit does not receive weights and cannot use them. Implement BatchLearner"
              + " instead");
    }
    return new CustomBatchLearner<>(name, fit, predict, version, task, set, modelBytes, codec);
  }

  /** A copy with a function that returns the bytes that a model uses. Default: 0. */
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

  /** The declared capabilities; saveable only after {@link #savedBy}. */
  @Override
  public Set<Capability> capabilities() {
    Set<Capability> present = EnumSet.noneOf(Capability.class);
    present.addAll(declaredCapabilities);
    if (codec == null) {
      present.remove(Capability.SAVEABLE);
    }
    return Collections.unmodifiableSet(present);
  }

  /**
   * {@inheritDoc}
   *
   * @throws BandsawException if the rows are weighted
   */
  @Override
  public Model fit(TrainingRows rows, long seed) throws Exception {
    if (rows.isWeighted()) {
      throw new BandsawException(
          "learner '"
              + name
              + "' received weighted rows but does not support weights. Omit the weights, or"
              + " implement BatchLearner");
    }
    M model =
        Objects.requireNonNull(
            fit.fit(rows.x(), rows.y()), () -> "the fit of learner '" + name + "' returned null");
    return new FittedModel(model);
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException before {@link #savedBy}
   */
  @Override
  public Model load(Features features, StateReader in) {
    return new FittedModel(
        Objects.requireNonNull(
            codec("loaded").load().apply(in),
            () -> "the load function of learner '" + name + "' returned null"));
  }

  private ModelCodec<M> codec(String action) {
    if (codec == null) {
      throw new IllegalStateException(
          "a model of learner '"
              + name
              + "' cannot be "
              + action
              + ". Provide functions for that with savedBy(save, load)");
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
