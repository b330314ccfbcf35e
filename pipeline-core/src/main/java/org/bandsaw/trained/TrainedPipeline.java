package org.bandsaw.trained;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.NearestNames;
import org.bandsaw.data.Schema;
import org.bandsaw.data.SchemaException;
import org.bandsaw.data.Vector;
import org.bandsaw.learn.BatchLearner;
import org.bandsaw.learn.Features;
import org.bandsaw.learn.Learner;
import org.bandsaw.learn.LearnerSpec;
import org.bandsaw.learn.Model;
import org.bandsaw.learn.OnlineLearner;
import org.bandsaw.learn.OnlineModel;
import org.bandsaw.probe.Ticker;
import org.bandsaw.stage.StageChain;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateSnapshot;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/**
 * Stages with what they learned, and the model: frozen, and ready for new rows. Immutable and safe
 * for any number of threads; a {@link Session} has one owner.
 */
public final class TrainedPipeline {

  private final PipelineDefinition definition;
  private final Schema input;
  private final Schema output;
  private final StateSnapshot stages;
  private final List<TrainedModel> models;
  private final long rows;

  /** Where the windows of a session begin. */
  public enum Context {
    /** As training left them: the next row follows the last one that was learned. */
    END_OF_TRAINING,
    /** Empty: nothing is remembered of training but what was learned. */
    EMPTY
  }

  /**
   * @param definition what was run
   * @param input the source's columns
   * @param output the columns of the last step
   * @param stages the stages' state
   * @param models what was learned, the champion first; none without a learner
   * @param rows source rows it was trained on
   */
  public TrainedPipeline(
      PipelineDefinition definition,
      Schema input,
      Schema output,
      StateSnapshot stages,
      List<TrainedModel> models,
      long rows) {
    this.definition = definition;
    this.input = input;
    this.output = output;
    this.stages = stages;
    this.models = List.copyOf(models);
    this.rows = rows;
  }

  /** The columns of the source it was trained on. */
  public Schema inputSchema() {
    return input;
  }

  /** The columns of the last step, at the end of training. */
  public Schema outputSchema() {
    return output;
  }

  /** The column that the first learner predicts; empty without a learner. */
  public Optional<String> target() {
    return models.stream().findFirst().map(model -> learnerSpec(model.name()).target());
  }

  /** What was learned, by each learner that took part; the champion first. */
  public List<TrainedModel> models() {
    return models;
  }

  /** The first learner's features, in the order of the model's vector; none without a learner. */
  public Features features() {
    return models.isEmpty() ? new Features(List.of()) : models.get(0).features();
  }

  /** How many source rows it was trained on. */
  public long rows() {
    return rows;
  }

  /** What was run. */
  public PipelineDefinition definition() {
    return definition;
  }

  /**
   * The first learner's model, one of its own for the caller, as it was at the end of training.
   *
   * @throws IllegalStateException when the pipeline has no learner
   * @throws UnsavableException when the learner's models cannot be saved
   */
  public Model model() {
    if (models.isEmpty()) {
      throw new IllegalStateException("this pipeline has no learner");
    }
    return model(models.get(0));
  }

  /**
   * The model of a learner, as {@link #model()}.
   *
   * @param name what the pipeline calls the learner
   * @throws IllegalArgumentException when no such learner took part
   */
  public Model model(String name) {
    return model(
        models.stream()
            .filter(model -> model.name().equals(name))
            .findFirst()
            .orElseThrow(
                () -> {
                  List<String> names = models.stream().map(TrainedModel::name).toList();
                  return new IllegalArgumentException(
                      "there is no learner '" + name + "'" + NearestNames.hint(name, names));
                }));
  }

  private Model model(TrainedModel trained) {
    Learner learner = learnerSpec(trained.name()).learner();
    if (!learner.capabilities().contains(Learner.Capability.SAVEABLE)) {
      throw new UnsavableException(
          "models of this learner cannot be saved, so what it learned ended with the run",
          List.of(learner.name()));
    }
    StateReader state = trained.state().reader();
    if (learner instanceof OnlineLearner online) {
      OnlineModel opened = online.open(trained.features(), definition.seed());
      opened.load(state);
      return opened;
    }
    return ((BatchLearner) learner).load(trained.features(), state);
  }

  private LearnerSpec learnerSpec(String name) {
    return definition.learner(name).orElseThrow();
  }

