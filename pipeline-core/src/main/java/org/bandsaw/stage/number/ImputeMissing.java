package org.bandsaw.stage.number;

import java.util.List;
import java.util.Objects;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.RowLayout;
import org.bandsaw.data.Schema;
import org.bandsaw.data.StringVector;
import org.bandsaw.data.ValueType;
import org.bandsaw.data.Vector;
import org.bandsaw.stage.ColumnStage;
import org.bandsaw.stage.Impute;
import org.bandsaw.stage.Lineage;
import org.bandsaw.stage.RowKernel;
import org.bandsaw.stage.RowStageRun;
import org.bandsaw.stage.ShareableRun;
import org.bandsaw.stage.Stage;
import org.bandsaw.stage.StageRun;
import org.bandsaw.stage.run.ColumnMapping;
import org.bandsaw.stage.run.ColumnNames;
import org.bandsaw.stage.run.MappedTexts;
import org.bandsaw.stage.run.NumericRun;
import org.bandsaw.stage.run.RunState;
import org.bandsaw.stage.run.StatelessComposedRun;

/**
 * The stage of {@link org.bandsaw.stage.Stages#impute(List, Impute)}.
 *
 * @param name the stage's name; if empty, {@code impute(a,b)}
 * @param columns at least one
 * @param strategy how missing values are replaced
 */
record ImputeMissing(String name, List<String> columns, Impute strategy) implements ColumnStage {

  /** Doubles of state per column: the replacement, and the number of values it is the mean of. */
  private static final int STATE_SIZE = 2;

  public ImputeMissing {
    columns = ColumnNames.requireNonEmpty(columns);
    Objects.requireNonNull(strategy, "strategy");
    name = ColumnNames.orDefault(name, ColumnNames.formatCall("impute", columns));
  }

  @Override
  public ImputeMissing named(String newName) {
    return new ImputeMissing(ColumnNames.requireStageName(newName), columns, strategy);
  }

  @Override
  public List<Stage> forColumns(List<String> columns) {
    return List.of(new ImputeMissing("", columns, strategy));
  }

  @Override
  public StageRun open(Schema input) {
    return switch (strategy.kind()) {
      case TEXT -> TextRun.open(input, columns, strategy.text());
      case NUMBER -> openNumeric(input, strategy.number(), ImputeMissing::fillAll);
      case RUNNING_MEAN -> openNumeric(input, 0, ImputeMissing::learnAll);
      case RUNNING_MEDIAN -> new RunningMedianRun(input, columns);
      case LAST_VALUE -> LastValueRun.open(input, columns);
    };
  }

  private NumericRun openNumeric(
      Schema input, double initialReplacement, NumericRun.Kernel kernel) {
    List<ColumnSpec> reals = columns.stream().map(ColumnSpec::real).toList();
    double[] state = new double[STATE_SIZE * columns.size()];
    for (int i = 0; i < state.length; i += STATE_SIZE) {
      state[i] = initialReplacement;
    }
    return NumericRun.withParameters(input, columns, reals, state, kernel);
  }

  @Override
  public Lineage lineage(Schema input) {
    Lineage lineage = Lineage.passThrough();
    for (String column : columns) {
      lineage = lineage.withDerived(column, column);
    }
    return lineage;
  }

  private static void fillAll(
      double[][] in, double[][] out, int rows, double[] state, boolean learning) {
    for (int i = 0; i < in.length; i++) {
      fill(in[i], out[i], rows, state[STATE_SIZE * i]);
    }
  }

  private static void learnAll(
      double[][] in, double[][] out, int rows, double[] state, boolean learning) {
    if (!learning) {
      fillAll(in, out, rows, state, false);
      return;
    }
    int next = 0;
    for (; next + 1 < in.length; next += 2) {
      learnTwo(in[next], out[next], in[next + 1], out[next + 1], rows, state, STATE_SIZE * next);
    }
    if (next < in.length) {
      learnOne(in[next], out[next], rows, state, STATE_SIZE * next);
    }
  }

  /** Interleaves two columns, because each division in one column waits for the one before. */
  private static void learnTwo(
      double[] a, double[] toA, double[] b, double[] toB, int rows, double[] state, int at) {
    double meanA = state[at];
    double countA = state[at + 1];
    double meanB = state[at + 2];
    double countB = state[at + 3];
    for (int i = 0; i < rows; i++) {
      double x = a[i];
      if (Math.abs(x) <= Double.MAX_VALUE) {
        meanA += (x - meanA) / ++countA;
      } else if (Double.isNaN(x)) {
        x = meanA;
      }
      toA[i] = x;
      double y = b[i];
      if (Math.abs(y) <= Double.MAX_VALUE) {
        meanB += (y - meanB) / ++countB;
      } else if (Double.isNaN(y)) {
        y = meanB;
      }
      toB[i] = y;
    }
    state[at] = meanA;
    state[at + 1] = countA;
    state[at + 2] = meanB;
    state[at + 3] = countB;
  }

  private static void learnOne(double[] a, double[] to, int rows, double[] state, int at) {
    double mean = state[at];
    double count = state[at + 1];
    for (int i = 0; i < rows; i++) {
      double x = a[i];
      if (Math.abs(x) <= Double.MAX_VALUE) {
        mean += (x - mean) / ++count;
      } else if (Double.isNaN(x)) {
        x = mean;
      }
      to[i] = x;
    }
    state[at] = mean;
    state[at + 1] = count;
  }

  private static void fill(double[] a, double[] to, int rows, double replacement) {
    for (int i = 0; i < rows; i++) {
      double x = a[i];
      to[i] = Double.isNaN(x) ? replacement : x;
    }
  }

  private static final class TextRun implements RowStageRun, StatelessComposedRun, ShareableRun {

    private final List<String> columns;
    private final String text;
    private final RunState state = new RunState();
    private final ColumnMapping mapping;
    private final MappedTexts[] mappedTexts;

    static TextRun open(Schema input, List<String> columns, String text) {
      ColumnMapping mapping =
          new ColumnMapping(input, columns, columns, schema -> requireTexts(schema, columns));
      return new TextRun(columns, text, mapping);
    }

    private TextRun(List<String> columns, String text, ColumnMapping mapping) {
      this.columns = columns;
      this.text = text;
      this.mapping = state.add(mapping);
      mappedTexts = new MappedTexts[columns.size()];
      for (int i = 0; i < mappedTexts.length; i++) {
        mappedTexts[i] = new MappedTexts(found -> found.isEmpty() ? text : found);
      }
      state.addAll(mappedTexts);
    }

    @Override
    public TextRun withOwnContext() {
      return new TextRun(columns, text, mapping.copy());
    }

    @Override
    public RunState state() {
      return state;
    }

    private static Schema requireTexts(Schema schema, List<String> columns) {
      for (String column : columns) {
        schema.require(column, ValueType.STRING);
      }
      return schema;
    }

    @Override
    public Schema output() {
      return mapping.output();
    }

    @Override
    public Chunk transform(Chunk chunk) {
      mapping.resolve(chunk.schema());
      Vector[] made = new Vector[mappedTexts.length];
      for (int i = 0; i < made.length; i++) {
        made[i] = mappedTexts[i].map((StringVector) chunk.vector(mapping.inputIndex(i)));
      }
      return mapping.outputChunk(chunk, made);
    }

    @Override
    public RowKernel rowKernel(RowLayout layout) {
      int[] slots = layout.slots(columns);
      return row -> {
        String[] texts = row.texts();
        for (int slot : slots) {
          if (texts[slot].isEmpty()) {
            texts[slot] = text;
          }
        }
        return true;
      };
    }
  }
}
