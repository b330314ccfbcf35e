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

  private static final long SAID = 1_136;
  private static final long BLOCK = 2L << 20;

  @ParameterizedTest
  @ValueSource(longs = {-900, 0, 1_200, 2_000})
  void allowsTwoKibibytesBeside(long beside) {
    assertThatCode(() -> check(new Heap(SAID + beside, reading -> 0))).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(longs = {5_000, 100_000})
  void findsAnAccountThatIsWrongHoweverManyAreMade(long real) {
    assertThatThrownBy(() -> check(new Heap(real, reading -> 0)))
        .isInstanceOf(AssertionError.class)
        .hasMessage(
            "a copy says that it retains 1136 bytes, but the heap grows by "
                + real
                + " for each: 15 % and 2 KiB are allowed between them");
  }

  /** On the heap of this process: what one measurement made is gone before the next begins. */
  @ParameterizedTest
  @ValueSource(longs = {50_000, 200_000})
  void findsOnARealHeapAnAccountThatIsOffByTwo(long said) {
    assertThatThrownBy(
            () -> RetainedBytesCheck.check("a copy", () -> new byte[100_000], copy -> said, 16))
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("a copy says that it retains " + said + " bytes");
  }

  @Test
  void isNotMisledByABlockThatAnotherThreadTakesBehindEveryCopy() {
    assertThatCode(() -> check(new Heap(SAID + 1_200, reading -> reading % 2 == 1 ? BLOCK : 0)))
        .doesNotThrowAnyException();
  }

  @Test
  void isNotMisledByBlocksAtMostReadings() {
    assertThatCode(
            () -> check(new Heap(SAID + 1_200, reading -> reading % 5 == 0 ? 0 : reading * BLOCK)))
        .doesNotThrowAnyException();
  }

  @Test
  void isNotMisledByABlockThatIsThereWheneverCopiesAre() {
    // the readings that follow copies when one more is taken each time
    Set<Integer> following = Set.of(1, 4, 5, 9, 10, 11, 16, 17, 18, 19, 25, 26, 27, 28, 29);
    assertThatCode(
            () -> check(new Heap(SAID + 1_200, reading -> following.contains(reading) ? BLOCK : 0)))
        .doesNotThrowAnyException();
  }

  @Test
  void saysNothingWhereNoCollectionCanBeAskedFor() {
    assertThatCode(
            () ->
                RetainedBytesCheck.check(
                    "a copy", Object::new, copy -> 1_000_000, 256, OptionalLong::empty))
        .doesNotThrowAnyException();
  }

  private static void check(Heap heap) {
    RetainedBytesCheck.check("a copy", heap::copy, copy -> SAID, 256, heap);
  }

  /** A heap whose copies have a size, and on which others take blocks. */
  private static final class Heap implements Supplier<OptionalLong> {

    private final long size;
    private final IntToLongFunction others;
    private long copies;
    private int readings;

    Heap(long size, IntToLongFunction others) {
      this.size = size;
      this.others = others;
    }

    Object copy() {
      copies++;
      return this;
    }

    @Override
    public OptionalLong get() {
      return OptionalLong.of(copies * size + others.applyAsLong(readings++));
    }
  }
}