  /**
   * Transforms rows with what was learned. Windows start empty; nothing is remembered.
   *
   * @param rows the columns of {@link #inputSchema}, in any order; targets and weights may be
   *     absent
   * @throws SchemaException when a column is absent or has another type
   */
  public Table apply(Table rows) {
    return session(Context.EMPTY).apply(rows);
  }

  /**
   * As {@link #apply}, with a last column {@code prediction}, missing where there is none; where
   * there are further learners, {@code prediction_NAME} for each of them follows.
   */
  public Table predict(Table rows) {
    return session(Context.EMPTY).predict(rows);
  }

  /** Begins to apply this pipeline to rows that follow one another, call after call. */
  public Session session(Context from) {
    StageChain chain = StageChain.open(definition.stages(), input, Ticker.system());
    chain.load(stages.reader());
    if (from == Context.EMPTY) {
      chain.clearContext();
    }
    return new Session(this, chain, from == Context.EMPTY ? 0 : rows);
  }

  /**
   * Saves to a file, whole or not at all.
   *
   * @throws UnsavableException naming the stages and learners that cannot be saved
   */
  public void save(Path file) {
    TrainedFile.write(file, this);
  }

  /**
   * Loads a file that {@link #save} wrote, of a pipeline without user code.
   *
   * @throws UnsavableException naming the user code that must be given again
   */
  public static TrainedPipeline load(Path file) {
    return load(file, UserCode.none());
  }

  /** Loads a file that {@link #save} wrote; user code is given again by name. */
  public static TrainedPipeline load(Path file, UserCode code) {
    return TrainedFile.read(file, code);
  }

  /**
   * Loads a file of a definition that is at hand.
   *
   * @throws org.bandsaw.state.StateMismatchException when the file is of another one
   */
  public static TrainedPipeline load(Path file, PipelineDefinition definition) {
    return TrainedFile.read(file, definition);
  }

  StateSnapshot stages() {
    return stages;
  }

  /**
   * The rows of a table as a chunk of the input's columns; an absent target or weight is missing.
   */
  Chunk chunk(long firstRow, Table rows) {
    Table given = rows;
    for (LearnerSpec learning : definition.learners()) {
      given = withMissingColumn(given, learning.target());
      given = withMissingColumn(given, learning.weighting().column());
    }
    Set<String> present = new HashSet<>(given.columnNames());
    for (String name : input.names()) {
      if (!present.contains(name)) {
        List<String> there = rows.columnNames();
        throw new SchemaException(
            "",
            name,
            "",
            NearestNames.of(name, there),
            "there is no column '" + name + "' in this table" + NearestNames.hint(name, there));
      }
    }
    Table chosen = Table.create(given.name());
    for (Column<?> column : given.columns()) {
      if (input.contains(column.name())) {
        chosen.columns().add(column); // its name is unique: no need to compare it with all others
      }
    }
    return Chunk.of(firstRow, chosen, input);
  }

  /** The table with a column that may be absent when serving, all of it missing. */
  private Table withMissingColumn(Table rows, String name) {
    if (!input.contains(name) || rows.columnNames().contains(name)) {
      return rows;
    }
    ColumnSpec column = input.column(input.indexOf(name));
    int n = rows.rowCount();
    Vector missing = Vector.missing(column.type(), n);
    Table completed = Table.create(rows.name(), rows.columns());
    completed.addColumns(Chunk.of(0, Schema.of(column), n, missing).table().column(0));
    return completed;
  }

  /**
   * Equal when the same definition learned the same: what a chunk size or a retry must not change.
   */
  @Override
  public boolean equals(Object other) {
    return other instanceof TrainedPipeline that
        && definition.digest().equals(that.definition.digest())
        && input.equals(that.input)
        && output.equals(that.output)
        && rows == that.rows
        && stages.equals(that.stages)
        && models.equals(that.models);
  }

  @Override
  public int hashCode() {
    return stages.hashCode() * 31 + models.hashCode();
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "trained pipeline: %d steps, %d columns in, %d out%s, %d bytes of state",
        definition.stages().size(),
        input.size(),
        output.size(),
        models.stream().map(this::describe).collect(Collectors.joining()),
        stages.length() + models.stream().mapToLong(model -> model.state().length()).sum());
  }

  private String describe(TrainedModel model) {
    LearnerSpec learning = learnerSpec(model.name());
    return String.format(
        Locale.ROOT,
        ", %d features -> %s by %s",
        model.features().size(),
        learning.target(),
        model.name());
  }
}
