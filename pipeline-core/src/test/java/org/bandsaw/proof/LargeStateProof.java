package org.bandsaw.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.bandsaw.trained.LargeStateProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Shows that a trained pipeline with 1 GiB of keyed state is saved and loaded in a heap of 1.25
 * GiB: a process of its own fills, saves, loads and compares the state, and prints the figures.
 *
 * <p>Not a part of the usual tests, because it takes 1.5 GiB of memory and 1 GiB of disk: {@code
 * mvn -Pproof -pl pipeline-core test -Dtest=LargeStateProof}.
 */
class LargeStateProof {

  @TempDir private Path folder;

  @Test
  void aGibibyteOfStateIsSavedAndLoadedInAHeapOfOneAndAQuarter() throws Exception {
    LargeStateProcess.Result result = LargeStateProcess.streamed(folder, 1_024, 1_280);

    System.out.print(result.output());
    assertThat(result.exitCode()).as(result.output()).isZero();
  }
}
