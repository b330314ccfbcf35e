package org.bandsaw.stage;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.RowLayout;
import org.bandsaw.data.Schema;
import org.bandsaw.data.StringVector;
import org.bandsaw.data.ValueType;

/**
 * A column of text without blanks at its ends and with a single space for each run of blanks within
 * it, at its place. Blanks are spaces of every kind, tabs and line ends. A text of nothing but
 * blanks becomes missing; a missing one stays missing.
 *
 * @param name the stage's name; empty for {@code cleanText(column)}
 * @param column a column of text
 * @param inner what becomes of blanks within the text
 * @param letters what becomes of capital letters
 */
public record CleanText(String name, String column, Inner inner, Letters letters)
    implements ColumnStage {

  /** What becomes of blanks within a text. */
  public enum Inner {
    /** A run of them becomes one space. */
    COLLAPSED,
    /** They stay. */
    KEPT
  }

  /** What becomes of capital letters. */
  public enum Letters {
    /** They stay. */
    KEPT,
    /** They become small ones, alike in every country ({@link Locale#ROOT}). */
    LOWERED
  }

  public CleanText {
    ColumnNames.checked(column);
    Objects.requireNonNull(inner, "inner");
    Objects.requireNonNull(letters, "letters");
    name = ColumnNames.stage(name, ColumnNames.call("cleanText", List.of(column)));
  }

  /** This stage under another name. */
  public CleanText named(String other) {
    return new CleanText(ColumnNames.given(other), column, inner, letters);
  }

  /** Leaves blanks within the text as they are. */
  public CleanText keepingInnerBlanks() {
    return new CleanText(name, column, Inner.KEPT, letters);
  }

  /** Makes all letters small ones. */
  public CleanText lowerCase() {
    return new CleanText(name, column, inner, Letters.LOWERED);
  }

  private String clean(String text) {
    StringBuilder kept = new StringBuilder(text.length());
    int end = 0;
    for (int at = 0; at < text.length(); ) {
      int character = text.codePointAt(at);
      boolean isBlank = Character.isWhitespace(character) || Character.isSpaceChar(character);
      if (!isBlank) {
        kept.appendCodePoint(character);
        end = kept.length();
      } else if (end > 0 && inner == Inner.KEPT) {
        kept.appendCodePoint(character);
      } else if (end > 0 && kept.length() == end) {
        kept.append(' ');
      }
      at += Character.charCount(character);
    }
    kept.setLength(end);
    String cleaned = kept.toString();
    return letters == Letters.LOWERED ? cleaned.toLowerCase(Locale.ROOT) : cleaned;
  }

  @Override
  public List<Stage> on(List<String> columns) {
    return columns.stream().<Stage>map(each -> new CleanText("", each, inner, letters)).toList();
  }

  @Override
  public StageRun open(Schema input) {
    return new Run(this, input);
  }

  @Override
  public Lineage lineage(Schema input) {
    return Lineage.passThrough().making(column, column);
  }

  private static final class Run implements RowStageRun, StatelessRun {

    private final CleanText stage;
    private final Shape shape;
    private final Recoded recoded;

    Run(CleanText stage, Schema input) {
      this.stage = stage;
      input.require(stage.column, ValueType.STRING);
      List<String> columns = List.of(stage.column);
      shape = new Shape(input, columns, columns, schema -> schema);
      recoded = new Recoded(stage::clean);
    }

    @Override
    public Schema output() {
      return shape.output();
    }

    @Override
    public Chunk transform(Chunk chunk) {
      shape.over(chunk.schema());
      return shape.chunk(chunk, recoded.of((StringVector) chunk.vector(shape.read(0))));
    }

    @Override
    public void mark() {
      shape.mark();
    }

    @Override
    public void rollback() {
      shape.rollback();
      recoded.release();
    }

    @Override
    public long retainedBytes() {
      return recoded.retainedBytes();
    }

    @Override
    public RowKernel rowKernel(RowLayout layout) {
      int slot = layout.slot(stage.column);
      layout.advance(shape.outputFor(layout.schema()));
      return row -> {
        row.texts()[slot] = stage.clean(row.texts()[slot]);
        return true;
      };
    }
  }
}
