package org.bandsaw.stage;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.Decimal;
import org.bandsaw.data.Retained;
import org.bandsaw.data.RowLayout;
import org.bandsaw.data.Schema;
import org.bandsaw.data.ValueType;

/**
 * Two numeric columns, or a column and a constant, computed into a new column of doubles. Where
 * either is missing, and where a divisor is 0, the result is missing.
 *
 * @param name the stage's name; empty for {@code add(a,b)}
 * @param operation what is done
 * @param left the first column
 * @param right the second column; empty when a constant takes its place
 * @param constant the constant; 0 when there is a second column
 * @param output the column that is made; empty for {@code a_plus_b}
 */
public record Arithmetic(
    String name, Operation operation, String left, String right, double constant, String output)
    implements Stage {

  /** What is done with the two. */
  public enum Operation {
    /** a + b. */
    ADD("add", "plus"),
    /** a − b. */
    SUBTRACT("subtract", "minus"),
    /** a · b. */
    MULTIPLY("multiply", "times"),
    /** a / b; missing where b is 0. */
    DIVIDE("divide", "over");

    private final String verb;
    private final String word;

    Operation(String verb, String word) {
      this.verb = verb;
      this.word = word;
    }
  }

  public Arithmetic {
    Objects.requireNonNull(operation, "operation");
    ColumnNames.checked(left);
    Objects.requireNonNull(right, "right");
    if (!Double.isFinite(constant)) {
      throw new IllegalArgumentException("the constant must be finite, not " + constant);
    }
    if (right.isEmpty() && operation == Operation.DIVIDE && constant == 0) {
      throw new IllegalArgumentException("division by 0 makes every value missing");
    }
    if (!right.isEmpty() && constant != 0) {
      throw new IllegalArgumentException(
          "a second column ('" + right + "') and a constant (" + constant + "): give one of them");
    }
    String second = right.isEmpty() ? Decimal.text(constant) : right;
    name = ColumnNames.stage(name, ColumnNames.call(operation.verb, List.of(left, second)));
    output = ColumnNames.stage(output, left + "_" + operation.word + "_" + second);
  }

  /** This stage under another name. */
  public Arithmetic named(String other) {
    return new Arithmetic(ColumnNames.given(other), operation, left, right, constant, output);
  }

  /** Calls the column that is made by this name. */
  public Arithmetic as(String column) {
    String given = ColumnNames.checked(column);
    return new Arithmetic(name, operation, left, right, constant, given);
  }

  private List<String> inputs() {
    return right.isEmpty() || right.equals(left) ? List.of(left) : List.of(left, right);
  }

  @Override
  public StageRun open(Schema input) {
    return new Run(this, input);
  }

  @Override
  public Lineage lineage(Schema input) {
    return Lineage.passThrough().making(output, inputs().toArray(String[]::new));
  }

  private static final class Run implements RowStageRun, StatelessRun {

    private final Arithmetic stage;
    private final Shape shape;
    private final Numbers left = new Numbers();
    private final Numbers right = new Numbers();
    private double[] constants = {};

    Run(Arithmetic stage, Schema input) {
      this.stage = stage;
      for (String column : stage.inputs()) {
        input.requireNumeric(column);
      }
      ColumnSpec made = ColumnSpec.real(stage.output);
      shape = new Shape(input, stage.inputs(), List.of(stage.output), s -> s.with(made));
    }

    @Override
    public Schema output() {
      return shape.output();
    }

    @Override
    public Chunk transform(Chunk chunk) {
      shape.over(chunk.schema());
      int rows = chunk.rowCount();
      double[] a = left.of(chunk.vector(shape.read(0)));
      double[] b;
      if (stage.right.isEmpty()) {
        b = constants(rows);
      } else if (stage.right.equals(stage.left)) {
        b = a;
      } else {
        b = right.of(chunk.vector(shape.read(1)));
      }
      compute(stage.operation, a, b, left.room(rows), rows);
      return shape.chunk(chunk, left.made(rows));
    }

    private double[] constants(int rows) {
      if (constants.length < rows) {
        constants = new double[rows];
        Arrays.fill(constants, stage.constant);
      }
      return constants;
    }

    private static void compute(Operation what, double[] a, double[] b, double[] to, int rows) {
      switch (what) {
        case ADD -> {
          for (int i = 0; i < rows; i++) {
            to[i] = a[i] + b[i];
          }
        }
        case SUBTRACT -> {
          for (int i = 0; i < rows; i++) {
            to[i] = a[i] - b[i];
          }
        }
        case MULTIPLY -> {
          for (int i = 0; i < rows; i++) {
            to[i] = a[i] * b[i];
          }
        }
        case DIVIDE -> {
          for (int i = 0; i < rows; i++) {
            to[i] = b[i] == 0 ? Double.NaN : a[i] / b[i];
          }
        }
      }
    }

    @Override
    public void mark() {
      shape.mark();
    }

    @Override
    public void rollback() {
      shape.rollback();
      left.release();
      right.release();
      constants = new double[0];
    }

    @Override
    public long retainedBytes() {
      return left.retainedBytes() + right.retainedBytes() + Retained.doubles(constants.length);
    }

    @Override
    public RowKernel rowKernel(RowLayout layout) {
      int leftSlot = layout.slot(stage.left);
      ValueType leftType = layout.type(stage.left);
      boolean isConstant = stage.right.isEmpty();
      int rightSlot = isConstant ? leftSlot : layout.slot(stage.right);
      ValueType rightType = isConstant ? leftType : layout.type(stage.right);
      layout.advance(shape.outputFor(layout.schema()));
      int to = layout.slot(stage.output);
      return row -> {
        double a = row.number(leftSlot, leftType);
        double b = isConstant ? stage.constant : row.number(rightSlot, rightType);
        row.numbers()[to] =
            switch (stage.operation) {
              case ADD -> a + b;
              case SUBTRACT -> a - b;
              case MULTIPLY -> a * b;
              case DIVIDE -> b == 0 ? Double.NaN : a / b;
            };
        return true;
      };
    }
  }
}
