package org.bandsaw.examples;

import java.util.Objects;
import org.bandsaw.bench.NbaSalary;
import org.bandsaw.source.CsvSource;
import org.bandsaw.source.Sources;

/** The bundled file of players, who are invented. */
final class Players {

  private Players() {}

  static CsvSource bundled() {
    return NbaSalary.players(
        Sources.csv(
            "players.csv",
            () ->
                Objects.requireNonNull(
                    Players.class.getResourceAsStream("players.csv"), "players.csv")));
  }
}
