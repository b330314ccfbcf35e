package org.bandsaw.stage.text;

import java.util.List;
import java.util.Map;
import org.bandsaw.data.Schema;
import org.bandsaw.stage.CleanText;
import org.bandsaw.stage.DatePart;
import org.bandsaw.stage.DerivedStage;
import org.bandsaw.stage.NamedStage;
import org.bandsaw.stage.StageRun;

/** Creates the stages of this package. The contracts are in {@link org.bandsaw.stage.Stages}. */
public final class TextStages {

  private TextStages() {}

  public static DerivedStage extractNumber(String column, String regex) {
    return new ExtractNumber("", column, regex, "");
  }

  public static NamedStage dateParts(String column, List<DatePart> parts) {
    return new DateParts("", column, parts);
  }

  /** Opens the run of a {@link CleanText}. */
  public static StageRun openCleanText(CleanText stage, Schema input) {
    return CleanTextRun.open(stage, input);
  }

  /** Returns the stages of this package by the names that stand for them in files. */
  public static Map<String, Class<?>> kinds() {
    return Map.of("extract-number", ExtractNumber.class, "date-parts", DateParts.class);
  }
}
