package org.bandsaw.stage.text;

import java.util.List;
import java.util.Locale;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.RowLayout;
import org.bandsaw.data.Schema;
import org.bandsaw.data.StringVector;
import org.bandsaw.data.ValueType;
import org.bandsaw.stage.CleanText;
import org.bandsaw.stage.RowKernel;
import org.bandsaw.stage.RowStageRun;
import org.bandsaw.stage.ShareableRun;
import org.bandsaw.stage.run.ColumnMapping;
import org.bandsaw.stage.run.MappedTexts;
import org.bandsaw.stage.run.RunState;
import org.bandsaw.stage.run.StatelessComposedRun;

/** The run of a {@link CleanText}. */
final class CleanTextRun implements RowStageRun, StatelessComposedRun, ShareableRun {

  private final CleanText stage;
  private final RunState state = new RunState();
  private final ColumnMapping mapping;
  private final MappedTexts mappedTexts;

  static CleanTextRun open(CleanText stage, Schema input) {
    input.require(stage.column(), ValueType.STRING);
    List<String> columns = List.of(stage.column());
    return new CleanTextRun(stage, new ColumnMapping(input, columns, columns, schema -> schema));
  }

  private CleanTextRun(CleanText stage, ColumnMapping mapping) {
    this.stage = stage;
    this.mapping = state.add(mapping);
    mappedTexts = state.add(new MappedTexts(this::clean));
  }

  @Override
  public CleanTextRun withOwnContext() {
    return new CleanTextRun(stage, mapping.copy());
  }

  @Override
  public RunState state() {
    return state;
  }

  private String clean(String text) {
    boolean keepsInner = stage.innerWhitespace() == CleanText.InnerWhitespace.PRESERVED;
    StringBuilder kept = new StringBuilder(text.length());
    int end = 0;
    for (int at = 0; at < text.length(); ) {
      int character = text.codePointAt(at);
      boolean isBlank = Character.isWhitespace(character) || Character.isSpaceChar(character);
      if (!isBlank) {
        kept.appendCodePoint(character);
        end = kept.length();
      } else if (end > 0 && keepsInner) {
        kept.appendCodePoint(character);
      } else if (end > 0 && kept.length() == end) {
        kept.append(' ');
      }
      at += Character.charCount(character);
    }
    kept.setLength(end);
    String cleaned = kept.toString();
    return stage.letterCase() == CleanText.LetterCase.LOWER
        ? cleaned.toLowerCase(Locale.ROOT)
        : cleaned;
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
  public RowKernel rowKernel(RowLayout layout) {
    int slot = layout.slot(stage.column());
    layout.advance(mapping.outputFor(layout.schema()));
    return row -> {
      row.texts()[slot] = clean(row.texts()[slot]);
      return true;
    };
  }
}
