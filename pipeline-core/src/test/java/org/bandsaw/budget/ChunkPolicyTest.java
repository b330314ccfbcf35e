package org.bandsaw.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ChunkPolicyTest {

  @Test
  void rejectsImpossibleSettings() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ChunkPolicy.fixed(0))
        .withMessage("firstRows must be at least 1, not 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ChunkPolicy.adaptive(1_000).maxRows(500))
        .withMessage("maxRows (500) must not be below firstRows (1000)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ChunkPolicy.fixed(10).maxRetries(-1))
        .withMessage("maxRetries must not be negative: -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ChunkPolicy.fixed(10).maxRows(20))
        .withMessageContaining("Use ChunkPolicy.adaptive");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ChunkPolicy.fixed(10).targetLatency(Duration.ofMillis(5)))
        .withMessageStartingWith("a fixed size cannot follow a target latency of PT0.005S");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ChunkPolicy.adaptive(10).targetLatency(Duration.ZERO))
        .withMessage("targetLatency must be above 0, not PT0S");
    assertThatCode(() -> ChunkPolicy.fixed(10).maxRows(10)).doesNotThrowAnyException();
  }

  @Test
  void isFixedOnlyIfCreatedSo() {
    assertThat(ChunkPolicy.fixed(10).isFixed()).isTrue();
    assertThat(ChunkPolicy.adaptive(8_192).isFixed()).isFalse();
    assertThat(ChunkPolicy.adaptive(20_000).maxRows()).isEqualTo(20_000);
  }

  @Test
  void printsItself() {
    assertThat(ChunkPolicy.fixed(10).maxRetries(1)).hasToString("10 rows, 1 retry, then ACCEPT");
    assertThat(ChunkPolicy.adaptive(100).onOverBudget(ChunkPolicy.OnOverBudget.REFUSE))
        .hasToString("100 to 8192 rows, 3 retries, then REFUSE");
    assertThat(ChunkPolicy.adaptive(100).targetLatency(Duration.ofMillis(50)))
        .hasToString("100 to 8192 rows, 3 retries, then ACCEPT, about 50 ms each");
  }
}
