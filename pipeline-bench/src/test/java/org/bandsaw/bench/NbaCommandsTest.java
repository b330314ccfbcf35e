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
  void theLeakFreeRecipeHasADefaultTarget() {
    CommandResult done = CommandResult.run("stream", "--input", players(), "--recipe", "nba");

    assertThat(done.err())
        .startsWith("dropped columns: full_name (too many values), ")
        .hasLineCount(1);
    assertThat(done.exitCode()).isZero();
    assertThat(done.out())
        .contains("40 read = 40 committed", "11: experience, salary_roll_mean, birth_month");
  }

  @Test
  void anotherLearnerReplacesThatOfTheRecipe() {
    CommandResult done =
        CommandResult.run("stream", "--input", players(), "--recipe", "nba", "--learner", "rls");

    CommandResult byDefault = CommandResult.run("stream", "--input", players(), "--recipe", "nba");

    assertThat(done.exitCode()).isZero();
    assertThat(scores(done)).isNotEqualTo(scores(byDefault));
  }

  private static String scores(CommandResult done) {
    return done.out().lines().filter(line -> line.startsWith("scores")).findAny().orElseThrow();
  }

  @Test
  void aStreamRefusesABatchOnlyRecipe() {
    CommandResult done =
        CommandResult.run("stream", "--input", players(), "--recipe", "nba-published");

    assertThat(done)
        .isEqualTo(
            new CommandResult(
                2,
                "",
                "bandsaw: recipe 'nba-published' cannot run as a stream: sort(version_year),"
                    + " dropCorrelated(salary,0.5), dropHighCardinality(50) need all rows at once."
                    + " Use 'bandsaw batch', or choose another recipe\n"));
  }

  @Test
  void verifiesABatchOnlyRecipeAsABatch() {
    CommandResult done =
        CommandResult.run("verify", "--input", players(), "--recipe", "nba-published");

    assertThat(done.exitCode()).as(done.err()).isZero();
    assertThat(done.out()).startsWith("equal: 4 runs of ");
  }

  @Test
  void refusesAnotherTarget() {
    CommandResult done =
        CommandResult.run("stream", "--input", players(), "--recipe", "nba", "--target", "rating");

    assertThat(done)
        .isEqualTo(
            new CommandResult(
                2, "", "bandsaw: --target rating: this recipe has the target 'salary'\n"));
  }

  @Test
  void theLeakFreeRecipeDoesNotDependOnChunkSizes() {
    CommandResult done = CommandResult.run("verify", "--input", players(), "--recipe", "nba");

    assertThat(done.exitCode()).as(done.err()).isZero();
  }
}
