package org.bandsaw.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import org.bandsaw.budget.ChunkPolicy;
import org.bandsaw.budget.ComputeBudget;
import org.bandsaw.budget.MemoryBudget;
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
  class InitialSize {

    /** max(16, base × clamp(MiB / 1024, 0.1, 1)), bounded by the maximum. */
    @ParameterizedTest
    @CsvSource({
      "1000, 1024, 1000", // the whole base
      "1000, 2048, 1000", // never more than the base
      "1000,  512,  500",
      "1000,  256,  250",
      "1000,    1,  100", // the share is at least 0.1
      "  50,  102,   16", // 5 rows would be too few
      "   4, 1024,   16",
      "8192,  512, 4096", // the base equals the default maximum
      "20000, 256, 5000"
    })
    void followsThePublishedFormula(int base, int mebibytes, int rows) {
      assertThat(controller(mebibytes, ChunkPolicy.adaptive(base)).initial())
          .usingRecursiveComparison()
          .isEqualTo(new ControllerState(rows, 0));
    }

    /** In addition × clamp(share of the processors, 0.1, 1). */
    @ParameterizedTest
    @CsvSource({
      "1000, 1024, 0.5, 500",
      "1000, 512, 0.5, 250",
      "1000, 1024, 0.01, 100",
      "50, 1024, 0.1, 16"
    })
    void alsoFollowsTheComputeBudget(int base, int mebibytes, double share, int rows) {
      ChunkController controller =
          controller(mebibytes, ChunkPolicy.adaptive(base)).compute(ComputeBudget.ofShare(share));

      assertThat(controller.initial().nextRows()).isEqualTo(rows);
      assertThat(controller.compute(null).initial())
          .usingRecursiveComparison()
          .isEqualTo(controller(mebibytes, ChunkPolicy.adaptive(base)).initial());
    }

    @Test
    void isBoundedByTheMaximum() {
      assertThat(controller(1, ChunkPolicy.adaptive(4).maxRows(5)).initial().nextRows())
          .isEqualTo(5);
    }

    @Test
    void isThatOfAFixedPolicyForAnyBudget() {
      assertThat(controller(1, ChunkPolicy.fixed(65_536)).initial().nextRows()).isEqualTo(65_536);
      assertThat(controller(1, ChunkPolicy.fixed(1)).initial().nextRows()).isEqualTo(1);
    }
  }

  @Nested
  class WithinBudget {

    private final ChunkController controller = controller(100, ChunkPolicy.adaptive(100));

    /**
     * With a spread of 0.16, 100 / (m / 100 × 1.16) rows fill 100 MiB. The size stays from 0.9 to 1
     * of that number; otherwise it becomes 0.92 of it, at most twice 100 rows.
     */
    @ParameterizedTest
    @CsvSource({
      " 1, 200",
      "41, 193", // 210.3 fill it
      "50, 158", // 172.4
      "77, 103", // 111.96: 100 are 0.893 of them
      "78, 100", // 110.5: 100 are 0.905 of them
      "86, 100", // 100.2
      "87, 91", // 99.1
      "100, 79" // 86.2
    })
    void isCommittedAndTheNextSizeFollowsTheCost(long mebibytes, int next) {
      Step step = controller.decide(new ControllerState(100, 0), needing(100, mebibytes * MIB));

      assertThat(step.decision()).isEqualTo(new Decision.Commit());
      assertThat(step.next().nextRows()).isEqualTo(next);
      assertThat(step.next().retries()).isZero();
    }

    @Test
    void aChunkWithLessThanHalfOfTheRequestedRowsIsIgnored() {
      ControllerState before = new ControllerState(100, 0);

      assertThat(controller.decide(before, needing(49, 60 * MIB)).next())
          .usingRecursiveComparison()
          .isEqualTo(before);
      assertThat(controller.decide(before, needing(50, 60 * MIB)).next())
          .usingRecursiveComparison()
          .isNotEqualTo(before);
    }

    @Test
    void shrinksAtMostToHalfOfASizeThatFitted() {
      // 99 MiB of state stay retained: for that alone the size would be 1 row
      ChunkReading growing = new ChunkReading(100, 0, 0, 99 * MIB);

      assertThat(controller.decide(new ControllerState(100, 0), growing).next().nextRows())
          .isEqualTo(50);
    }

    @Test
    void bytesRetainedForTheRowsOfAChunkAreNotCountedAsState() {
      // 10 MiB of state; each row retains 0.2 MiB and allocates 0.1 MiB
      ControllerState state = controller.decide(new ControllerState(50, 0), of(50)).next();
      assertThat(state.nextRows()).isEqualTo(100);

      // 10 MiB more for 50 rows
      state = controller.decide(state, of(100)).next();
      assertThat(state.retained().bytesPerRow()).isCloseTo(0.2 * MIB, within(0.002 * MIB));
      assertThat(state.nextRows()).isEqualTo(200);
      // 90 MiB / 0.3 MiB are 300 rows; if all retained bytes were state, none would fit
      state = controller.decide(state, of(200)).next();
      assertThat(state.nextRows()).isBetween(240, 290);
    }

    private ChunkReading of(int rows) {
      long retained = 10 * MIB + rows * MIB / 5;
      return new ChunkReading(rows, rows * MIB / 10, retained, retained);
    }

    @Test
    void theSizeDoesNotGrowAfterAShortChunk() {
      assertThat(controller.decide(new ControllerState(100, 0), needing(99, 1)).next().nextRows())
          .isEqualTo(100);
    }

    @Test
    void neverGrowsBeyondTheMaximumOrOverflows() {
      assertThat(
              controller.decide(new ControllerState(5_000, 0), needing(5_000, 1)).next().nextRows())
          .isEqualTo(8_192);
      ChunkController unbounded =
          controller(100, ChunkPolicy.adaptive(100).maxRows(Integer.MAX_VALUE));
      assertThat(
              unbounded
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
    void needsWhatWasRetainedBeforeAndWhatWasAllocatedOrRetainedInAddition() {
      assertThat(new ChunkReading(10, 30, 100, 120).neededBytes()).isEqualTo(130);
      assertThat(new ChunkReading(10, 0, 100, 120).neededBytes()).isEqualTo(120);
      assertThat(new ChunkReading(10, 30, 100, 50).neededBytes()).isEqualTo(130);
    }
  }

  @Nested
  class OverBudget {

    private final ChunkController controller = controller(1, ChunkPolicy.fixed(100).maxRetries(5));

    /**
     * The wait is min(0.05 × retry, 0.2) s. The next chunk gets 0.92 of the rows / 2 / 1.16 that
     * fit.
     */
    @ParameterizedTest
    @CsvSource({
      "100, 0, 50,  50, 39",
      "101, 0, 51,  50, 40",
      " 50, 1, 25, 100, 19",
      " 25, 2, 13, 150, 10", // 0.92 of 10.8 would be 9, less than 0.84 of it
      " 13, 3,  7, 200,  5",
      "  7, 4,  4, 200,  2"
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
      // 4 / 2 / 1.16 are less than 2 rows
      assertThat(step.next().nextRows()).isEqualTo(1);
    }

    @Test
    void theNextChunkHasAtLeastAnEighthOfItsRows() {
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
    void isRefusedIfThePolicyRefuses() {
      ChunkController strict =
          controller(
              1, ChunkPolicy.fixed(8).maxRetries(0).onOverBudget(ChunkPolicy.OnOverBudget.REFUSE));

      assertThat(strict.decide(new ControllerState(1, 3), needing(1, 2 * MIB)).decision())
          .isEqualTo(new Decision.Refuse(2 * MIB));
    }

    @Test
    void isSplitToOneRowBeforeItIsRefused() {
      ChunkController strict =
          controller(
              1, ChunkPolicy.fixed(8).maxRetries(1).onOverBudget(ChunkPolicy.OnOverBudget.REFUSE));

      Step first = strict.decide(new ControllerState(8, 0), needing(8, 2 * MIB));
      assertThat(first.decision()).isEqualTo(new Decision.Split(4, Duration.ofMillis(50)));
      Step second = strict.decide(first.next(), needing(4, 2 * MIB));
      assertThat(second.decision()).isEqualTo(new Decision.Split(2, Duration.ZERO));
      Step third = strict.decide(second.next(), needing(2, 2 * MIB));
      assertThat(third.decision()).isEqualTo(new Decision.Split(1, Duration.ZERO));
      assertThat(strict.decide(third.next(), needing(1, 2 * MIB)).decision())
          .isEqualTo(new Decision.Refuse(2 * MIB));
    }

    @Test
    void retriesCountFromZeroForANewChunk() {
      assertThat(controller.beginChunk(new ControllerState(12, 3)))
          .usingRecursiveComparison()
          .isEqualTo(new ControllerState(12, 0));
    }

    @Test
    void isSplitDownToOneRowIfRetriesAllow() {
      ControllerState state = new ControllerState(100, 0);
      ChunkController persistent = controller(1, ChunkPolicy.fixed(100).maxRetries(100));
      int rows = 100;
      List<Integer> sizes = new ArrayList<>();
      while (persistent.decide(state, needing(rows, 2 * MIB)).decision()
          instanceof Decision.Split split) {
        state = persistent.decide(state, needing(rows, 2 * MIB)).next();
        rows = split.firstRows();
        sizes.add(rows);
      }

      assertThat(sizes).containsExactly(50, 25, 13, 7, 4, 2, 1);
    }
  }

  /** Measures other than smaller chunks, for a budget of 1 MiB. */
  @Nested
  class ShortOfMemory {

    private static final long KIB = 1L << 10;

    private final ChunkController ahead =
        controller(1, ChunkPolicy.adaptive(1_000)).readAhead(true);

    /** Returns the state after chunks whose rows allocate this number of KiB each. */
    private ControllerState afterRowsOf(long kib, ControllerState state, int chunks) {
      ControllerState now = state;
      for (int i = 0; i < chunks; i++) {
        now = ahead.beginChunk(now);
        int rows = now.nextRows();
        Step step = ahead.decide(now, needing(rows, rows * kib * KIB));
        while (step.decision() instanceof Decision.Split split) {
          rows = split.firstRows();
          step = ahead.decide(step.next(), needing(rows, rows * kib * KIB));
        }
        now = step.next();
      }
      return now;
    }

    @Test
    void readAheadContinuesWhileChunksCanBeMadeSmaller() {
      assertThat(ahead.initial().isReadingAhead()).isTrue();
      assertThat(controller(1, ChunkPolicy.adaptive(1_000)).initial().isReadingAhead()).isFalse();

      // 1 MiB / 20 KiB / 1.16 are 44 rows
      ControllerState small = afterRowsOf(20, ahead.initial(), 5);
      assertThat(small.nextRows()).isLessThan(64);
      assertThat(small.isReadingAhead()).isTrue();
    }

    @Test
    void readAheadStopsWithACauseWhenFewRowsFit() {
      // 1 MiB / 100 KiB are 10 rows
      Step step =
          ahead.decide(new ControllerState(16, 0).with(readingAhead()), needing(16, 1_600 * KIB));

      assertThat(step.decision()).isInstanceOf(Decision.Split.class);
      assertThat(step.next().isReadingAhead()).isFalse();
      assertThat(step.cause()).isEqualTo(Step.Cause.OVER_BUDGET);
    }

    private ControllerState.Mitigations readingAhead() {
      return ahead.initial().mitigations();
    }

    @Test
    void readAheadResumesWhenFourTimesAsManyRowsFitInThreeConsecutiveChunks() {
      ControllerState few = afterRowsOf(100, ahead.initial(), 5);
      assertThat(few.isReadingAhead()).isFalse();

      // 1 MiB / 20 KiB are 52 rows: more than 16, less than 64
      ControllerState between = afterRowsOf(20, few, 20);
      assertThat(between.isReadingAhead()).isFalse();

      List<Boolean> reads = new ArrayList<>();
      ControllerState now = between;
      for (int i = 0; i < 4; i++) {
        now = afterRowsOf(1, now, 1);
        reads.add(now.isReadingAhead());
      }
      assertThat(reads).containsExactly(false, false, true, true);
    }

    @Test
    void aRunWithoutReadAheadNeverStartsIt() {
      ChunkController withoutReadAhead = controller(1, ChunkPolicy.adaptive(1_000));
      ControllerState state = withoutReadAhead.initial();
      for (int i = 0; i < 10; i++) {
        state = withoutReadAhead.decide(state, needing(state.nextRows(), KIB)).next();
      }

      assertThat(state.isReadingAhead()).isFalse();
    }

    private ChunkReading oneRow(long kib, long releasableKib) {
      return new ChunkReading(
          1, 0, kib * KIB, kib * KIB, releasableKib * KIB, ObservedMemory.unknown());
    }

    @Test
    void anAttemptThatCannotBeSplitWaitsForReleasableMemory() {
      ControllerState state = new ControllerState(1, 0);
      List<Decision> decisions = new ArrayList<>();
      // of 1 100 KiB, 1 024 may be used; sinks release 20 KiB during each wait
      for (int releasable = 100; releasable > 0; releasable -= 20) {
        Step step = ahead.decide(state, oneRow(1_000 + releasable, releasable));
        state = step.next();
        decisions.add(step.decision());
      }

      assertThat(decisions)
          .containsExactly(
              new Decision.Pause(Duration.ofMillis(50), 1_100 * KIB),
              new Decision.Pause(Duration.ofMillis(100), 1_080 * KIB),
              new Decision.Pause(Duration.ofMillis(150), 1_060 * KIB),
              new Decision.Pause(Duration.ofMillis(200), 1_040 * KIB),
              new Decision.Commit());
      assertThat(state.mitigations().pauses()).isZero();
      assertThat(state.isReadingAhead()).isFalse();
    }

    @Test
    void waitsOnlyOnceWhenNothingIsReleased() {
      Step first = ahead.decide(new ControllerState(1, 0), oneRow(1_100, 100));
      Step second = ahead.decide(first.next(), oneRow(1_100, 100));

      assertThat(first.decision()).isInstanceOf(Decision.Pause.class);
      assertThat(second.decision()).isEqualTo(new Decision.Accept(1_100 * KIB));
    }

    @Test
    void doesNotWaitWhenTooLittleIsReleasable() {
      assertThat(ahead.decide(new ControllerState(1, 0), oneRow(1_100, 75)).decision())
          .isEqualTo(new Decision.Accept(1_100 * KIB));
      assertThat(ahead.decide(new ControllerState(1, 0), oneRow(1_100, 0)).decision())
          .isEqualTo(new Decision.Accept(1_100 * KIB));
    }

    @Test
    void waitsAtMostEightTimes() {
      ControllerState state = new ControllerState(1, 0);
      int pauses = 0;
      Step step = ahead.decide(state, oneRow(2_000, 1_999));
      while (step.decision() instanceof Decision.Pause) {
        pauses++;
        step = ahead.decide(step.next(), oneRow(2_000, 1_999 - pauses));
      }

      assertThat(pauses).isEqualTo(8);
      assertThat(step.decision()).isEqualTo(new Decision.Accept(2_000 * KIB));
    }

    private ChunkReading onFullHeap(int rows) {
      return new ChunkReading(
          rows,
          KIB,
          0,
          0,
          0,
          new ObservedMemory(
              OptionalLong.of(96),
              OptionalLong.of(100),
              OptionalLong.empty(),
              OptionalLong.empty()));
    }

    /** Smaller chunks, then no read-ahead, then waits; the run never ends, as the budget holds. */
    @Test
    void aFullHeapLeadsToTheSameMeasures() {
      ControllerState state = new ControllerState(50, 0).with(readingAhead());
      List<String> decisions = new ArrayList<>();
      for (int i = 0; i < 14; i++) {
        Step step = ahead.decide(state, onFullHeap(state.nextRows()));
        state = step.next();
        decisions.add(
            step.decision().getClass().getSimpleName()
                + " "
                + state.nextRows()
                + (state.isReadingAhead() ? " ahead" : ""));
      }

      assertThat(decisions)
          .startsWith("Commit 25 ahead", "Commit 16 ahead", "Commit 16", "Pause 16")
          .endsWith("Pause 16", "Commit 16", "Commit 16", "Commit 16");
      assertThat(Collections.frequency(decisions, "Pause 16")).isEqualTo(8);
      // with room in the heap, waits are counted from 0 again
      state = ahead.decide(state, needing(16, KIB)).next();
      assertThat(state.mitigations().systemMemoryWaits()).isZero();
      // and the size returns at once to the largest that fitted
      assertThat(state.nextRows()).isEqualTo(50);
    }

    @Test
    void memoryIsNearItsLimitIfTheHeapOrTheContainerIs() {
      assertThat(observed(95, 100, 0, 0).isNearLimit()).isFalse();
      assertThat(observed(96, 100, 10, 100).isNearLimit()).isTrue();
      assertThat(observed(10, 100, 96, 100).isNearLimit()).isTrue();
      assertThat(ObservedMemory.unknown().isNearLimit()).isFalse();
      assertThat(observed(96, 100, 40, 100)).hasToString("heap 96 % full, container 40 % full");
      assertThat(ObservedMemory.unknown()).hasToString("not observed");
    }

    private ObservedMemory observed(long heap, long heapMax, long container, long containerLimit) {
      return new ObservedMemory(
          OptionalLong.of(heap),
          OptionalLong.of(heapMax),
          OptionalLong.of(container),
          OptionalLong.of(containerLimit));
    }
  }

  /** Each row allocates a constant number of bytes in addition to the retained ones. */
  @ParameterizedTest
  @ValueSource(longs = {10, 200, 3_000, 20_000, 100_000, 400_000, 900_000})
  void settlesWithinTenChunks(long bytesPerRow) {
    long retained = 3 * MIB;
    ChunkController controller = controller(32, ChunkPolicy.adaptive(1_000));
    ControllerState state = controller.initial();
    List<Integer> sizes = new ArrayList<>();
    List<Long> needed = new ArrayList<>();
    for (int chunk = 0; chunk < 40; chunk++) {
      state = controller.beginChunk(state);
      int rows = state.nextRows();
      sizes.add(rows);
      ChunkReading reading = new ChunkReading(rows, rows * bytesPerRow, retained, retained);
      needed.add(reading.neededBytes());
      Step step = controller.decide(state, reading);
      while (step.decision() instanceof Decision.Split split) {
        rows = split.firstRows();
        step =
            controller.decide(
                step.next(), new ChunkReading(rows, rows * bytesPerRow, retained, retained));
      }
      state = step.next();
    }

    assertThat(sizes.subList(10, 40)).containsOnly(sizes.get(10));
    assertThat(needed.subList(10, 40)).allMatch(bytes -> bytes <= 32 * MIB);
  }
}
