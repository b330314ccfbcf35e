package org.bandsaw.stage;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.DictionaryMark;
import org.bandsaw.data.Retained;
import org.bandsaw.data.RowLayout;
import org.bandsaw.data.Schema;
import org.bandsaw.data.StringVector;
import org.bandsaw.data.ValueType;

/**
 * A number found in a text, as DOUBLE: the first group of the first match of a pattern, or the
 * whole match of a pattern without groups. Missing where nothing matches, and where what matches is
 * not a finite decimal number such as {@code -12.5} or {@code 1e3}.
 *
 * @param name the stage's name; empty for {@code extractNumber(column)}
 * @param column a column of text
 * @param regex a {@link Pattern}, searched for anywhere in the text
 * @param output the column that is made; the column itself to replace it at its place
 */
public record ExtractNumber(String name, String column, String regex, String output)
    implements Stage {

  public ExtractNumber {
    ColumnNames.checked(column);
    Pattern.compile(Objects.requireNonNull(regex, "regex"));
    output = ColumnNames.stage(output, column);
    name = ColumnNames.stage(name, ColumnNames.call("extractNumber", List.of(column)));
  }

  /** This stage under another name. */
  public ExtractNumber named(String other) {
    return new ExtractNumber(ColumnNames.given(other), column, regex, output);
  }

  /** Calls the column that is made by this name, and leaves the text as it is. */
  public ExtractNumber as(String other) {
    return new ExtractNumber(name, column, regex, ColumnNames.checked(other));
  }

  @Override
  public StageRun open(Schema input) {
    return new Run(this, input);
  }

  @Override
  public Lineage lineage(Schema input) {
    return Lineage.passThrough().making(output, column);
  }

  private static final class Run implements RowStageRun, StatelessRun {

    private final ExtractNumber stage;
    private final Shape shape;
    private final Numbers numbers = new Numbers();
    private final Matcher matcher;
    private final int group;
    private final DictionaryMark dictionary = new DictionaryMark();
    private double[] ofCode = {};
    private boolean[] isKnown = {};

    Run(ExtractNumber stage, Schema input) {
      this.stage = stage;
      input.require(stage.column, ValueType.STRING);
      ColumnSpec made = ColumnSpec.real(stage.output);
      boolean replaces = stage.output.equals(stage.column);
      shape =
          new Shape(
              input,
              List.of(stage.column),
              List.of(stage.output),
              schema -> Derive.putting(schema, made, replaces));
      matcher = Pattern.compile(stage.regex).matcher("");
      group = matcher.groupCount() > 0 ? 1 : 0;
    }

    @Override
    public Schema output() {
      return shape.output();
    }

    @Override
    public Chunk transform(Chunk chunk) {
      shape.over(chunk.schema());
      StringVector texts = (StringVector) chunk.vector(shape.read(0));
      if (dictionary.isAnother(texts.dictionary())) {
        ofCode = new double[64];
        isKnown = new boolean[64];
      }
      int rows = chunk.rowCount();
      int[] codes = texts.codes();
      double[] made = numbers.room(rows);
      for (int i = 0; i < rows; i++) {
        int code = codes[i];
        if (code >= isKnown.length) {
          ofCode = Arrays.copyOf(ofCode, Math.max(code + 1, 2 * code));
          isKnown = Arrays.copyOf(isKnown, ofCode.length);
        }
        if (!isKnown[code]) {
          ofCode[code] = numberIn(texts.get(i));
          isKnown[code] = true;
        }
        made[i] = ofCode[code];
      }
      return shape.chunk(chunk, numbers.made(rows));
    }

    private double numberIn(String text) {
      if (text.isEmpty() || !matcher.reset(text).find()) {
        return Double.NaN;
      }
      String found = matcher.group(group);
      return found == null ? Double.NaN : parsed(found.strip());
    }

    private static double parsed(String text) {
      for (int i = 0; i < text.length(); i++) {
        if ("+-.0123456789eE".indexOf(text.charAt(i)) < 0) {
          return Double.NaN;
        }
      }
      try {
        double value = Double.parseDouble(text);
        return Double.isInfinite(value) ? Double.NaN : value;
      } catch (NumberFormatException notANumber) {
        return Double.NaN; // what the class promises
      }
    }

    @Override
    public void mark() {
      shape.mark();
    }

    @Override
    public void rollback() {
      shape.rollback();
      numbers.release();
    }

    @Override
    public long retainedBytes() {
      return numbers.retainedBytes()
          + Retained.doubles(ofCode.length)
          + Retained.bytes(isKnown.length);
    }

    @Override
    public RowKernel rowKernel(RowLayout layout) {
      int slot = layout.slot(stage.column);
      layout.advance(shape.outputFor(layout.schema()));
      int to = layout.slot(stage.output);
      return row -> {
        row.numbers()[to] = numberIn(row.texts()[slot]);
        return true;
      };
    }
  }
}
