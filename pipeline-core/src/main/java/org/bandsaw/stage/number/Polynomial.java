package org.bandsaw.stage.number;

import java.util.List;
import java.util.stream.IntStream;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.Schema;
import org.bandsaw.stage.Lineage;
import org.bandsaw.stage.NamedStage;
import org.bandsaw.stage.StageRun;
import org.bandsaw.stage.run.ColumnNames;
import org.bandsaw.stage.run.NumericRun;

/**
 * The stage of {@link org.bandsaw.stage.Stages#polynomial}.
 *
 * @param name the stage's name; if empty, {@code polynomial(fare,3)}
 * @param column numeric
 * @param degree the highest power, from 2 to 20
 */
record Polynomial(String name, String column, int degree) implements NamedStage {

  private static final int MAX_DEGREE = 20;

  public Polynomial {
    ColumnNames.requireValid(column);
    if (degree < 2 || degree > MAX_DEGREE) {
      throw new IllegalArgumentException(
          "degree must be from 2 to " + MAX_DEGREE + ", not " + degree);
    }
    name = ColumnNames.orDefault(name, "polynomial(" + column + "," + degree + ")");
  }

  @Override
  public Polynomial named(String newName) {
    return new Polynomial(ColumnNames.requireStageName(newName), column, degree);
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
