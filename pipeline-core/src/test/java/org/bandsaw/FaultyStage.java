package org.bandsaw;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.DoubleVector;
import org.bandsaw.data.Schema;
import org.bandsaw.stage.SnapshotRun;
import org.bandsaw.stage.Stage;
import org.bandsaw.stage.StageRun;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;

/** Adds the running sum of column b, with an optional fault. */
final class FaultyStage implements Stage {

  enum Fault {
    NONE,
    MEAN_OF_CHUNK,
    WINDOW_NOT_CARRIED,
    LEARNS_TWICE,
    COUNTS_ROWS_OF_THE_CHUNK,
    DIFFERS_FROM_RUN_TO_RUN
  }

  private static final ColumnSpec ADDED = ColumnSpec.real("sum");

  private final Fault fault;
  private final AtomicInteger opened = new AtomicInteger();

  FaultyStage(Fault fault) {
    this.fault = fault;
  }

  @Override
  public String name() {
    return fault.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public StageRun open(Schema input) {
    return new Run(fault, input.with(ADDED), opened.incrementAndGet());
  }

  private static final class Run extends SnapshotRun {

    private final Fault fault;
    private final Schema output;
    private final int number;
    private double sum;

    Run(Fault fault, Schema output, int number) {
      this.fault = fault;
      this.output = output;
      this.number = number;
    }

    @Override
    public Schema output() {
      return output;
    }

    @Override
    public Chunk process(Chunk chunk) {
      double[] sums = new double[chunk.rowCount()];
      if (fault == Fault.WINDOW_NOT_CARRIED || fault == Fault.MEAN_OF_CHUNK) {
        sum = 0;
      }
      for (int i = 0; i < sums.length; i++) {
        double value = chunk.doubles("b").get(i);
        sum += Double.isNaN(value) ? 0 : value;
        sums[i] = sum;
        if (fault == Fault.COUNTS_ROWS_OF_THE_CHUNK) {
          sums[i] += i;
        } else if (fault == Fault.DIFFERS_FROM_RUN_TO_RUN) {
          sums[i] += number;
        }
      }
      if (fault == Fault.MEAN_OF_CHUNK) {
        Arrays.fill(sums, sum / sums.length);
      }
      return chunk.withColumns(List.of(ADDED), List.of(DoubleVector.wrap(sums, sums.length)));
    }

    @Override
    public Chunk apply(Chunk chunk) {
      return process(chunk);
    }

    @Override
    public void clearContext() {
      sum = 0;
    }

    @Override
    public long retainedBytes() {
      return 8;
    }

    @Override
    public void save(StateWriter out) {
      out.writeDouble(sum);
    }

    @Override
    public void load(StateReader in) {
      double saved = in.readDouble();
      sum = fault == Fault.LEARNS_TWICE ? sum : saved;
    }
  }
}
