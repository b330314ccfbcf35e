package org.bandsaw.telemetry;

import org.bandsaw.Job;
import org.bandsaw.Pipeline;
import org.bandsaw.budget.ChunkPolicy;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.DoubleVector;
import org.bandsaw.data.Schema;
import org.bandsaw.learn.Learners;
import org.bandsaw.stage.Stages;
import org.bandsaw.testkit.TestSources;

/** A job over rides: ride i has distance i + 1 and fare 2 (i + 1) + 1. */
final class Rides {

  private Rides() {}

  /** Learns the mean fare of rides with a distance above 2, in chunks of three rows. */
  static Job job(int rows) {
    return Pipeline.builder()
        .stage(Stages.filter("far enough", row -> row.number("distance") > 2))
        .learn("fare", Learners.mean())
        .build()
        .on(TestSources.rows(rows(rows)))
        .name("rides")
        .chunks(ChunkPolicy.fixed(3));
  }

  private static Chunk rows(int count) {
    double[] distance = new double[count];
    double[] fare = new double[count];
    for (int i = 0; i < count; i++) {
      distance[i] = i + 1;
      fare[i] = 2 * distance[i] + 1;
    }
    return Chunk.of(
        0,
        Schema.of(ColumnSpec.real("distance"), ColumnSpec.real("fare")),
        count,
        DoubleVector.of(distance),
        DoubleVector.of(fare));
  }
}
