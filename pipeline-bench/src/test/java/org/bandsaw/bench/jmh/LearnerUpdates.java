package org.bandsaw.bench.jmh;

import java.lang.management.ManagementFactory;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.bandsaw.bench.jmh.PlainLoops.PlainLogistic;
import org.bandsaw.bench.jmh.PlainLoops.PlainRls;
import org.bandsaw.bench.jmh.PlainLoops.PlainSgd;
import org.bandsaw.learn.Features;
import org.bandsaw.learn.Learners;
import org.bandsaw.learn.OnlineLearner;
import org.bandsaw.learn.OnlineModel;
import org.openjdk.jmh.annotations.AuxCounters;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Measures rows learned per second by online learners, through their interface, and by plain loops
 * with the same arithmetic. One call of a benchmark method learns {@link #ROWS} rows; models
 * continue to learn the same rows.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(
    value = 1,
    jvmArgs = {"-Xmx256m", "-XX:+UseSerialGC"})
public class LearnerUpdates {

  static final int ROWS = 512;

  /** Rows learned in one iteration, with the processor time. */
  @AuxCounters(AuxCounters.Type.EVENTS)
  @State(Scope.Thread)
  public static class Processor {

    /** Number of rows learned. */
    public long updates;

    /** Processor time of the measuring thread. */
    public long nanos;

    private long start;

    private static long now() {
      return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    /** Starts the measurement. */
    @Setup(Level.Iteration)
    public void begin() {
      start = now();
    }

    /** Ends the measurement. */
    @TearDown(Level.Iteration)
    public void end() {
      nanos = now() - start;
    }
  }

  /** The number of features. */
  @Param({"10", "20", "100"})
  public int features;

  final double[][] x = new double[ROWS][];
  final double[] y = new double[ROWS];
  private final double[] labels = new double[ROWS];
  OnlineModel sgd;
  OnlineModel logistic;
  OnlineModel rls;
  PlainSgd plainSgd;
  PlainLogistic plainLogistic;
  PlainRls plainRls;

  /** Creates the rows, the same in each run. */
  @Setup(Level.Trial)
  public void makeRows() {
    Random random = new Random(4);
    for (int row = 0; row < ROWS; row++) {
      x[row] = new double[features];
      double sum = random.nextGaussian() / 2 + 1;
      for (int i = 0; i < features; i++) {
        x[row][i] = random.nextGaussian();
        sum += x[row][i] * (i % 7 - 3) / 8;
      }
      y[row] = sum;
      labels[row] = sum > 1 ? 1 : 0;
    }
  }

  /** Creates untrained models. */
  @Setup(Level.Trial)
  public void begin() {
    sgd = open(Learners.sgd());
    logistic = open(Learners.logisticRegression());
    rls = open(Learners.recursiveLeastSquares());
    plainSgd = new PlainSgd(features);
    plainLogistic = new PlainLogistic(features);
    plainRls = new PlainRls(features);
  }

  private OnlineModel open(OnlineLearner learner) {
    return learner.open(names(features), 1);
  }

  static Features names(int features) {
    return new Features(IntStream.range(0, features).mapToObj(i -> "x" + i).toList());
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public void sgd(Processor processor) {
    processor.updates += ROWS;
    for (int row = 0; row < ROWS; row++) {
      sgd.learn(x[row], y[row], 1);
    }
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public void sgdPlain(Processor processor) {
    processor.updates += ROWS;
    for (int row = 0; row < ROWS; row++) {
      plainSgd.learn(x[row], y[row]);
    }
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public void logistic(Processor processor) {
    processor.updates += ROWS;
    for (int row = 0; row < ROWS; row++) {
      logistic.learn(x[row], labels[row], 1);
    }
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public void logisticPlain(Processor processor) {
    processor.updates += ROWS;
    for (int row = 0; row < ROWS; row++) {
      plainLogistic.learn(x[row], labels[row]);
    }
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public void rls(Processor processor) {
    processor.updates += ROWS;
    for (int row = 0; row < ROWS; row++) {
      rls.learn(x[row], y[row], 1);
    }
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public void rlsPlain(Processor processor) {
    processor.updates += ROWS;
    for (int row = 0; row < ROWS; row++) {
      plainRls.learn(x[row], y[row]);
    }
  }
}
