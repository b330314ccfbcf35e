package org.bandsaw.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.bandsaw.control.BudgetExceededException;
import org.junit.jupiter.api.Test;

class BandsawTest {

  @Test
  void explainsItself() {
    Commands help = Commands.run("--help");

    assertThat(help.exitCode()).isZero();
    assertThat(help.out()).contains("stream", "workload", "benchmarks", "a check failed");
    assertThat(Commands.run("--version").out()).startsWith("bandsaw ");
    for (String command : new String[] {"stream", "workload", "benchmarks"}) {
      assertThat(Commands.run(command, "--help").out()).contains("Usage: bandsaw " + command);
    }
  }

  @Test
  void namesTheNearestCommand() {
    assertThat(Commands.run("strem"))
        .isEqualTo(
            new Commands(
                2,
                "",
                "bandsaw: 'strem' is not understood; did you mean 'stream'?; see 'bandsaw"
                    + " --help'\n"));
    assertThat(Commands.run().exitCode()).isEqualTo(2);
    assertThat(Commands.run().err()).hasLineCount(1);
  }

  @Test
  void everyKindOfErrorHasItsNumber() {
    assertThat(ExitCode.of(new BudgetExceededException("a chunk", 3, 2, "Raise it")).number())
        .isEqualTo(4);
    assertThat(ExitCode.of(new OutOfMemoryError("heap")).number()).isEqualTo(4);
    assertThat(ExitCode.of(new CheckFailedException("no")).number()).isEqualTo(5);
    assertThat(ExitCode.of(new IllegalStateException("a defect")).number()).isEqualTo(1);
  }
}
