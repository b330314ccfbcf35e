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
 * Rows learned per second by the learners, through their interface, and by plain loops of the same
 * arithmetic. One call of a method learns {@link #ROWS} rows; models go on learning them.
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

  /** What was learned, and the processor time it took, in one iteration. */
  @AuxCounters(AuxCounters.Type.EVENTS)
  @State(Scope.Thread)
  public static class Processor {

    /** Rows learned. */
    public long updates;

    /** Processor time of the measuring thread. */
    public long nanos;

    private long start;

    private static long now() {
      return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    /** Looks at the time. */
    @Setup(Level.Iteration)
    public void begin() {
      start = now();
    }

    /** Looks at the time again. */
    @TearDown(Level.Iteration)
    public void end() {
      nanos = now() - start;
    }
  }

  /** How many features a row has. */
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

  /** Makes the rows, the same in every run. */
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

  /** Begins to learn anew. */
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
