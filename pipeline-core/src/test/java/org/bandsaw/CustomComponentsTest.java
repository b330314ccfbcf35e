package org.bandsaw;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bandsaw.budget.ChunkPolicy;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.DoubleVector;
import org.bandsaw.data.IntVector;
import org.bandsaw.data.Schema;
import org.bandsaw.data.ValueType;
import org.bandsaw.learn.Features;
import org.bandsaw.learn.OnlineLearner;
import org.bandsaw.learn.OnlineModel;
import org.bandsaw.report.StreamReport;
import org.bandsaw.sink.Sink;
import org.bandsaw.sink.SinkRun;
import org.bandsaw.source.ChunkReader;
import org.bandsaw.source.ReadLimit;
import org.bandsaw.source.Replayable;
import org.bandsaw.stage.Lineage;
import org.bandsaw.stage.SnapshotRun;
import org.bandsaw.stage.Stage;
import org.bandsaw.stage.StageRun;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;
import org.bandsaw.testkit.LearnerContract;
import org.bandsaw.testkit.SinkContract;
import org.bandsaw.testkit.SourceContract;
import org.bandsaw.testkit.StageContract;
import org.junit.jupiter.api.Test;

/** Custom components: a source, a stage, a learner and a sink, tested alone and together. */
class CustomComponentsTest {

  /** A sensor whose temperature rises with the load of earlier hours. */
  private record Sensor(int rows) implements Replayable {

    private static final Schema READINGS =
        Schema.of(
            ColumnSpec.integer("hour"), ColumnSpec.real("load"), ColumnSpec.real("temperature"));

    @Override
    public String name() {
      return "sensor";
    }

    @Override
    public ChunkReader open() {
      return new SensorReader(rows);
    }
  }

  private static final class SensorReader implements ChunkReader {

    private final int rows;
    private int at;
    private double warmth;

    SensorReader(int rows) {
      this.rows = rows;
    }

    @Override
    public Schema schema() {
      return Sensor.READINGS;
    }

    @Override
    public Optional<Chunk> next(ReadLimit limit) {
      if (at == rows) {
        return Optional.empty();
      }
      long fitting = Math.max(1, limit.maxBytes() / 20);
      int count = (int) Math.min(Math.min(limit.maxRows(), fitting), rows - at);
      int[] hours = new int[count];
      double[] loads = new double[count];
      double[] temperatures = new double[count];
      for (int i = 0; i < count; i++) {
        int row = at + i;
        hours[i] = row % 24;
        double load = (row * 7 % 24) / 24.0;
        warmth += (load - warmth) / 4;
        loads[i] = row % 13 == 4 ? Double.NaN : load;
        temperatures[i] = 20 + 30 * warmth;
      }
      Chunk chunk =
          Chunk.of(
              at,
              Sensor.READINGS,
              count,
              IntVector.wrap(ValueType.INT, hours, count),
              DoubleVector.wrap(loads, count),
              DoubleVector.wrap(temperatures, count));
      at += count;
      return Optional.of(chunk);
    }

    @Override
    public void close() {}
  }

  /** Adds an exponentially weighted mean of a column; a missing value does not change the mean. */
  private record WeightedMean(String column, double share) implements Stage {

    @Override
    public String name() {
      return "weightedMean(" + column + ")";
    }

    @Override
    public StageRun open(Schema input) {
      input.require(column, ValueType.DOUBLE);
      return new WeightedMeanRun(this, input.with(made()));
    }

    private ColumnSpec made() {
      return ColumnSpec.real(column + "_weighted");
    }

    @Override
    public Lineage lineage(Schema input) {
      return Lineage.passThrough().withDerived(made().name(), column);
    }
  }

  private static final class WeightedMeanRun extends SnapshotRun {

    private final WeightedMean stage;
    private final Schema output;
    private double mean;

    WeightedMeanRun(WeightedMean stage, Schema output) {
      this.stage = stage;
      this.output = output;
    }

    @Override
    public Schema output() {
      return output;
    }

    @Override
    public Chunk process(Chunk chunk) {
      double[] values = chunk.doubles(stage.column).array();
      double[] means = new double[chunk.rowCount()];
      for (int i = 0; i < means.length; i++) {
        if (!Double.isNaN(values[i])) {
          mean += (values[i] - mean) * stage.share;
        }
        means[i] = mean;
      }
      return chunk.withColumns(
          List.of(stage.made()), List.of(DoubleVector.wrap(means, means.length)));
    }

    /** The mean is context, not a parameter: it also changes in {@code apply}. */
    @Override
    public Chunk apply(Chunk chunk) {
      return process(chunk);
    }

    @Override
    public void clearContext() {
      mean = 0;
    }

    @Override
    public long retainedBytes() {
      return 8;
    }

    @Override
    public void save(StateWriter out) {
      out.writeVersion(1).writeDouble(mean);
    }

    @Override
    public void load(StateReader in) {
      in.readVersion(1);
      mean = in.readDouble();
    }
  }

