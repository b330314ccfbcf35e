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
 * A trained pipeline: the stages with their state, and the models. It is applied to new rows
 * without learning from them. Immutable; safe for any number of threads, except its {@link
 * Session}s.
 */
public final class TrainedPipeline {

  private final PipelineDefinition definition;
  private final Schema input;
  private final Schema output;
  private final StateSnapshot stages;
  private final List<TrainedModel> models;
  private final long rows;

  /** The state of windows and lags at the start of a session. */
  public enum Context {
    /** The state at the end of training: the next row follows the last training row. */
    END_OF_TRAINING,
    /** Empty windows and lags. */
    EMPTY
  }

  /**
   * @param definition the definition of the pipeline
   * @param input the columns of the source
   * @param output the columns of the last stage
   * @param stages the state of the stages
   * @param models the models, the champion first; empty without a learner
   * @param rows the number of source rows of the training
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

  /** Returns the columns of the source of the training. */
  public Schema inputSchema() {
    return input;
  }

  /** Returns the columns of the last stage at the end of training. */
  public Schema outputSchema() {
    return output;
  }

  /** Returns the column that the first learner predicts; empty without a learner. */
  public Optional<String> target() {
    return models.stream().findFirst().map(model -> learnerSpec(model.name()).target());
  }

  /** Returns the models of the learners that took part in the training, the champion first. */
  public List<TrainedModel> models() {
    return models;
  }

  /**
   * Returns the features of the first learner, in the order of the feature vector; none without a
   * learner.
   */
  public Features features() {
    return models.isEmpty() ? new Features(List.of()) : models.get(0).features();
  }

  /** Returns the number of source rows of the training. */
  public long rows() {
    return rows;
  }

  /** Returns the definition of the pipeline. */
  public PipelineDefinition definition() {
    return definition;
  }

  /**
   * Returns a new copy of the model of the first learner, as it was at the end of training.
   *
   * @throws IllegalStateException if the pipeline has no learner
   * @throws UnsavableException if the models of the learner cannot be saved
   */
  public Model model() {
    if (models.isEmpty()) {
      throw new IllegalStateException("this pipeline has no learner");
    }
    return model(models.get(0));
  }

  /**
   * Returns a new copy of the model of a learner, as {@link #model()} does.
   *
   * @param name the name of the learner in the pipeline
   * @throws IllegalArgumentException if no such learner took part in the training
   * @throws UnsavableException if the models of the learner cannot be saved
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
          "models of this learner cannot be saved, so its model ended with the run",
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
   * Transforms rows. Windows start empty, and the rows have no effect on later calls.
   *
   * @param rows a table with the columns of {@link #inputSchema} in any order; columns of targets
   *     and weights may be missing, and further columns are ignored
   * @throws SchemaException if a column is missing or has another type
   */
  public Table apply(Table rows) {
    return session(Context.EMPTY).apply(rows);
  }

  /**
   * Transforms rows as {@link #apply} does, and appends predictions as {@link Session#predict}
   * does.
   *
   * @throws IllegalStateException if the pipeline has no learner
   * @throws UnsavableException if the model of a learner cannot be saved and ended with the run
   */
  public Table predict(Table rows) {
    return session(Context.EMPTY).predict(rows);
  }

  /** Opens a session, which applies this pipeline to consecutive rows in several calls. */
  public Session session(Context from) {
    StageChain chain = StageChain.open(definition.stages(), input, Ticker.system());
    chain.load(stages.reader());
    if (from == Context.EMPTY) {
      chain.clearContext();
    }
    return new Session(this, chain, from == Context.EMPTY ? 0 : rows);
  }

  /**
   * Saves this pipeline to a file, completely or not at all. An existing file is replaced. The
   * state is streamed: it needs no further memory.
   *
   * @throws UnsavableException if models cannot be saved; the message names their learners
   * @throws java.io.UncheckedIOException if the file cannot be written
   */
  public void save(Path file) {
    TrainedFile.write(file, this);
  }

  /**
   * Loads a file that {@link #save} wrote, of a pipeline without user code. The file is read
   * completely and may be replaced or deleted afterwards.
   *
   * @throws UnsavableException if the pipeline has user code; the message names it
   * @throws org.bandsaw.state.StateCorruptException if the file is damaged
   * @throws java.io.UncheckedIOException if the file cannot be read
   */
  public static TrainedPipeline load(Path file) {
    return load(file, UserCode.none());
  }

  /**
   * Loads a file that {@link #save} wrote, as {@link #load(Path)} does.
   *
   * @param code the user code of the pipeline
   * @throws UnsavableException if user code is not provided or has another version
   */
  public static TrainedPipeline load(Path file, UserCode code) {
    return TrainedFile.read(file, code);
  }

  /**
   * Loads a file that {@link #save} wrote, as {@link #load(Path)} does, for a known definition.
   *
   * @throws org.bandsaw.state.StateMismatchException if the file has another definition
   */
  public static TrainedPipeline load(Path file, PipelineDefinition definition) {
    return TrainedFile.read(file, definition);
  }

  StateSnapshot stages() {
    return stages;
  }

  /**
   * Returns the rows of a table as a chunk with the input columns. If the column of a target or a
   * weight does not exist, its values are missing.
   */
  Chunk chunk(long firstRow, Table rows) {
    Table complete = rows;
    for (LearnerSpec spec : definition.learners()) {
      complete = withMissingColumn(complete, spec.target());
      complete = withMissingColumn(complete, spec.weighting().column());
    }
    Set<String> present = new HashSet<>(complete.columnNames());
    for (String name : input.names()) {
      if (!present.contains(name)) {
        List<String> existing = rows.columnNames();
        throw new SchemaException(
            "",
            name,
            "",
            NearestNames.of(name, existing),
            "there is no column '" + name + "' in this table" + NearestNames.hint(name, existing));
      }
    }
    Table chosen = Table.create(complete.name());
    for (Column<?> column : complete.columns()) {
      if (input.contains(column.name())) {
        chosen
            .columns()
            .add(column); // its name is unique, and addColumns would compare it with all others
      }
    }
    return Chunk.of(firstRow, chosen, input);
  }

  /** Returns the table with a column of missing values if the column does not exist. */
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
   * Returns whether definitions, columns, states, models and numbers of rows are equal. They do not
   * depend on chunk sizes or retries.
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
    LearnerSpec spec = learnerSpec(model.name());
    return String.format(
        Locale.ROOT,
        ", %d features -> %s by %s",
        model.features().size(),
        spec.target(),
        model.name());
  }
}
