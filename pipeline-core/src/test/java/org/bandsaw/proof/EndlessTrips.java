package org.bandsaw.proof;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import org.bandsaw.Job;
import org.bandsaw.Pipeline;
import org.bandsaw.budget.ComputeBudget;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.DoubleVector;
import org.bandsaw.data.Schema;
import org.bandsaw.data.StringVector;
import org.bandsaw.learn.Learners;
import org.bandsaw.source.ChunkReader;
import org.bandsaw.source.ReadLimit;
import org.bandsaw.source.Source;
import org.bandsaw.stage.Stages;

/**
 * A source that returns rows for a given time, and the main class of the measured child process.
 *
 * @param runsFor how long the source returns rows
 * @param workPerRow the work to read a row, so that the reading thread is busy too
 */
record EndlessTrips(Duration runsFor, int workPerRow) implements Source {

  private static final Schema SCHEMA =
      Schema.of(
          ColumnSpec.real("distance"),
          ColumnSpec.real("wait"),
          ColumnSpec.text("vendor"),
          ColumnSpec.real("fare"));

  /** Runs with the arguments share (0 for no budget), threads and seconds. */
  public static void main(String[] args) {
    double share = Double.parseDouble(args[0]);
    int threads = Integer.parseInt(args[1]);
    Duration seconds = Duration.ofSeconds(Long.parseLong(args[2]));
    Job job =
        Pipeline.builder()
            .stage(Stages.rollingMean("distance", 50))
            .stage(Stages.standardScale("distance", "wait"))
            .stage(Stages.oneHot("vendor"))
            .learn("fare", Learners.recursiveLeastSquares())
            .build()
            .on(new EndlessTrips(seconds, threads > 1 ? 6 : 1))
            .parallelism(threads);
    System.out.println(
        (share > 0 ? job.compute(ComputeBudget.ofShare(share)) : job).runStreaming());
  }

  @Override
  public String name() {
    return String.format(Locale.ROOT, "trips for %d s", runsFor.toSeconds());
  }

  @Override
  public ChunkReader open() {
    long end = System.nanoTime() + runsFor.toNanos();
    SplittableRandom random = new SplittableRandom(42);
    return new ChunkReader() {
      private long next;

      @Override
      public Schema schema() {
        return SCHEMA;
      }

      @Override
      public Optional<Chunk> next(ReadLimit limit) {
        if (System.nanoTime() - end >= 0) {
          return Optional.empty();
        }
        int rows = limit.maxRows();
        double[] distance = new double[rows];
        double[] wait = new double[rows];
        String[] vendor = new String[rows];
        double[] fare = new double[rows];
        for (int i = 0; i < rows; i++) {
          double noise = 0;
          for (int k = 0; k < workPerRow; k++) {
            noise += StrictMath.sin(random.nextDouble() * 3);
          }
          distance[i] = random.nextDouble() * 10;
          wait[i] = random.nextDouble();
          vendor[i] = String.valueOf((char) ('A' + random.nextInt(12)));
          fare[i] = 2.5 + 2 * distance[i] + wait[i] + noise / workPerRow;
        }
        long first = next;
        next += rows;
        return Optional.of(
            Chunk.of(
                first,
                SCHEMA,
                rows,
                DoubleVector.of(distance),
                DoubleVector.of(wait),
                StringVector.of(vendor),
                DoubleVector.of(fare)));
      }

      @Override
      public void close() {}
    };
  }
}
