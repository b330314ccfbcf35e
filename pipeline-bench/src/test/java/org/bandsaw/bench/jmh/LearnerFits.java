package org.bandsaw.bench.jmh;

import java.lang.management.ManagementFactory;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.bandsaw.bench.NamedLearners;
import org.bandsaw.learn.BatchLearner;
import org.bandsaw.learn.TrainingRows;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Measures fits and predictions of the named batch learners and of their {@link Peers}. One call of
 * a benchmark method is one fit, followed by predictions for 250 ms.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 1)
@Measurement(iterations = 3)
@Fork(
    value = 1,
    jvmArgs = {"-Xmx1g", "-XX:+UseSerialGC", "-Dsmile.threads=1"})
public class LearnerFits {

  private static final long PREDICTING_NANOS = 250_000_000;
  private static final int PREDICTIONS_PER_CHECK = 1_000;

  /** Fits and predictions of one iteration, with their processor time. */
  @AuxCounters(AuxCounters.Type.EVENTS)
  @State(Scope.Thread)
  public static class Processor {

    /** Number of fits. */
    public long fits;

    /** Processor time of the whole process during fits, including the garbage collector. */
    public long fitNanos;

    /** Number of predictions. */
    public long predictions;

    /** Processor time of the predicting thread. */
    public long predictNanos;

    /** Resets the counters. */
    @Setup(Level.Iteration)
    public void reset() {
      fits = 0;
      fitNanos = 0;
      predictions = 0;
      predictNanos = 0;
    }
  }

  /** The name of a {@link NamedLearners learner}. */
  @Param("least-squares")
  public String learner = "least-squares";

  /** The name of its {@link Peers peer}. */
  @Param("Smile OLS, SVD")
  public String peer = "Smile OLS, SVD";

  /** The number of training rows. */
  @Param("100000")
  public int rows;

  /** The number of features. */
  @Param("20")
  public int features;

  double[][] x = {};
  double[] y = {};

  /** Creates the rows, the same in each run. */
  @Setup(Level.Trial)
  public void makeRows() {
    Random random = new Random(4);
    x = new double[rows][features];
    y = new double[rows];
    for (int row = 0; row < rows; row++) {
      double sum = 10 + 5 * random.nextGaussian();
      for (int i = 0; i < features; i++) {
        x[row][i] = random.nextGaussian();
        sum += x[row][i] * (i % 7 - 3) * 1.25;
      }
      y[row] = sum;
    }
  }

  /** Fits the learner. */
  Peers.FittedPeer fitted() throws Exception {
    BatchLearner named = (BatchLearner) NamedLearners.byName(learner);
    return named.fit(TrainingRows.of(LearnerUpdates.names(features), x, y), 1)::predict;
  }

  /** Fits the peer. */
  Peers.FittedPeer peerFitted() {
    return Peers.fit(peer, x, y);
  }

  private static long processNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static long threadNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private double measure(Processor processor, Callable<Peers.FittedPeer> fit) throws Exception {
    long before = processNanos();
    Peers.FittedPeer model = fit.call();
    processor.fitNanos += processNanos() - before;
    processor.fits++;
    long start = threadNanos();
    long nanos = 0;
    int row = 0;
    double sum = 0;
    while (nanos < PREDICTING_NANOS) {
      for (int i = 0; i < PREDICTIONS_PER_CHECK; i++) {
        sum += model.predict(x[row]);
        row = row + 1 == rows ? 0 : row + 1;
      }
      processor.predictions += PREDICTIONS_PER_CHECK;
      nanos = threadNanos() - start;
    }
    processor.predictNanos += nanos;
    return sum;
  }

  @Benchmark
  public double learner(Processor processor) throws Exception {
    return measure(processor, this::fitted);
  }

  @Benchmark
  public double peer(Processor processor) throws Exception {
    return measure(processor, this::peerFitted);
  }
}
