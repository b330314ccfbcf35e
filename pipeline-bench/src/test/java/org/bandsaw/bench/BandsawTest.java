package org.bandsaw.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.bandsaw.budget.BudgetExceededException;
import org.junit.jupiter.api.Test;

class BandsawTest {

  @Test
  void printsHelpAndVersion() {
    CommandResult help = CommandResult.run("--help");

    assertThat(help.exitCode()).isZero();
    assertThat(help.out()).contains("stream", "workload", "benchmarks", "a check failed");
    assertThat(CommandResult.run("--version").out()).startsWith("bandsaw ");
    for (String command : new String[] {"stream", "workload", "benchmarks"}) {
      assertThat(CommandResult.run(command, "--help").out()).contains("Usage: bandsaw " + command);
    }
  }

  @Test
  void namesTheNearestCommand() {
    assertThat(CommandResult.run("strem"))
        .isEqualTo(
            new CommandResult(
                2,
                "",
                "bandsaw: unknown argument 'strem'; did you mean 'stream'?; see 'bandsaw"
                    + " --help'\n"));
    assertThat(CommandResult.run().exitCode()).isEqualTo(2);
    assertThat(CommandResult.run().err()).hasLineCount(1);
  }

  @Test
  void eachTypeOfFailureHasAnExitCode() {
    assertThat(ExitCode.of(new BudgetExceededException("a chunk", 3, 2, "Raise it")).code())
        .isEqualTo(4);
    assertThat(ExitCode.of(new OutOfMemoryError("heap")).code()).isEqualTo(4);
    assertThat(ExitCode.of(new CheckFailedException("no")).code()).isEqualTo(5);
    assertThat(ExitCode.of(new IllegalStateException("a defect")).code()).isEqualTo(1);
  }
}