  /** Normalised least mean squares: each row reduces its own error by a fixed share. */
  private record Normalised(double share) implements OnlineLearner {

    @Override
    public String name() {
      return "nlms";
    }

    @Override
    public OnlineModel open(Features features, long seed) {
      return new NormalisedModel(share, features.size());
    }
  }

  private static final class NormalisedModel implements OnlineModel {

    private final double share;
    private double[] weights;
    private double intercept;

    NormalisedModel(double share, int features) {
      this.share = share;
      this.weights = new double[features];
    }

    @Override
    public double predict(double[] x) {
      double sum = intercept;
      for (int i = 0; i < weights.length; i++) {
        sum += weights[i] * x[i];
      }
      return sum;
    }

    @Override
    public void learn(double[] x, double y, double weight) {
      double size = 1;
      for (double value : x) {
        size += value * value;
      }
      double step = share * weight * (y - predict(x)) / size;
      intercept += step;
      for (int i = 0; i < weights.length; i++) {
        weights[i] += step * x[i];
      }
    }

    @Override
    public void grow(Features features) {
      weights = Arrays.copyOf(weights, features.size());
    }

    @Override
    public long retainedBytes() {
      return 8L * weights.length;
    }

    @Override
    public void save(StateWriter out) {
      out.writeVersion(1).writeDouble(intercept).writeDoubles(weights);
    }

    @Override
    public void load(StateReader in) {
      in.readVersion(1);
      intercept = in.readDouble();
      weights = in.readDoubles();
    }
  }

  /** Writes a line of text per row: its number, the prediction and the target. */
  private record LineSink(StringBuilder out) implements Sink {

    @Override
    public String name() {
      return "journal";
    }

    @Override
    public boolean wantsPrediction() {
      return true;
    }

    @Override
    public SinkRun open(Schema rows) {
      rows.require("temperature", ValueType.DOUBLE);
      return new LineSinkRun(out);
    }
  }

  private static final class LineSinkRun implements SinkRun {

    private final StringBuilder out;
    private long rows;

    LineSinkRun(StringBuilder out) {
      this.out = out;
    }

    @Override
    public void write(Chunk chunk) {
      DoubleVector predicted = chunk.doubles("prediction");
      DoubleVector found = chunk.doubles("temperature");
      for (int i = 0; i < chunk.rowCount(); i++) {
        out.append(chunk.sourceRow(i))
            .append(": predicted ")
            .append(predicted.text(i))
            .append(", found ")
            .append(found.text(i))
            .append('\n');
      }
      rows += chunk.rowCount();
    }

    @Override
    public long rowsWritten() {
      return rows;
    }

    @Override
    public void close() {}
  }

  private static final Sensor SENSOR = new Sensor(700);
  private static final WeightedMean MEAN = new WeightedMean("load", 0.25);
  private static final Pipeline PIPELINE =
      Pipeline.builder().stage(MEAN).learn("temperature", new Normalised(0.5)).build();

  private static Chunk readings() {
    return new SensorReader(300).next(ReadLimit.ofRows(300)).orElseThrow();
  }

  @Test
  void aCustomSourceMeetsItsContract() {
    SourceContract.of(SENSOR).check();
  }

  @Test
  void aCustomStageMeetsItsContract() {
    StageContract.of(MEAN).on(readings()).check();
  }

  @Test
  void aCustomLearnerMeetsItsContract() {
    LearnerContract.of(new Normalised(0.5)).check();
  }

  @Test
  void aCustomSinkMeetsItsContract() {
    SinkContract.of(
            () -> {
              StringBuilder out = new StringBuilder();
              return new SinkContract.Destination(new LineSink(out), out::toString);
            })
        .on(readings())
        .check();
  }

  @Test
  void togetherTheyAreConsistent() {
    assertThat(PIPELINE.verifyConsistency(SENSOR).orThrow().isEqual()).isTrue();
  }

  @Test
  void togetherTheyWriteTheSameForAnyChunksAndLearn() {
    StringBuilder small = new StringBuilder();
    StringBuilder large = new StringBuilder();
    Job job = PIPELINE.on(SENSOR);

    job.chunks(ChunkPolicy.fixed(7)).sink(new LineSink(small)).runStreaming();
    StreamReport report =
        job.chunks(ChunkPolicy.fixed(500)).sink(new LineSink(large)).parallelism(2).runStreaming();

    assertThat(small.toString()).isEqualTo(large.toString()).hasLineCount(700);
    // temperature − 20 is 30 times a mean of all loads, of which the stage misses one in 13
    assertThat(large).startsWith("0: predicted 0.0, found 20.0\n");
    assertThat(report.rows().committed()).isEqualTo(report.scores().rows() + missing());
    assertThat(report.scores().r2().value()).isPositive();
  }

  /** Returns the number of rows with a missing feature: 4, 17, 30 and so on. */
  private static long missing() {
    return (700 - 4 + 12) / 13;
  }
}
