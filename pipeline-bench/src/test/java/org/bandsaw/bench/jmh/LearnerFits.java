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
 * Fits the learners from all rows at once that {@code --learner} knows, and what {@link Peers} has
 * for them, then predicts. One call of a method is one fit, and predictions for a quarter of a
 * second.
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
  private static final int AT_ONCE = 1_000;

  /** Fits and predictions of one iteration, and the processor time they took. */
  @AuxCounters(AuxCounters.Type.EVENTS)
  @State(Scope.Thread)
  public static class Processor {

    /** Fits. */
    public long fits;

    /** Processor time of the whole process while it fitted: with its collector. */
    public long fitNanos;

    /** Predictions. */
    public long predictions;

    /** Processor time of the predicting thread. */
    public long predictNanos;

    /** Forgets the iteration before. */
    @Setup(Level.Iteration)
    public void begin() {
      fits = 0;
      fitNanos = 0;
      predictions = 0;
      predictNanos = 0;
    }
  }

  /** A name that {@code --learner} knows. */
  @Param("least-squares")
  public String learner = "least-squares";

  /** What {@link Peers} has for it. */
  @Param("Smile OLS, SVD")
  public String peer = "Smile OLS, SVD";

  /** How many rows are fitted to. */
  @Param("100000")
  public int rows;

  /** How many features a row has. */
  @Param("20")
  public int features;

  double[][] x = {};
  double[] y = {};

  /** Makes the rows, the same in every run. */
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

  /** Fits ours. */
  Peers.FittedPeer fitted() throws Exception {
    BatchLearner named = (BatchLearner) NamedLearners.byName(learner);
    return named.fit(TrainingRows.of(LearnerUpdates.names(features), x, y), 1)::predict;
  }

  /** Fits theirs. */
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

  private double measured(Processor processor, Callable<Peers.FittedPeer> fit) throws Exception {
    long before = processNanos();
    Peers.FittedPeer model = fit.call();
    processor.fitNanos += processNanos() - before;
    processor.fits++;
    long start = threadNanos();
    long nanos = 0;
    int row = 0;
    double sum = 0;
    while (nanos < PREDICTING_NANOS) {
      for (int i = 0; i < AT_ONCE; i++) {
        sum += model.predict(x[row]);
        row = row + 1 == rows ? 0 : row + 1;
      }
      processor.predictions += AT_ONCE;
      nanos = threadNanos() - start;
    }
    processor.predictNanos += nanos;
    return sum;
  }

  @Benchmark
  public double learner(Processor processor) throws Exception {
    return measured(processor, this::fitted);
  }

  @Benchmark
  public double peer(Processor processor) throws Exception {
    return measured(processor, this::peerFitted);
  }
}
