package org.bandsaw.stage;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.bandsaw.data.Schema;
import org.bandsaw.stage.run.ColumnNames;
import org.bandsaw.stage.text.TextStages;

/**
 * Removes whitespace from both ends of a text and collapses each run of whitespace within it to a
 * single space. Whitespace is spaces of every kind, tabs and line ends. The column keeps its
 * position. A text of whitespace only becomes missing; a missing one stays missing.
 *
 * @param name the stage's name; if empty, {@code cleanText(column)}
 * @param column a column of text
 * @param innerWhitespace what happens to whitespace within the text
 * @param letterCase what happens to upper-case letters
 */
public record CleanText(
    String name, String column, InnerWhitespace innerWhitespace, LetterCase letterCase)
    implements ColumnStage {

  /** What happens to whitespace within a text. */
  public enum InnerWhitespace {
    /** A run of whitespace becomes one space. */
    COLLAPSED,
    /** It is unchanged. */
    PRESERVED
  }

  /** What happens to upper-case letters. */
  public enum LetterCase {
    /** They are unchanged. */
    PRESERVED,
    /** They become lower case, by the rules of {@link Locale#ROOT} in every locale. */
    LOWER
  }

  public CleanText {
    ColumnNames.requireValid(column);
    Objects.requireNonNull(innerWhitespace, "innerWhitespace");
    Objects.requireNonNull(letterCase, "letterCase");
    name = ColumnNames.orDefault(name, ColumnNames.formatCall("cleanText", List.of(column)));
  }

  @Override
  public CleanText named(String newName) {
    return new CleanText(
        ColumnNames.requireStageName(newName), column, innerWhitespace, letterCase);
  }

  /** Keeps whitespace within the text. Default: collapsed. */
  public CleanText keepingInnerWhitespace() {
    return new CleanText(name, column, InnerWhitespace.PRESERVED, letterCase);
  }

  /** Converts letters to lower case. Default: preserved. */
  public CleanText lowerCase() {
    return new CleanText(name, column, innerWhitespace, LetterCase.LOWER);
  }

  @Override
  public List<Stage> forColumns(List<String> columns) {
    return columns.stream()
        .<Stage>map(each -> new CleanText("", each, innerWhitespace, letterCase))
        .toList();
  }

  @Override
  public StageRun open(Schema input) {
    return TextStages.openCleanText(this, input);
  }

  @Override
  public Lineage lineage(Schema input) {
    return Lineage.passThrough().withDerived(column, column);
  }
}
