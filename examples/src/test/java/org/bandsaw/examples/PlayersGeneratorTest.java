package org.bandsaw.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlayersGeneratorTest {

  private static final Pattern ROW =
      Pattern.compile(
          "[A-Za-z. ]+,\\d\\d,#\\d+,[A-Za-z ]*,[GFC](-[GFC])?,(\\d\\d/\\d\\d/\\d\\d|unknown|13/.*),"
              + "\\d-\\d+ / \\d\\.\\d\\d,\\d+ lbs\\. / [\\d.]+ kg\\.,\\$\\d+,[A-Za-z ]+,\\d{4},"
              + "(1|2|Undrafted),(\\d+|Undrafted),[A-Za-z ]*,NBA2k2[01]");

  private static String generated(int rows, long seed) {
    StringBuilder text = new StringBuilder();
    PlayersGenerator.write(text, rows, seed);
    return text.toString();
  }

  @Test
  void generatesTheBundledFile() throws IOException {
    try (InputStream bundled = PlayersGenerator.class.getResourceAsStream("players.csv")) {
      assertThat(bundled).isNotNull();
      assertThat(new String(bundled.readAllBytes(), StandardCharsets.US_ASCII))
          .isEqualTo(generated(PlayersGenerator.ROWS, PlayersGenerator.SEED));
    }
  }

  @Test
  void mainWritesAFile(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("players.csv");

    PlayersGenerator.main(new String[] {file.toString(), "7", "3"});

    assertThat(Files.readString(file)).isEqualTo(generated(7, 3));
  }

  @Test
  void hasTheFormatAndIrregularitiesOfTheRealFile() {
    List<String> rows = generated(5_000, 1).lines().skip(1).toList();

    assertThat(rows).hasSize(5_000).allMatch(row -> ROW.matcher(row).matches());
    List<String[]> cells = rows.stream().map(row -> row.split(",", -1)).toList();
    assertThat(cells).anyMatch(row -> row[3].isEmpty());
    assertThat(cells).anyMatch(row -> row[13].isEmpty());
    assertThat(cells).anyMatch(row -> row[11].equals("Undrafted") && row[12].equals("Undrafted"));
    assertThat(cells).anyMatch(row -> row[5].equals("unknown"));
    assertThat(cells).anyMatch(row -> row[5].startsWith("13/"));
    assertThat(cells).anyMatch(row -> row[7].matches(".* / \\d+ kg\\."));
    assertThat(cells).anyMatch(row -> row[14].equals("NBA2k21"));
    assertThat(cells).anyMatch(row -> row[9].equals("USA"));
    assertThat(cells.stream().map(row -> row[3]).distinct()).hasSize(33);
  }

  @Test
  void aLongerFileStartsWithTheShorterOne() {
    assertThat(generated(300, 9)).startsWith(generated(200, 9));
  }

  @Test
  void anotherSeedGivesOtherPlayers() {
    assertThat(generated(20, 1)).isNotEqualTo(generated(20, 2));
  }

  @Test
  void refusesANegativeNumberOfRows() {
    assertThatThrownBy(() -> generated(-1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("rows must be 0 or above, not -1");
  }
}
