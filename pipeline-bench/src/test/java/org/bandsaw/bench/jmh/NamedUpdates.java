package org.bandsaw.bench.jmh;

import java.util.concurrent.TimeUnit;
import org.bandsaw.bench.NamedLearners;
import org.bandsaw.learn.Learners;
import org.bandsaw.learn.OnlineLearner;
import org.bandsaw.learn.OnlineModel;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * As {@link LearnerUpdates}, for the other named online learners and their {@link Peers}. Targets
 * are positive, since a logarithm is applied, and large enough for the penalty of a lasso.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 2, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(
    value = 1,
    jvmArgs = {"-Xmx256m", "-XX:+UseSerialGC", "-Dsmile.threads=1"})
public class NamedUpdates {

  private static final int ROWS = LearnerUpdates.ROWS;

  /** The name of a {@link NamedLearners learner}. */
  @Param("mean")
  public String learner = "mean";

  /** The number of features. */
  @Param("20")
  public int features;

  double[][] x = {};
  double[] y = {};
  OnlineModel model = Learners.mean().open(LearnerUpdates.names(0), 1);
  Peers.OnlinePeer peerModel = Peers.online("mean", 0);

  /** Creates the rows, the same in each run, and untrained models. */
  @Setup(Level.Trial)
  public void begin() {
    LearnerUpdates rows = new LearnerUpdates();
    rows.features = features;
    rows.makeRows();
    x = rows.x;
    y = rows.y;
    for (int row = 0; row < ROWS; row++) {
      y[row] = 10 * Math.abs(y[row]);
    }
    OnlineLearner named = (OnlineLearner) NamedLearners.byName(learner);
    model = named.open(LearnerUpdates.names(features), 1);
    peerModel = Peers.online(learner, features);
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public void learner(LearnerUpdates.Processor processor) {
    processor.updates += ROWS;
    for (int row = 0; row < ROWS; row++) {
      model.learn(x[row], y[row], 1);
    }
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public void peer(LearnerUpdates.Processor processor) {
    processor.updates += ROWS;
    for (int row = 0; row < ROWS; row++) {
      peerModel.learn(x[row], y[row]);
    }
  }
}
