package org.bandsaw.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyCommandTest {

  @TempDir private Path folder;

  @Test
  void confirmsThatARecipeDoesNotDependOnChunkSizes() {
    Path trips = CommandResult.trips(folder, 300);

    CommandResult run = CommandResult.run("verify", "--input", trips, "--target", "fare");

    assertThat(run.err()).isEmpty();
    assertThat(run.out().strip()).isEqualTo("equal: 7 runs of 300 rows gave the same");
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void exitsWithFiveAndTheFirstDifference() {
    Path trips = CommandResult.trips(folder, 300);

    CommandResult run =
        CommandResult.run("verify", "--input", trips, "--target", "fare", "--recipe", "forgetful");

    assertThat(run.exitCode()).isEqualTo(5);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .startsWith("bandsaw: different (chunks of 1000 and chunks of 1): after 'centred', row 0,")
        .contains("column 'centred' is '");
  }

  @Test
  void limitsTheNumberOfRows() {
    Path trips = CommandResult.trips(folder, 300);

    CommandResult run =
        CommandResult.run("verify", "--input", trips, "--target", "fare", "--rows", 50);

    assertThat(run.out().strip()).isEqualTo("equal: 7 runs of 50 rows gave the same");
  }

  @Test
  void refusesZeroRows() {
    CommandResult run =
        CommandResult.run("verify", "--input", "none.csv", "--target", "fare", "--rows", 0);

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).isEqualTo("bandsaw: --rows must be 1 or above, not 0\n");
  }
}
