package org.bandsaw.trained;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.DoubleVector;
import org.bandsaw.data.Schema;
import org.bandsaw.data.Vector;
import org.bandsaw.learn.FeatureReader;
import org.bandsaw.learn.Features;
import org.bandsaw.learn.LearnerSpec;
import org.bandsaw.learn.Model;
import org.bandsaw.stage.StageChain;
import org.bandsaw.state.Saveable;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;
import org.jspecify.annotations.Nullable;
import tech.tablesaw.api.Table;

/**
 * Applies a trained pipeline to consecutive rows. Windows and lags advance from row to row and from
 * call to call; means, categories and models do not change. Used by one thread.
 */
public final class Session implements Saveable {

  private final TrainedPipeline pipeline;
  private final StageChain chain;
  private final FeatureReader reader = new FeatureReader();
  private @Nullable List<Model> models;
  private long nextRow;

  Session(TrainedPipeline trained, StageChain chain, long nextRow) {
    this.pipeline = trained;
    this.chain = chain;
    this.nextRow = nextRow;
  }

  /**
   * Transforms the next rows.
   *
   * @param rows as for {@link TrainedPipeline#apply}
   * @throws org.bandsaw.data.SchemaException if a column is missing or has another type
   */
  public Table apply(Table rows) {
    return applyNext(rows).table();
  }

  /**
   * Transforms and predicts the next rows. The last columns are the predictions: {@code prediction}
   * of the first learner, and {@code prediction_NAME} of each further learner. A prediction is
   * missing if a feature of its row is missing or infinite.
   *
   * @throws IllegalStateException if the pipeline has no learner
   * @throws UnsavableException if the model of a learner cannot be saved and ended with the run
   */
  public Table predict(Table rows) {
    List<Model> predicting = models();
    Chunk out = applyNext(rows);
    List<Vector> predictions = new ArrayList<>();
    for (int i = 0; i < predicting.size(); i++) {
      predictions.add(predictions(out, pipeline.models().get(i).features(), predicting.get(i)));
    }
    List<LearnerSpec> learners =
        pipeline.models().stream()
            .map(model -> pipeline.definition().learner(model.name()).orElseThrow())
            .toList();
    return appendColumns(out, LearnerSpec.predictionColumns(learners), predictions).table();
  }

  /** Returns the chunk with columns added after all others, including dynamic ones. */
  private static Chunk appendColumns(Chunk rows, List<ColumnSpec> columns, List<Vector> vectors) {
    Schema schema = rows.schema();
    int size = schema.size();
    if (schema.declaredCount() == size) {
      return rows.withColumns(columns, vectors);
    }
    Vector[] all = Arrays.copyOf(rows.vectors(), size + columns.size());
    for (int i = 0; i < columns.size(); i++) {
      all[size + i] = vectors.get(i);
      schema = schema.withDynamic(columns.get(i), 0);
    }
    return rows.with(schema, all);
  }

  private Chunk applyNext(Table rows) {
    Chunk out = chain.apply(pipeline.chunk(nextRow, rows));
    nextRow += rows.rowCount();
    return out;
  }

  private List<Model> models() {
    List<Model> opened = models;
    if (opened == null) {
      if (pipeline.models().isEmpty()) {
        throw new IllegalStateException("this pipeline has no learner");
      }
      opened = pipeline.models().stream().map(model -> pipeline.model(model.name())).toList();
      models = opened;
    }
    return opened;
  }

  private Vector predictions(Chunk rows, Features features, Model predicting) {
    int n = rows.rowCount();
    double[] predictions = new double[n];
    Schema schema = rows.schema();
    int[] positions = features.names().stream().mapToInt(schema::indexOf).toArray();
    reader.bind(rows, positions, positions.length);
    double[] x = new double[positions.length];
    for (int i = 0; i < n; i++) {
      predictions[i] = reader.read(i, x) ? predicting.predict(x) : Double.NaN;
    }
    return DoubleVector.wrap(predictions, n);
  }

  @Override
  public void save(StateWriter out) {
    out.writeVersion(1).writeLong(nextRow);
    out.writeNested(chain);
  }

  @Override
  public void load(StateReader in) {
    in.readVersion(1);
    nextRow = in.readLong();
    in.readNested(chain);
  }
}
