package org.bandsaw.telemetry.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Cold processes that run one job each, alternately with telemetry and without. */
class FirstChunkProof {

  private static final int PAIRS = 15;

  private static double firstChunkMillis(String mode) throws IOException, InterruptedException {
    Process child =
        new ProcessBuilder(
                List.of(
                    java.nio.file.Path.of(System.getProperty("java.home"), "bin", "java")
                        .toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    FirstChunk.class.getName(),
                    mode))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(child.waitFor()).isZero();
    return Double.parseDouble(output.strip());
  }

  private static double median(List<Double> values) {
    Collections.sort(values);
    return values.get(values.size() / 2);
  }

  @Test
  void theFirstChunkIsAtMostFiveMillisecondsSlower() throws IOException, InterruptedException {
    List<Double> without = new ArrayList<>();
    List<Double> with = new ArrayList<>();
    for (int i = 0; i < PAIRS; i++) {
      without.add(firstChunkMillis("off"));
      with.add(firstChunkMillis("on"));
    }
    double off = median(without);
    double on = median(with);

    System.out.printf(
        java.util.Locale.ROOT, "to the first commit: %.1f ms without, %.1f ms with%n", off, on);
    assertThat(on - off).isLessThan(5);
  }
}
