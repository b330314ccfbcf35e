package org.bandsaw.bench.jmh;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bandsaw.bench.NamedLearners;
import org.bandsaw.learn.Learner;
import org.junit.jupiter.api.Test;

/** The speed of each named learner is measured and published. */
class LearnerPageTest {

  private static final List<String> NAMES =
      NamedLearners.all().stream().map(Learner::name).toList();

  @Test
  void eachNamedLearnerIsMeasured() {
    assertThat(LearnerTable.learners()).containsExactlyInAnyOrderElementsOf(NAMES);
  }

  @Test
  void eachNamedLearnerHasARowInThePage() throws IOException {
    List<String> rows =
        Files.readAllLines(Path.of("..", "docs", "learners.md")).stream()
            .filter(line -> line.startsWith("| "))
            .map(line -> line.substring(2, line.indexOf(" | ", 2)))
            .toList();

    assertThat(rows).containsAll(NAMES);
  }
}
