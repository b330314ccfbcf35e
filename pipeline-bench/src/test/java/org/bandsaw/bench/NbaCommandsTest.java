package org.bandsaw.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The two recipes for players, on the command line. */
class NbaCommandsTest {

  private static final String HEADER =
      "full_name,rating,jersey,team,position,b_day,height,weight,salary,country,draft_year,"
          + "draft_round,draft_peak,college,version\n";

  @TempDir private Path folder;

  private Path players() {
    StringBuilder text = new StringBuilder(HEADER);
    for (int i = 0; i < 40; i++) {
      text.append("Player ").append(i).append(',').append(70 + i % 25).append(",#").append(i % 9);
      text.append(i % 3 == 0 ? ",Owls" : i % 3 == 1 ? ",Crows" : ",").append(",G,0");
      text.append(1 + i % 9).append("/1").append(i % 9).append('/').append(80 + i % 19);
      text.append(",6-9 / 2.06,250 lbs. / 113.").append(i % 7).append(" kg.,$1");
      text.append(i % 10).append("00000,").append(i % 4 == 0 ? "Greece" : "USA").append(",200");
      text.append(i % 10).append(",1,").append(1 + i % 30).append(",State,NBA2k2");
      text.append(i % 2).append('\n');
    }
    return CommandResult.write(folder.resolve("players.csv"), text.toString());
  }

  @Test
  void theLeakFreeRecipeNeedsNoTarget() {
    CommandResult done = CommandResult.run("stream", "--input", players(), "--recipe", "nba");

    assertThat(done.err()).startsWith("left out: full_name (too many values), ").hasLineCount(1);
    assertThat(done.exitCode()).isZero();
    assertThat(done.out())
        .contains("40 read = 40 committed", "11: experience, salary_roll_mean, birth_month");
  }

  @Test
  void anotherLearnerTakesThePlaceOfTheRecipes() {
    CommandResult done =
        CommandResult.run("stream", "--input", players(), "--recipe", "nba", "--learner", "rls");

    CommandResult usual = CommandResult.run("stream", "--input", players(), "--recipe", "nba");

    assertThat(done.exitCode()).isZero();
    assertThat(scores(done)).isNotEqualTo(scores(usual));
  }

  private static String scores(CommandResult done) {
    return done.out().lines().filter(line -> line.startsWith("scores")).findAny().orElseThrow();
  }

  @Test
  void aStreamRefusesTheRecipeThatNeedsWholeColumns() {
    CommandResult done =
        CommandResult.run("stream", "--input", players(), "--recipe", "nba-published");

    assertThat(done)
        .isEqualTo(
            new CommandResult(
                2,
                "",
                "bandsaw: recipe 'nba-published' cannot be run row by row: sort(version_year),"
                    + " dropCorrelated(salary,0.5), dropHighCardinality(50) need all rows at once."
                    + " Run it as a batch, or choose another recipe\n"));
  }

  @Test
  void theRecipeThatNeedsWholeColumnsIsVerifiedAsABatch() {
    CommandResult done =
        CommandResult.run("verify", "--input", players(), "--recipe", "nba-published");

    assertThat(done.exitCode()).as(done.err()).isZero();
    assertThat(done.out()).startsWith("equal: 4 runs of ");
  }

  @Test
  void anotherTargetIsRefused() {
    CommandResult done =
        CommandResult.run("stream", "--input", players(), "--recipe", "nba", "--target", "rating");

    assertThat(done)
        .isEqualTo(
            new CommandResult(2, "", "bandsaw: --target rating: this recipe learns 'salary'\n"));
  }

  @Test
  void theLeakFreeRecipeDoesNotDependOnChunks() {
    CommandResult done = CommandResult.run("verify", "--input", players(), "--recipe", "nba");

    assertThat(done.exitCode()).as(done.err()).isZero();
  }
}
