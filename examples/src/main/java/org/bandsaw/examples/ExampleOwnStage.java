package org.bandsaw.examples;

import java.util.Arrays;
import org.bandsaw.Pipeline;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.DoubleVector;
import org.bandsaw.data.Schema;
import org.bandsaw.data.ValueType;
import org.bandsaw.data.Vector;
import org.bandsaw.learn.Learners;
import org.bandsaw.report.StreamReport;
import org.bandsaw.source.Source;
import org.bandsaw.stage.Lineage;
import org.bandsaw.stage.Stage;
import org.bandsaw.stage.StageRun;
import org.bandsaw.stage.Stages;
import org.bandsaw.stage.StatelessRun;

/** How to write a stage: a record that describes it, and a run that processes chunks. */
public final class ExampleOwnStage {

  private ExampleOwnStage() {}

  /**
   * Limits the values of a column to a range.
   *
   * @param column a column of type double
   */
  record Clamp(String column, double min, double max) implements Stage {

    @Override
    public String name() {
      return "clamp(" + column + ")";
    }

    @Override
    public StageRun open(Schema input) {
      input.require(column, ValueType.DOUBLE);
      return new Run(this, input);
    }

    @Override
    public Lineage lineage(Schema input) {
      return Lineage.passThrough().withDerived(column, column);
    }
  }

  private record Run(Clamp clamp, Schema output) implements StatelessRun {

    @Override
    public Chunk transform(Chunk chunk) {
      double[] input = chunk.doubles(clamp.column).array();
      double[] values = Arrays.copyOf(input, chunk.rowCount()); // the input is never modified
      for (int i = 0; i < values.length; i++) {
        values[i] = Math.min(Math.max(values[i], clamp.min), clamp.max); // NaN (missing) is kept
      }
      Vector[] columns = chunk.vectors().clone();
      columns[chunk.schema().indexOf(clamp.column)] = DoubleVector.wrap(values, values.length);
      return chunk.with(chunk.schema(), columns);
    }
  }

  static StreamReport run(Source players) {
    return Pipeline.builder()
        .stage(new Clamp("rating", 70, 90))
        .stage(Stages.select("rating", "salary"))
        .stage(Stages.extractNumber("salary", "[0-9.]+"))
        .stage(Stages.standardScale("rating"))
        .learn("salary", Learners.sgd())
        .build()
        .on(players)
        .runStreaming();
  }

  /** Runs on the bundled players. */
  public static void main(String[] args) {
    System.out.print(run(Players.bundled()));
  }
}
