package org.bandsaw.trained;

import java.util.Arrays;
import java.util.List;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.DoubleVector;
import org.bandsaw.data.Schema;
import org.bandsaw.learn.FeatureReader;
import org.bandsaw.learn.OnlineModel;
import org.bandsaw.stage.StageChain;
import org.bandsaw.state.Saved;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;
import org.jspecify.annotations.Nullable;
import tech.tablesaw.api.Table;

/**
 * A trained pipeline applied to rows that follow one another: windows and lags go on from row to
 * row and from call to call; means, categories and the model stand still. One owner, one thread.
 */
public final class Session implements Saved {

  private static final String PREDICTION = "prediction";

  private final TrainedPipeline trained;
  private final StageChain chain;
  private final FeatureReader reader = new FeatureReader();
  private @Nullable OnlineModel model;
  private long nextRow;

  Session(TrainedPipeline trained, StageChain chain, long nextRow) {
    this.trained = trained;
    this.chain = chain;
    this.nextRow = nextRow;
  }

  /** Transforms the next rows; see {@link TrainedPipeline#apply} for what they must have. */
  public Table apply(Table rows) {
    return next(rows).table();
  }

  /**
   * Transforms and predicts the next rows; the prediction is the last column, missing for a row
   * with a missing or infinite feature.
   *
   * @throws IllegalStateException when the pipeline has no learner
   * @throws UnsavableException when what the learner learned ended with the run
   */
  public Table predict(Table rows) {
    OnlineModel predicting = model();
    return predict(next(rows), predicting).table();
  }

  private Chunk next(Table rows) {
    Chunk out = chain.apply(trained.chunk(nextRow, rows));
    nextRow += rows.rowCount();
    return out;
  }

  private OnlineModel model() {
    OnlineModel present = model;
    if (present == null) {
      present = trained.model();
      model = present;
    }
    return present;
  }

  private Chunk predict(Chunk rows, OnlineModel predicting) {
    int n = rows.rowCount();
    double[] predictions = new double[n];
    int[] positions = positions(rows.schema());
    reader.over(rows, positions, positions.length);
    double[] x = new double[positions.length];
    for (int i = 0; i < n; i++) {
      predictions[i] = reader.read(i, x) ? predicting.predict(x) : Double.NaN;
    }
    DoubleVector column = DoubleVector.wrap(predictions, n);
    Schema wider = rows.schema();
    if (wider.declaredCount() == wider.size()) {
      return rows.plus(List.of(ColumnSpec.real(PREDICTION)), List.of(column));
    }
    org.bandsaw.data.Vector[] all = Arrays.copyOf(rows.vectors(), wider.size() + 1);
    all[wider.size()] = column;
    return rows.with(wider.grown(ColumnSpec.real(PREDICTION), 0), all);
  }

  private int[] positions(Schema schema) {
    return trained.features().names().stream().mapToInt(schema::indexOf).toArray();
  }

  @Override
  public void save(StateWriter out) {
    out.version(1).writeLong(nextRow);
    StateWriter own = new StateWriter();
    chain.save(own);
    out.writeBytes(own.toBytes());
  }

  @Override
  public void load(StateReader in) {
    in.version(1);
    nextRow = in.readLong();
    chain.load(new StateReader(in.readBytes()));
  }
}
