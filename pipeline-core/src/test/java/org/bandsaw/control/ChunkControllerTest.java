package org.bandsaw.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkControllerTest {

  private static final long MIB = 1L << 20;

  private static ChunkController controller(int mebibytes, ChunkPolicy policy) {
    return ChunkController.of(MemoryBudget.ofMebibytes(mebibytes), policy);
  }

  private static ChunkReading needing(int rows, long bytes) {
    return new ChunkReading(rows, bytes, 0, 0);
  }

  @Nested
  class FirstSize {

    /** max(16, base × clamp(MiB / 1024, 0.1, 1)), and the maximum. */
    @ParameterizedTest
    @CsvSource({
      "1000, 1024, 1000", // whole
      "1000, 2048, 1000", // never more than the base
      "1000,  512,  500",
      "1000,  256,  250",
      "1000,    1,  100", // the share is at least 0.1
      "  50,  102,   16", // 5 rows would be too few
      "   4, 1024,   16",
      "8192,  512, 4096", // as large as the usual maximum, and still adaptive
      "20000, 256, 5000"
    })
    void followsThePublishedFormula(int base, int mebibytes, int rows) {
      assertThat(controller(mebibytes, ChunkPolicy.adaptive(base)).initial())
          .isEqualTo(new ControllerState(rows, 0));
    }

    @Test
    void isBoundedByTheMaximum() {
      assertThat(controller(1, ChunkPolicy.adaptive(4).maxRows(5)).initial().nextRows())
          .isEqualTo(5);
    }

    @Test
    void isKeptByAFixedPolicyOnAnyBudget() {
      assertThat(controller(1, ChunkPolicy.fixed(65_536)).initial().nextRows()).isEqualTo(65_536);
      assertThat(controller(1, ChunkPolicy.fixed(1)).initial().nextRows()).isEqualTo(1);
    }
  }

  @Nested
  class WithinBudget {

    private final ChunkController controller = controller(100, ChunkPolicy.adaptive(100));

    /**
     * With a spread of 0.05, 100 / (m / 100 × 1.05) rows fill 100 MiB. From 0.75 of them up to all
     * the size stays; otherwise it becomes 0.88 of them, at most twice 100 rows.
     */
    @ParameterizedTest
    @CsvSource({
      " 1, 200",
      "41, 200", // 232.3 fill it, 204 are aimed for
      "50, 167", // 190.5
      "71, 118", // 134.1: 100 are 0.746 of them
      "72, 100", // 132.3: 100 are 0.756 of them
      "95, 100", // 100.3
      "96, 87", // 99.2
      "100, 83" // 95.2
    })
    void isCommittedAndTheNextSizeFollowsTheCost(long mebibytes, int next) {
      Step step = controller.decide(new ControllerState(100, 0), needing(100, mebibytes * MIB));

      assertThat(step.decision()).isEqualTo(new Decision.Commit());
      assertThat(step.next().nextRows()).isEqualTo(next);
      assertThat(step.next().retries()).isZero();
    }

    @Test
    void aChunkOfLessThanHalfOfWhatWasAskedForTeachesNothing() {
      ControllerState before = new ControllerState(100, 0);

      assertThat(controller.decide(before, needing(49, 60 * MIB)).next()).isEqualTo(before);
      assertThat(controller.decide(before, needing(50, 60 * MIB)).next()).isNotEqualTo(before);
    }

    @Test
    void shrinksToNoLessThanHalfOfARequestThatFitted() {
      // 99 MiB of state are left behind: by them alone 1 row would be asked for
      ChunkReading growing = new ChunkReading(100, 0, 0, 99 * MIB);

      assertThat(controller.decide(new ControllerState(100, 0), growing).next().nextRows())
          .isEqualTo(50);
    }

    @Test
    void whatIsHeldForTheRowsOfAChunkIsNotTakenForState() {
      // 10 MiB of state; 0.2 MiB are held and 0.1 MiB are allocated for each row
      ControllerState state = controller.decide(new ControllerState(50, 0), of(50)).next();
      assertThat(state.nextRows()).isEqualTo(100);

      // 300 / 1.016 rows would fit if nothing else were held, 60 / 0.1 × … if all of it were state
      state = controller.decide(state, of(100)).next();
      assertThat(state.held().perRow()).isEqualTo(0.2 * MIB);
      // 90 MiB / (0.2 + 0.105) MiB are 295 rows, 0.88 of them 259
      assertThat(state.nextRows()).isEqualTo(200);
      state = controller.decide(state, of(200)).next();
      assertThat(state.nextRows()).isEqualTo(259);
    }

    private ChunkReading of(int rows) {
      long held = 10 * MIB + rows * MIB / 5;
      return new ChunkReading(rows, rows * MIB / 10, held, held);
    }

    @Test
    void aShortChunkSaysLittleAndDoesNotLetTheSizeGrow() {
      assertThat(controller.decide(new ControllerState(100, 0), needing(99, 1)).next().nextRows())
          .isEqualTo(100);
    }

    @Test
    void neverGrowsBeyondTheMaximumNorOverflows() {
      assertThat(
              controller.decide(new ControllerState(5_000, 0), needing(5_000, 1)).next().nextRows())
          .isEqualTo(8_192);
      ChunkController endless =
          controller(100, ChunkPolicy.adaptive(100).maxRows(Integer.MAX_VALUE));
      assertThat(
              endless
                  .decide(
                      new ControllerState(Integer.MAX_VALUE - 1, 0),
                      needing(Integer.MAX_VALUE - 1, 1))
                  .next()
                  .nextRows())
          .isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void neverShrinksBelowOneRow() {
      assertThat(
              controller.decide(new ControllerState(1, 0), needing(1, 99 * MIB)).next().nextRows())
          .isEqualTo(1);
    }

    @Test
    void whatWasHeldBeforeCountsAndGrowthOfItIsPartOfWhatWasAllocated() {
      assertThat(new ChunkReading(10, 30, 100, 120).neededBytes()).isEqualTo(130);
      assertThat(new ChunkReading(10, 0, 100, 120).neededBytes()).isEqualTo(120);
      assertThat(new ChunkReading(10, 30, 100, 50).neededBytes()).isEqualTo(130);
    }
  }

  @Nested
  class OverBudget {

    private final ChunkController controller = controller(1, ChunkPolicy.fixed(100).maxRetries(5));

    /**
     * The wait is min(0.05 × retry, 0.2) s. Of rows / 2 / 1.05 that would fit the next chunk gets
     * 0.88.
     */
    @ParameterizedTest
    @CsvSource({
      "100, 0, 50,  50, 41",
      "101, 0, 51,  50, 42",
      " 50, 1, 25, 100, 20",
      " 25, 2, 13, 150, 10",
      " 13, 3,  7, 200,  5",
      "  7, 4,  4, 200,  3" // 0.88 of 3.3 would be 2: too few
    })
    void isSplitInHalfAfterAWait(int rows, int retries, int first, long millis, int next) {
      Step step = controller.decide(new ControllerState(100, retries), needing(rows, 2 * MIB));

      assertThat(step.decision()).isEqualTo(new Decision.Split(first, Duration.ofMillis(millis)));
      assertThat(step.next().nextRows()).isEqualTo(next);
      assertThat(step.next().retries()).isEqualTo(retries + 1);
    }

    @Test
    void isAcceptedWhenRetriesAreUsedUp() {
      Step step = controller.decide(new ControllerState(4, 5), needing(4, 2 * MIB));

      assertThat(step.decision()).isEqualTo(new Decision.Accept(2 * MIB));
      // 4 / 2 / 1.05 are less than 2 rows
      assertThat(step.next().nextRows()).isEqualTo(1);
    }

    @Test
    void theNextChunkHasNoLessThanAnEighthOfItsRows() {
      assertThat(
              controller
                  .decide(new ControllerState(100, 0), needing(100, 1_000 * MIB))
                  .next()
                  .nextRows())
          .isEqualTo(12);
    }

    @Test
    void oneRowIsNotSplit() {
      assertThat(controller.decide(new ControllerState(1, 0), needing(1, 2 * MIB)).decision())
          .isEqualTo(new Decision.Accept(2 * MIB));
    }

    @Test
    void isRefusedWhenThePolicySaysSo() {
      ChunkController strict =
          controller(1, ChunkPolicy.fixed(8).maxRetries(0).whenOver(ChunkPolicy.WhenOver.REFUSE));

      assertThat(strict.decide(new ControllerState(8, 0), needing(8, 2 * MIB)).decision())
          .isEqualTo(new Decision.Refuse(2 * MIB));
    }

    @Test
    void retriesCountFromZeroForANewChunk() {
      assertThat(controller.newChunk(new ControllerState(12, 3)))
          .isEqualTo(new ControllerState(12, 0));
    }

    @Test
    void splittingReachesOneRowWhenRetriesAllow() {
      ControllerState state = new ControllerState(100, 0);
      ChunkController patient = controller(1, ChunkPolicy.fixed(100).maxRetries(100));
      int rows = 100;
      List<Integer> sizes = new ArrayList<>();
      while (patient.decide(state, needing(rows, 2 * MIB)).decision()
          instanceof Decision.Split split) {
        state = patient.decide(state, needing(rows, 2 * MIB)).next();
        rows = split.firstRows();
        sizes.add(rows);
      }

      assertThat(sizes).containsExactly(50, 25, 13, 7, 4, 2, 1);
    }
  }

  /** Rows cost a constant number of bytes on top of what is held. */
  @ParameterizedTest
  @ValueSource(longs = {10, 200, 3_000, 20_000, 100_000, 400_000, 900_000})
  void settlesWithinTenChunks(long bytesPerRow) {
    long held = 3 * MIB;
    ChunkController controller = controller(32, ChunkPolicy.adaptive(1_000));
    ControllerState state = controller.initial();
    List<Integer> sizes = new ArrayList<>();
    List<Long> needed = new ArrayList<>();
    for (int chunk = 0; chunk < 40; chunk++) {
      state = controller.newChunk(state);
      int rows = state.nextRows();
      sizes.add(rows);
      ChunkReading reading = new ChunkReading(rows, rows * bytesPerRow, held, held);
      needed.add(reading.neededBytes());
      Step step = controller.decide(state, reading);
      while (step.decision() instanceof Decision.Split split) {
        rows = split.firstRows();
        step =
            controller.decide(step.next(), new ChunkReading(rows, rows * bytesPerRow, held, held));
      }
      state = step.next();
    }

    assertThat(sizes.subList(10, 40)).containsOnly(sizes.get(10));
    assertThat(needed.subList(10, 40)).allMatch(bytes -> bytes <= 32 * MIB);
  }

  @Nested
  class Policies {

    @Test
    void refuseWhatCannotBe() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ChunkPolicy.fixed(0))
          .withMessage("a chunk has at least 1 row, not 0");
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
          .withMessageStartingWith("a fixed size cannot follow a target of PT0.005S");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ChunkPolicy.adaptive(10).targetLatency(Duration.ZERO))
          .withMessage("a chunk cannot take PT0S; say more than 0");
      assertThatCode(() -> ChunkPolicy.fixed(10).maxRows(10)).doesNotThrowAnyException();
    }

    @Test
    void areFixedOnlyWhenToldSo() {
      assertThat(ChunkPolicy.fixed(10).isFixed()).isTrue();
      assertThat(ChunkPolicy.adaptive(8_192).isFixed()).isFalse();
      assertThat(ChunkPolicy.adaptive(20_000).maxRows()).isEqualTo(20_000);
    }

    @Test
    void printThemselves() {
      assertThat(ChunkPolicy.fixed(10).maxRetries(1)).hasToString("10 rows, 1 retry, then ACCEPT");
      assertThat(ChunkPolicy.adaptive(100).whenOver(ChunkPolicy.WhenOver.REFUSE))
          .hasToString("100 to 8192 rows, 3 retries, then REFUSE");
      assertThat(ChunkPolicy.adaptive(100).targetLatency(Duration.ofMillis(50)))
          .hasToString("100 to 8192 rows, 3 retries, then ACCEPT, about 50 ms each");
    }
  }

  @Nested
  class Budgets {

    @Test
    void areAtLeastOneMebibyte() {
      assertThat(MemoryBudget.ofMebibytes(3).bytes()).isEqualTo(3 * MIB);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> MemoryBudget.ofMebibytes(0))
          .withMessage("a memory budget must be at least 1 MiB, not 0 bytes");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -0.1, 1.01, Double.NaN})
    void refuseSharesThatAreNone(double share) {
      assertThatIllegalArgumentException().isThrownBy(() -> MemoryBudget.ofShareOfHeap(share));
    }

    @Test
    void mayBeAShareOfTheHeap() {
      assertThat(MemoryBudget.ofShareOfHeap(1).bytes())
          .isEqualTo(Math.max(MIB, Runtime.getRuntime().maxMemory()));
      assertThat(MemoryBudget.ofShareOfHeap(1e-12).bytes()).isEqualTo(MIB);
    }

    @Test
    void printThemselves() {
      assertThat(MemoryBudget.ofMebibytes(256)).hasToString("256 MiB");
      assertThat(new MemoryBudget(MIB + 1)).hasToString("1048577 bytes");
    }
  }
}
