package org.bandsaw.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchmarkPageTest {

  @TempDir private Path folder;

  @Test
  void keepsEachRowOnceWhenWrittenRepeatedly() throws IOException {
    Path page = folder.resolve("page.md");
    BenchmarkPage first = BenchmarkPage.read(page);
    first.putRow("w1", "how", "1.0");
    first.putGoal("fast", "compared", "2.0");
    Files.writeString(page, first.toString());

    for (int i = 0; i < 3; i++) {
      Files.writeString(page, BenchmarkPage.read(page).toString());
    }

    assertThat(page).hasContent(first.toString());
    BenchmarkPage later = BenchmarkPage.read(page);
    later.putRow("w1", "how", "3.0");
    assertThat(later.toString()).contains("| w1 | how | 3.0 |").doesNotContain("1.0");
    assertThat(later.toString().lines().filter(line -> line.startsWith("| ---"))).hasSize(2);
  }
}
