package org.bandsaw.testkit;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.OptionalLong;
import java.util.Set;
import java.util.function.IntToLongFunction;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetainedBytesCheckTest {

  private static final long REPORTED = 1_136;
  private static final long BUFFER_BYTES = 2L << 20;

  @ParameterizedTest
  @ValueSource(longs = {-900, 0, 1_200, 2_000})
  void allowsADifferenceOfTwoKibibytes(long difference) {
    assertThatCode(() -> check(new Heap(REPORTED + difference, reading -> 0)))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(longs = {5_000, 100_000})
  void failsForAWrongSizeOfAnyNumberOfCopies(long actual) {
    assertThatThrownBy(() -> check(new Heap(actual, reading -> 0)))
        .isInstanceOf(AssertionError.class)
        .hasMessage(
            "a copy reports 1136 retained bytes, but the heap grows by "
                + actual
                + " per copy; the allowed difference is 15 % plus 2 KiB");
  }

  /** Uses the heap of this process: the copies of a measurement are collected before the next. */
  @ParameterizedTest
  @ValueSource(longs = {50_000, 200_000})
  void failsOnARealHeapForASizeThatIsWrongByAFactorOfTwo(long reported) {
    assertThatThrownBy(
            () -> RetainedBytesCheck.check("a copy", () -> new byte[100_000], copy -> reported, 16))
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("a copy reports " + reported + " retained bytes");
  }

  @Test
  void toleratesABufferThatAnotherThreadAllocatesAfterTheCopies() {
    assertThatCode(
            () -> check(new Heap(REPORTED + 1_200, reading -> reading % 2 == 1 ? BUFFER_BYTES : 0)))
        .doesNotThrowAnyException();
  }

  @Test
  void toleratesBuffersAtMostReadings() {
    assertThatCode(
            () ->
                check(
                    new Heap(
                        REPORTED + 1_200,
                        reading -> reading % 5 == 0 ? 0 : reading * BUFFER_BYTES)))
        .doesNotThrowAnyException();
  }

  @Test
  void toleratesABufferAtAllReadingsWithCopies() {
    // the readings with copies, if each measurement takes one more reading than the one before
    Set<Integer> withCopies = Set.of(1, 4, 5, 9, 10, 11, 16, 17, 18, 19, 25, 26, 27, 28, 29);
    assertThatCode(
            () ->
                check(
                    new Heap(
                        REPORTED + 1_200,
                        reading -> withCopies.contains(reading) ? BUFFER_BYTES : 0)))
        .doesNotThrowAnyException();
  }

  @Test
  void comparesNothingIfNoCollectionCanBeStarted() {
    assertThatCode(
            () ->
                RetainedBytesCheck.check(
                    "a copy", Object::new, copy -> 1_000_000, 256, OptionalLong::empty))
        .doesNotThrowAnyException();
  }

  private static void check(Heap heap) {
    RetainedBytesCheck.check("a copy", heap::copy, copy -> REPORTED, 256, heap);
  }

  /** A heap with copies of one size, and with buffers of other threads. */
  private static final class Heap implements Supplier<OptionalLong> {

    private final long size;
    private final IntToLongFunction otherBytes;
    private long copies;
    private int readings;

    Heap(long size, IntToLongFunction otherBytes) {
      this.size = size;
      this.otherBytes = otherBytes;
    }

    Object copy() {
      copies++;
      return this;
    }

    @Override
    public OptionalLong get() {
      return OptionalLong.of(copies * size + otherBytes.applyAsLong(readings++));
    }
  }
}
