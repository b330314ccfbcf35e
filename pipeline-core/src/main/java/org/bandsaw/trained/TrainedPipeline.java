package org.bandsaw.trained;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.NearestNames;
import org.bandsaw.data.Schema;
import org.bandsaw.data.SchemaException;
import org.bandsaw.data.Vector;
import org.bandsaw.learn.Features;
import org.bandsaw.learn.Learning;
import org.bandsaw.learn.OnlineLearner;
import org.bandsaw.learn.OnlineModel;
import org.bandsaw.probe.Ticker;
import org.bandsaw.stage.StageChain;
import org.bandsaw.state.StateReader;
import tech.tablesaw.api.Table;

/**
 * Stages with what they learned, and the model: frozen, and ready for new rows. Immutable and safe
 * for any number of threads; a {@link Session} has one owner.
 */
public final class TrainedPipeline {

  private final Definition definition;
  private final Schema input;
  private final Schema output;
  private final Features features;
  private final byte[] stages;
  private final byte[] model;
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
   * @param features the features, in the order of the vector; none without a learner
   * @param stages the stages' state
   * @param model the model's state; empty without a learner
   * @param rows source rows it was trained on
   */
  public TrainedPipeline(
      Definition definition,
      Schema input,
      Schema output,
      Features features,
      byte[] stages,
      byte[] model,
      long rows) {
    this.definition = definition;
    this.input = input;
    this.output = output;
    this.features = features;
    this.stages = stages.clone();
    this.model = model.clone();
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

  /** The column that is predicted; empty without a learner. */
  public Optional<String> target() {
    return definition.learning().map(Learning::target);
  }

  /** The features, in the order of the model's vector. */
  public Features features() {
    return features;
  }

  /** How many source rows it was trained on. */
  public long rows() {
    return rows;
  }

  /** What was run. */
  public Definition definition() {
    return definition;
  }

  /**
   * A model of its own for the caller, as it was at the end of training.
   *
   * @throws IllegalStateException when the pipeline has no learner
   * @throws UnsavableException when the learner's models cannot be saved
   */
  public OnlineModel model() {
    Learning learning =
        definition
            .learning()
            .orElseThrow(() -> new IllegalStateException("this pipeline has no learner"));
    if (!learning.learner().capabilities().contains(OnlineLearner.Capability.SAVEABLE)) {
      throw new UnsavableException(
          "models of this learner cannot be saved, so what it learned ended with the run",
          List.of(learning.learner().name()));
    }
    OnlineModel opened = learning.learner().open(features, definition.seed());
    opened.load(new StateReader(model));
    return opened;
  }

  /**
   * Transforms rows with what was learned. Windows start empty; nothing is remembered.
   *
   * @param rows the columns of {@link #inputSchema}, in any order; the target may be absent
   * @throws SchemaException when a column is absent or has another type
   */
  public Table apply(Table rows) {
    return session(Context.EMPTY).apply(rows);
  }

  /** As {@link #apply}, with a last column {@code prediction}, missing where there is none. */
  public Table predict(Table rows) {
    return session(Context.EMPTY).predict(rows);
  }

  /** Begins to apply this pipeline to rows that follow one another, call after call. */
  public Session session(Context from) {
    StageChain chain = StageChain.open(definition.stages(), input, Ticker.system());
    chain.load(new StateReader(stages));
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
  public static TrainedPipeline load(Path file, Definition definition) {
    return TrainedFile.read(file, definition);
  }

  byte[] stageState() {
    return stages.clone();
  }

  byte[] modelState() {
    return model.clone();
  }

  /** The rows of a table as a chunk of the input's columns; an absent target is missing. */
  Chunk chunk(long firstRow, Table rows) {
    Optional<String> target = target();
    Table given = rows;
    if (target.isPresent()
        && input.contains(target.get())
        && !rows.columnNames().contains(target.get())) {
      ColumnSpec column = input.column(input.indexOf(target.get()));
      int n = rows.rowCount();
      Vector missing = Vector.missing(column.type(), n);
      given = Table.create(rows.name(), rows.columns());
      given.addColumns(Chunk.of(0, Schema.of(column), n, missing).table().column(0));
    }
    List<String> names = input.names();
    for (String name : names) {
      if (!given.columnNames().contains(name)) {
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
    for (String column : given.columnNames()) {
      if (names.contains(column)) {
        chosen.addColumns(given.column(column));
      }
    }
    return Chunk.of(firstRow, chosen, input);
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
        && features.equals(that.features)
        && rows == that.rows
        && java.util.Arrays.equals(stages, that.stages)
        && java.util.Arrays.equals(model, that.model);
  }

  @Override
  public int hashCode() {
    return java.util.Arrays.hashCode(stages) * 31 + java.util.Arrays.hashCode(model);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "trained pipeline: %d steps, %d columns in, %d out, %d features%s, %d bytes of state",
        definition.stages().size(),
        input.size(),
        output.size(),
        features.size(),
        definition
            .learning()
            .map(l -> " -> " + l.target() + " by " + l.learner().name())
            .orElse(""),
        stages.length + model.length);
  }
}
