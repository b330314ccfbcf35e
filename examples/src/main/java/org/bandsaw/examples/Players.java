package org.bandsaw.examples;

import java.util.Objects;
import org.bandsaw.bench.NbaSalary;
import org.bandsaw.source.CsvSource;
import org.bandsaw.source.Sources;

/** The file of (invented) players that comes with the examples. */
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
