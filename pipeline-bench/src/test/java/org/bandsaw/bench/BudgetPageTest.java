package org.bandsaw.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.assertj.core.api.SoftAssertions;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** The budgets page agrees with its raw lines, which cover all cells. */
class BudgetPageTest {

  private static final Path DOCS = Path.of("..", "docs");

  @Test
  void isGeneratedFromItsLines() throws IOException {
    assertThat(Files.readString(DOCS.resolve("budgets.md")))
        .isEqualTo(BudgetPage.of(BudgetPage.read(DOCS.resolve("budgets.jsonl"))));
  }

  @Test
  void hasAllCellsWithTheExpectedOutcomes() throws IOException {
    List<ObjectNode> lines = BudgetPage.read(DOCS.resolve("budgets.jsonl"));
    Set<String> cells = new TreeSet<>();
    SoftAssertions all = new SoftAssertions();
    for (ObjectNode line : lines) {
      if (line.get("proof").asText().equals("cell")) {
        int budget = line.at("/memory/budget_mb").asInt();
        BudgetShape shape = BudgetShape.valueOf(line.get("shape").asText());
        cells.add(shape + " " + budget + " " + line.get("collector").asText());
        all.assertThat(BudgetCell.outcome(line))
            .as("%s under %d MiB, %s", shape, budget, line.get("collector").asText())
            .isEqualTo(BudgetPage.expected(shape, budget));
      }
    }
    all.assertAll();
    assertThat(cells).hasSize(BudgetShape.values().length * BudgetPage.BUDGETS.size() * 2);
    assertThat(lines).allSatisfy(line -> assertThat(line.get("commit").asText()).isNotBlank());
  }

  @Test
  void computesLeastSquaresSlopes() {
    // through (0, 1), (1, 3), (2, 2): mean x 1, y 2; (−1·−1 + 0 + 1·0) / 2
    double slope =
        BudgetPage.slope(List.of(new double[] {0, 1}, new double[] {1, 3}, new double[] {2, 2}));
    assertThat(slope).isCloseTo(0.5, Offset.offset(1e-12));
  }
}
