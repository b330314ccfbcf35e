package org.bandsaw.stage.number;

import java.util.List;
import java.util.stream.IntStream;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.Schema;
import org.bandsaw.stage.Lineage;
import org.bandsaw.stage.Stage;
import org.bandsaw.stage.StageRun;
import org.bandsaw.stage.run.ColumnNames;
import org.bandsaw.stage.run.NumericRun;

/**
 * Powers of a numeric column in new columns {@code fare_2}, {@code fare_3} and so on, as DOUBLE,
 * each the one before times the value. Where the value is missing they are.
 *
 * @param name the stage's name; empty for {@code polynomial(fare,3)}
 * @param column a numeric one
 * @param degree the highest power, from 2 to 20
 */
public record Polynomial(String name, String column, int degree) implements Stage {

  private static final int MAX_DEGREE = 20;

  public Polynomial {
    ColumnNames.requireValid(column);
    if (degree < 2 || degree > MAX_DEGREE) {
      throw new IllegalArgumentException(
          "degree must be from 2 to " + MAX_DEGREE + ", not " + degree);
    }
    name = ColumnNames.orDefault(name, "polynomial(" + column + "," + degree + ")");
  }

  /** This stage under another name. */
  public Polynomial named(String other) {
    return new Polynomial(ColumnNames.requireStageName(other), column, degree);
  }

  private List<ColumnSpec> outputColumns() {
    return IntStream.rangeClosed(2, degree)
        .mapToObj(power -> ColumnSpec.real(column + "_" + power))
        .toList();
  }

  @Override
  public StageRun open(Schema input) {
    return NumericRun.withParameters(
        input,
        List.of(column),
        outputColumns(),
        new double[0],
        (in, out, rows, state, learning) -> {
          double[] below = in[0];
          for (double[] power : out) {
            Interactions.multiply(below, in[0], power, rows);
            below = power;
          }
        });
  }

  @Override
  public Lineage lineage(Schema input) {
    Lineage lineage = Lineage.passThrough();
    for (ColumnSpec power : outputColumns()) {
      lineage = lineage.withDerived(power.name(), column);
    }
    return lineage;
  }
}
