package org.bandsaw.telemetry.proof;

import java.time.Duration;
import org.bandsaw.Job;
import org.bandsaw.Pipeline;
import org.bandsaw.budget.ChunkPolicy;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.DoubleVector;
import org.bandsaw.data.Schema;
import org.bandsaw.learn.Learners;
import org.bandsaw.observe.RunEvent;
import org.bandsaw.observe.RunListener;
import org.bandsaw.telemetry.Telemetry;
import org.bandsaw.testkit.TestSources;

/** Runs a job once, {@code on} with telemetry that reads the host without delay, or {@code off}. */
public final class FirstChunk {

  private static final int ROWS = 100_000;

  private FirstChunk() {}

  /** Stores the time of the first commit. */
  private static final class FirstCommitListener implements RunListener {
    long committedNanos;

    @Override
    public void onEvent(RunEvent event) {
      if (committedNanos == 0 && event instanceof RunEvent.Committed) {
        committedNanos = System.nanoTime();
      }
    }
  }

  /** Prints the milliseconds from the start of the run to the commit of the first chunk. */
  public static void main(String[] args) {
    double[] x = new double[ROWS];
    for (int i = 0; i < ROWS; i++) {
      x[i] = i % 97;
    }
    Chunk rows =
        Chunk.of(
            0,
            Schema.of(ColumnSpec.real("x"), ColumnSpec.real("y")),
            ROWS,
            DoubleVector.of(x),
            DoubleVector.of(x.clone()));
    FirstCommitListener first = new FirstCommitListener();
    Job job =
        Pipeline.builder()
            .learn("y", Learners.sgd())
            .build()
            .on(TestSources.rows(rows))
            .chunks(ChunkPolicy.fixed(10_000))
            .listener(first);
    long start = System.nanoTime();
    if (args[0].equals("on")) {
      job = job.telemetry(Telemetry.standard().hostDelay(Duration.ZERO));
    }
    job.runStreaming();
    System.out.println((first.committedNanos - start) / 1e6);
  }
}
