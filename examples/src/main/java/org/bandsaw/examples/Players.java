package org.bandsaw.examples;

import java.nio.file.Path;
import java.util.Objects;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.Schema;
import org.bandsaw.source.CsvSource;
import org.bandsaw.source.OnBadCell;
import org.bandsaw.source.Sources;

/** The file of players as a source: the one that is carried, or another of the same columns. */
final class Players {

  private static final Schema COLUMNS =
      Schema.of(
          ColumnSpec.text("full_name"),
          ColumnSpec.real("rating"),
          ColumnSpec.text("jersey"),
          ColumnSpec.text("team"),
          ColumnSpec.text("position"),
          ColumnSpec.date("b_day"),
          ColumnSpec.text("height"),
          ColumnSpec.text("weight"),
          ColumnSpec.text("salary"),
          ColumnSpec.text("country"),
          ColumnSpec.real("draft_year"),
          ColumnSpec.text("draft_round"),
          ColumnSpec.text("draft_peak"),
          ColumnSpec.text("college"),
          ColumnSpec.text("version"));

  private Players() {}

  /** The file that comes with the examples. */
  static CsvSource carried() {
    return typed(
        Sources.csv(
            "players.csv",
            () ->
                Objects.requireNonNull(
                    Players.class.getResourceAsStream("players.csv"), "players.csv")));
  }

  static CsvSource file(Path file) {
    return typed(Sources.csv(file));
  }

  private static CsvSource typed(CsvSource source) {
    return source
        .schema(COLUMNS)
        .datePattern("b_day", "MM/dd/yy")
        .onBadCell(OnBadCell.SET_MISSING); // a birthday that is no date is not known
  }
}
