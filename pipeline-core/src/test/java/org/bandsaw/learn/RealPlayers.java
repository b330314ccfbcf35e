package org.bandsaw.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The real players in the order of their file: rating, height in metres, weight in kilograms and
 * year of the draft minus 2000 as features, and the salary in millions.
 */
record RealPlayers(List<double[]> features, List<Double> salaries) {

  static final Features FEATURES = new Features(List.of("rating", "height", "weight", "drafted"));
  static final int COUNT = 439;

  /** Reads the players; if the file does not exist, the test is skipped with a message. */
  static RealPlayers read() throws IOException {
    String folder = System.getProperty("bandsaw.data", System.getenv("BANDSAW_DATA"));
    Path file =
        (folder == null ? Path.of("..", "../shared/data") : Path.of(folder))
            .resolve("nba2k-full.csv");
    assumeTrue(Files.exists(file), () -> file + " does not exist: real players are not tested");
    List<double[]> x = new ArrayList<>();
    List<Double> y = new ArrayList<>();
    try (CsvReader<NamedCsvRecord> csv = CsvReader.builder().ofNamedCsvRecord(file)) {
      for (NamedCsvRecord player : csv) {
        x.add(features(player));
        y.add(number(player, "salary", "[$,]") / 1e6);
      }
    }
    assertThat(x).hasSize(COUNT);
    return new RealPlayers(x, y);
  }

  private static double[] features(NamedCsvRecord player) {
    return new double[] {
      number(player, "rating", ""),
      number(player, "height", ".* / "),
      number(player, "weight", ".* / | kg\\."),
      number(player, "draft_year", "") - 2000
    };
  }

  private static double number(NamedCsvRecord player, String column, String dropped) {
    return Double.parseDouble(player.getField(column).replaceAll(dropped, ""));
  }
}
