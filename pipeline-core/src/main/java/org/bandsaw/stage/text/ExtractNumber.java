package org.bandsaw.stage.text;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.DictionaryTracker;
import org.bandsaw.data.MemorySizes;
import org.bandsaw.data.RowLayout;
import org.bandsaw.data.Schema;
import org.bandsaw.data.StringVector;
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
 * The stage of {@link org.bandsaw.stage.Stages#extractNumber}.
 *
 * @param name the stage's name; if empty, {@code extractNumber(column)}
 * @param column a column of text
 * @param regex a {@link Pattern}
 * @param output the column that is made; if empty, {@code column}, which is then replaced
 */
record ExtractNumber(String name, String column, String regex, String output)
    implements DerivedStage {

  public ExtractNumber {
    ColumnNames.requireValid(column);
    Pattern.compile(Objects.requireNonNull(regex, "regex"));
    output = ColumnNames.orDefault(output, column);
    name = ColumnNames.orDefault(name, ColumnNames.formatCall("extractNumber", List.of(column)));
  }

  @Override
  public ExtractNumber named(String newName) {
    return new ExtractNumber(ColumnNames.requireStageName(newName), column, regex, output);
  }

  @Override
  public ExtractNumber as(String newOutput) {
    return new ExtractNumber(name, column, regex, ColumnNames.requireValid(newOutput));
  }

  @Override
  public StageRun open(Schema input) {
    return Run.open(this, input);
  }

  @Override
  public Lineage lineage(Schema input) {
    return Lineage.passThrough().withDerived(output, column);
  }

  private static final class Run implements RowStageRun, StatelessComposedRun, ShareableRun {

    private final ExtractNumber stage;
    private final RunState state = new RunState();
    private final ColumnMapping mapping;
    private final NumericBuffer numbers;
    private final Matcher matcher;
    private final int group;
    private final DictionaryTracker dictionary = new DictionaryTracker();
    private double[] numberByCode = {};
    private boolean[] isParsed = {};

    static Run open(ExtractNumber stage, Schema input) {
      input.require(stage.column, ValueType.STRING);
      ColumnSpec made = ColumnSpec.real(stage.output);
      boolean replaces = stage.output.equals(stage.column);
      return new Run(
          stage,
          new ColumnMapping(
              input,
              List.of(stage.column),
              List.of(stage.output),
              schema -> ColumnMapping.withColumn(schema, made, replaces)));
    }

    private Run(ExtractNumber stage, ColumnMapping mapping) {
      this.stage = stage;
      this.mapping = state.add(mapping);
      numbers = state.add(new NumericBuffer());
      matcher = Pattern.compile(stage.regex).matcher("");
      group = matcher.groupCount() > 0 ? 1 : 0;
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
      StringVector texts = (StringVector) chunk.vector(mapping.inputIndex(0));
      if (dictionary.hasChanged(texts.dictionary())) {
        numberByCode = new double[64];
        isParsed = new boolean[64];
      }
      int rows = chunk.rowCount();
      int[] codes = texts.codes();
      double[] made = numbers.resultArray(rows);
      for (int i = 0; i < rows; i++) {
        int code = codes[i];
        if (code >= isParsed.length) {
          numberByCode = Arrays.copyOf(numberByCode, Math.max(code + 1, 2 * code));
          isParsed = Arrays.copyOf(isParsed, numberByCode.length);
        }
        if (!isParsed[code]) {
          numberByCode[code] = extract(texts.get(i));
          isParsed[code] = true;
        }
        made[i] = numberByCode[code];
      }
      return mapping.outputChunk(chunk, numbers.result(rows));
    }

    private double extract(String text) {
      if (text.isEmpty() || !matcher.reset(text).find()) {
        return Double.NaN;
      }
      String found = matcher.group(group);
      return found == null ? Double.NaN : parse(found.strip());
    }

    private static double parse(String text) {
      for (int i = 0; i < text.length(); i++) {
        if ("+-.0123456789eE".indexOf(text.charAt(i)) < 0) {
          return Double.NaN;
        }
      }
      try {
        double value = Double.parseDouble(text);
        return Double.isInfinite(value) ? Double.NaN : value;
      } catch (NumberFormatException notANumber) {
        return Double.NaN; // for example "1e"
      }
    }

    @Override
    public long retainedBytes() {
      return state.retainedBytes()
          + MemorySizes.doubles(numberByCode.length)
          + MemorySizes.bytes(isParsed.length);
    }

    @Override
    public RowKernel rowKernel(RowLayout layout) {
      int slot = layout.slot(stage.column);
      layout.advance(mapping.outputFor(layout.schema()));
      int to = layout.slot(stage.output);
      return row -> {
        row.numbers()[to] = extract(row.texts()[slot]);
        return true;
      };
    }
  }
}
