package org.bandsaw.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Memory budgets measured from outside, in separate virtual machines: some cells of {@code
 * MemoryBudgetProof} with fewer rows.
 */
class HeapSamplerTest {

  @ParameterizedTest
  @CsvSource({
    "wide_text, 16, 12000",
    "wide_text, 32, 12000",
    "columns, 16, 4000",
    "columns, 32, 4000",
    "row_size_jump, 16, 60000",
    "row_size_jump, 32, 60000"
  })
  void limitsTheLiveHeap(BudgetShape shape, int mebibytes, long rows)
      throws IOException, InterruptedException {
    ObjectNode line = new BudgetCell(shape, mebibytes, "Serial").run(rows, 12, 0);

    assertThat(line.get("exit_code").asInt()).as(line.toString()).isZero();
    assertThat(BudgetCell.outcome(line)).isIn("within", "degraded");
    assertThat(line.get("rows").asLong()).isEqualTo(rows);
    assertThat(line.get("live_peak_mb").asDouble()).isBetween(0.2, 1.1 * mebibytes);
    assertThat(line.at("/memory/accounted_peak_mb").asDouble()).isBetween(0.2, 1.1 * mebibytes);
  }
}
