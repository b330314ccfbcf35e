package org.bandsaw.trained;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Saving and loading a large state takes no second copy of it; see also {@code LargeStateProof}.
 */
class LargeStateTest {

  private static final int STATE_MEBIBYTES = 192;
  private static final int HEAP_MEBIBYTES = 256;

  @TempDir private Path folder;

  @Test
  void aStateIsSavedAndLoadedInAHeapLittleLargerThanItself() throws Exception {
    LargeStateProcess.Result result =
        LargeStateProcess.streamed(folder, STATE_MEBIBYTES, HEAP_MEBIBYTES);

    assertThat(result.exitCode()).as(result.output()).isZero();
    assertThat(result.output()).contains("saved in", "loaded in");
  }

  @Test
  void theHeapHasNoRoomForACopyOfTheState() throws Exception {
    LargeStateProcess.Result result =
        LargeStateProcess.collected(folder, STATE_MEBIBYTES, HEAP_MEBIBYTES);

    assertThat(result.exitCode()).as(result.output()).isNotZero();
    assertThat(result.output()).contains("OutOfMemoryError").contains("StateWriter.grow");
  }
}
