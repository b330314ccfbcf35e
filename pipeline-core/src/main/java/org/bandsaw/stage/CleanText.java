package org.bandsaw.stage;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.RowLayout;
import org.bandsaw.data.Schema;
import org.bandsaw.data.StringVector;
import org.bandsaw.data.ValueType;
import org.bandsaw.stage.run.ColumnMapping;
import org.bandsaw.stage.run.ColumnNames;
import org.bandsaw.stage.run.MappedTexts;

/**
 * A column of text without blanks at its ends and with a single space for each run of blanks within
 * it, at its place. Blanks are spaces of every kind, tabs and line ends. A text of nothing but
 * blanks becomes missing; a missing one stays missing.
 *
 * @param name the stage's name; empty for {@code cleanText(column)}
 * @param column a column of text
 * @param innerWhitespace what becomes of blanks within the text
 * @param letterCase what becomes of capital letters
 */
public record CleanText(
    String name, String column, InnerWhitespace innerWhitespace, LetterCase letterCase)
    implements ColumnStage {

  /** What becomes of blanks within a text. */
  public enum InnerWhitespace {
    /** A run of them becomes one space. */
    COLLAPSED,
    /** They stay. */
    PRESERVED
  }

  /** What becomes of capital letters. */
  public enum LetterCase {
    /** They stay. */
    PRESERVED,
    /** They become small ones, alike in every country ({@link Locale#ROOT}). */
    LOWER
  }

  public CleanText {
    ColumnNames.requireValid(column);
    Objects.requireNonNull(innerWhitespace, "inner");
    Objects.requireNonNull(letterCase, "letters");
    name = ColumnNames.orDefault(name, ColumnNames.formatCall("cleanText", List.of(column)));
  }

  /** This stage under another name. */
  public CleanText named(String other) {
    return new CleanText(ColumnNames.requireStageName(other), column, innerWhitespace, letterCase);
  }

  /** Leaves blanks within the text as they are. */
  public CleanText keepingInnerWhitespace() {
    return new CleanText(name, column, InnerWhitespace.PRESERVED, letterCase);
  }

  /** Makes all letters small ones. */
  public CleanText lowerCase() {
    return new CleanText(name, column, innerWhitespace, LetterCase.LOWER);
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
      } else if (end > 0 && innerWhitespace == InnerWhitespace.PRESERVED) {
        kept.appendCodePoint(character);
      } else if (end > 0 && kept.length() == end) {
        kept.append(' ');
      }
      at += Character.charCount(character);
    }
    kept.setLength(end);
    String cleaned = kept.toString();
    return letterCase == LetterCase.LOWER ? cleaned.toLowerCase(Locale.ROOT) : cleaned;
  }

  @Override
  public List<Stage> forColumns(List<String> columns) {
    return columns.stream()
        .<Stage>map(each -> new CleanText("", each, innerWhitespace, letterCase))
        .toList();
  }

  @Override
  public StageRun open(Schema input) {
    return new Run(this, input);
  }

  @Override
  public Lineage lineage(Schema input) {
    return Lineage.passThrough().withDerived(column, column);
  }

  private static final class Run implements RowStageRun, StatelessRun {

    private final CleanText stage;
    private final ColumnMapping mapping;
    private final MappedTexts mappedTexts;

    Run(CleanText stage, Schema input) {
      this.stage = stage;
      input.require(stage.column, ValueType.STRING);
      List<String> columns = List.of(stage.column);
      mapping = new ColumnMapping(input, columns, columns, schema -> schema);
      mappedTexts = new MappedTexts(stage::clean);
    }

    @Override
    public Schema output() {
      return mapping.output();
    }

    @Override
    public Chunk transform(Chunk chunk) {
      mapping.resolve(chunk.schema());
      return mapping.outputChunk(
          chunk, mappedTexts.map((StringVector) chunk.vector(mapping.inputIndex(0))));
    }

    @Override
    public void mark() {
      mapping.mark();
    }

    @Override
    public void rollback() {
      mapping.rollback();
      mappedTexts.release();
    }

    @Override
    public long retainedBytes() {
      return mappedTexts.retainedBytes();
    }

    @Override
    public RowKernel rowKernel(RowLayout layout) {
      int slot = layout.slot(stage.column);
      layout.advance(mapping.outputFor(layout.schema()));
      return row -> {
        row.texts()[slot] = stage.clean(row.texts()[slot]);
        return true;
      };
    }
  }
}
