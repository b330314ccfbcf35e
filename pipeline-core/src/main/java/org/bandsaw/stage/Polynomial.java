package org.bandsaw.stage;

import java.util.List;
import java.util.stream.IntStream;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.Schema;

/**
 * Powers of a numeric column in new columns {@code fare_2}, {@code fare_3} and so on, as DOUBLE,
 * each the one before times the value. Where the value is missing they are.
 *
 * @param name the stage's name; empty for {@code polynomial(fare,3)}
 * @param column a numeric one
 * @param degree the highest power, from 2 to 20
 */
public record Polynomial(String name, String column, int degree) implements Stage {

  private static final int HIGHEST = 20;

  public Polynomial {
    ColumnNames.checked(column);
    if (degree < 2 || degree > HIGHEST) {
      throw new IllegalArgumentException("degree must be from 2 to " + HIGHEST + ", not " + degree);
    }
    name = ColumnNames.stage(name, "polynomial(" + column + "," + degree + ")");
  }

  /** This stage under another name. */
  public Polynomial named(String other) {
    return new Polynomial(ColumnNames.given(other), column, degree);
  }

  private List<ColumnSpec> made() {
    return IntStream.rangeClosed(2, degree)
        .mapToObj(power -> ColumnSpec.real(column + "_" + power))
        .toList();
  }

  @Override
  public StageRun open(Schema input) {
    return NumbersRun.learning(
        input,
        List.of(column),
        made(),
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
    for (ColumnSpec power : made()) {
      lineage = lineage.making(power.name(), column);
    }
    return lineage;
  }
}
