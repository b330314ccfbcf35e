package org.bandsaw.stage.number;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.DoubleFormatter;
import org.bandsaw.data.MemorySizes;
import org.bandsaw.data.RowLayout;
import org.bandsaw.data.Schema;
import org.bandsaw.data.ValueType;
import org.bandsaw.stage.DerivedStage;
import org.bandsaw.stage.Lineage;
import org.bandsaw.stage.RowKernel;
import org.bandsaw.stage.RowStageRun;
import org.bandsaw.stage.ShareableRun;
import org.bandsaw.stage.StageRun;
import org.bandsaw.stage.run.ColumnMapping;
import org.bandsaw.stage.run.ColumnNames;
import org.bandsaw.stage.run.NumericBuffer;
import org.bandsaw.stage.run.RunState;
import org.bandsaw.stage.run.StatelessComposedRun;

/**
 * The stage of {@link org.bandsaw.stage.Stages#add}, {@code subtract}, {@code multiply} and {@code
 * divide}.
 *
 * @param name the stage's name; if empty, {@code add(a,b)}
 * @param left the left operand, a numeric column
 * @param right the right operand, a numeric column; empty if it is a constant
 * @param constant the right operand if {@code right} is empty, otherwise 0
 * @param output the column that is made; if empty, {@code a_plus_b}
 */
record Arithmetic(
    String name, Operation operation, String left, String right, double constant, String output)
    implements DerivedStage {

  /** An operation on two numbers a and b. */
  enum Operation {
    /** a + b. */
    ADD("add", "plus"),
    /** a − b. */
    SUBTRACT("subtract", "minus"),
    /** a · b. */
    MULTIPLY("multiply", "times"),
    /** a / b; missing where b is 0. */
    DIVIDE("divide", "over");

    private final String verb;
    private final String infix;

    Operation(String verb, String infix) {
      this.verb = verb;
      this.infix = infix;
    }
  }

  public Arithmetic {
    Objects.requireNonNull(operation, "operation");
    ColumnNames.requireValid(left);
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
    String second = right.isEmpty() ? DoubleFormatter.format(constant) : right;
    name =
        ColumnNames.orDefault(name, ColumnNames.formatCall(operation.verb, List.of(left, second)));
    output = ColumnNames.orDefault(output, left + "_" + operation.infix + "_" + second);
  }

  @Override
  public Arithmetic named(String newName) {
    return new Arithmetic(
        ColumnNames.requireStageName(newName), operation, left, right, constant, output);
  }

  @Override
  public Arithmetic as(String newOutput) {
    return new Arithmetic(
        name, operation, left, right, constant, ColumnNames.requireValid(newOutput));
  }

  private List<String> inputs() {
    return right.isEmpty() || right.equals(left) ? List.of(left) : List.of(left, right);
  }

  @Override
  public StageRun open(Schema input) {
    return Run.open(this, input);
  }

  @Override
  public Lineage lineage(Schema input) {
    return Lineage.passThrough().withDerived(output, inputs().toArray(String[]::new));
  }

  private static final class Run implements RowStageRun, StatelessComposedRun, ShareableRun {

    private final Arithmetic stage;
    private final RunState state = new RunState();
    private final ColumnMapping mapping;
    private final NumericBuffer left;
    private final NumericBuffer right;
    private double[] constants = {};

    static Run open(Arithmetic stage, Schema input) {
      stage.inputs().forEach(input::requireNumeric);
      ColumnSpec made = ColumnSpec.real(stage.output);
      return new Run(
          stage,
          new ColumnMapping(
              input, stage.inputs(), List.of(stage.output), schema -> schema.with(made)));
    }

    private Run(Arithmetic stage, ColumnMapping mapping) {
      this.stage = stage;
      this.mapping = state.add(mapping);
      left = state.add(new NumericBuffer());
      right = state.add(new NumericBuffer());
    }

    @Override
    public Run withOwnContext() {
      return new Run(stage, mapping.copy());
    }

    @Override
    public RunState state() {
      return state;
    }

    @Override
    public Schema output() {
      return mapping.output();
    }

    @Override
    public Chunk transform(Chunk chunk) {
      mapping.resolve(chunk.schema());
      int rows = chunk.rowCount();
      double[] a = left.valuesOf(chunk.vector(mapping.inputIndex(0)));
      double[] b;
      if (stage.right.isEmpty()) {
        b = constants(rows);
      } else if (stage.right.equals(stage.left)) {
        b = a;
      } else {
        b = right.valuesOf(chunk.vector(mapping.inputIndex(1)));
      }
      compute(stage.operation, a, b, left.resultArray(rows), rows);
      return mapping.outputChunk(chunk, left.result(rows));
    }

    private double[] constants(int rows) {
      if (constants.length < rows) {
        constants = new double[rows];
        Arrays.fill(constants, stage.constant);
      }
      return constants;
    }

    private static void compute(
        Operation operation, double[] a, double[] b, double[] to, int rows) {
      switch (operation) {
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
    public void rollback() {
      state.rollback();
      constants = new double[0];
    }

    @Override
    public long retainedBytes() {
      return state.retainedBytes() + MemorySizes.doubles(constants.length);
    }

    @Override
    public RowKernel rowKernel(RowLayout layout) {
      int leftSlot = layout.slot(stage.left);
      ValueType leftType = layout.type(stage.left);
      boolean isConstant = stage.right.isEmpty();
      int rightSlot = isConstant ? leftSlot : layout.slot(stage.right);
      ValueType rightType = isConstant ? leftType : layout.type(stage.right);
      layout.advance(mapping.outputFor(layout.schema()));
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
