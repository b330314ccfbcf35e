package org.bandsaw.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.bandsaw.state.StateCorruptException;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class QuantileSketchTest {

  private static QuantileSketch of(double... values) {
    QuantileSketch sketch = new QuantileSketch();
    for (double value : values) {
      sketch.add(value);
    }
    return sketch;
  }

  private static byte[] saved(QuantileSketch sketch) {
    StateWriter out = new StateWriter();
    sketch.save(out);
    return out.toBytes();
  }

  /** Returns the type 7 quantile of all values. */
  private static double exact(double[] values, double p) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double h = (sorted.length - 1) * p;
    int low = (int) h;
    int high = Math.min(low + 1, sorted.length - 1);
    return sorted[low] + (h - low) * (sorted[high] - sorted[low]);
  }

  @Nested
  class FewValues {

    @Test
    void haveQuantilesOfTypeSeven() {
      // of 1 2 4 8 16 32: h = 5p; p25 1.25: 2 + 0.25·2; p50 2.5: (4 + 8)/2; p95 4.75: 16 + 0.75·16
      QuantileSketch sketch = of(8, 1, 32, 2, 16, 4);
      assertThat(sketch.quantile(0.25)).isEqualTo(2.5);
      assertThat(sketch.quantile(0.5)).isEqualTo(6);
      assertThat(sketch.quantile(0.95)).isCloseTo(28, within(1e-12));
      assertThat(sketch.quantile(0.975)).isCloseTo(30, within(1e-12));
      assertThat(sketch.quantile(0)).isEqualTo(1);
      assertThat(sketch.quantile(1)).isEqualTo(32);
    }

    @Test
    void mayBeNoneOrOne() {
      assertThat(of().quantile(0.5)).isNaN();
      assertThat(of(-3).quantile(0.5)).isEqualTo(-3);
    }

    @Test
    void haveAMedianBetweenTheLargestNumbers() {
      double max = Double.MAX_VALUE;
      assertThat(of(max, max).quantile(0.5)).isEqualTo(max);
      assertThat(of(-max, max).quantile(0.5)).isZero();
    }

    @Test
    void areExactUpToTheSizeOfLevelZero() {
      Random random = new Random(4);
      double[] values = random.doubles(QuantileSketch.EXACT_SIZE).toArray();
      QuantileSketch sketch = new QuantileSketch();
      for (int i = 0; i < values.length; i++) {
        sketch.add(values[i]);
        double median = exact(Arrays.copyOf(values, i + 1), 0.5);
        if (i % 7 == 0 || i == values.length - 1) {
          assertThat(sketch.quantile(0.5)).isCloseTo(median, within(1e-15));
        }
      }
      assertThat(sketch.rankError()).isZero();
    }
  }

  enum Order {
    SORTED,
    REVERSED,
    RANDOM,
    FEW_DISTINCT,
    ALL_EQUAL,
    SAWTOOTH,
    FROM_OUTSIDE_IN;

    double[] values(int count) {
      Random random = new Random(17);
      double[] values = new double[count];
      for (int i = 0; i < count; i++) {
        values[i] =
            switch (this) {
              case SORTED -> i;
              case REVERSED -> -i;
              case RANDOM -> random.nextGaussian();
              case FEW_DISTINCT -> random.nextInt(5);
              case ALL_EQUAL -> 2.5;
              case SAWTOOTH -> i % 1500;
              case FROM_OUTSIDE_IN -> i % 2 == 0 ? i - count : count - i;
            };
      }
      return values;
    }
  }

  @Nested
  class ManyValues {

    /** Returns the distance of a rank from the ranks of a value among all values. */
    private long rankDistance(double[] sorted, double value, int rank) {
      int from = countBelow(sorted, value);
      int to = countBelow(sorted, Math.nextUp(value)) - 1;
      return rank < from ? from - rank : rank > to ? rank - to : 0;
    }

    private int countBelow(double[] sorted, double bound) {
      int low = 0;
      int high = sorted.length;
      while (low < high) {
        int middle = (low + high) / 2;
        low = sorted[middle] < bound ? middle + 1 : low;
        high = sorted[middle] < bound ? high : middle;
      }
      return low;
    }

    @ParameterizedTest
    @EnumSource(Order.class)
    void haveQuantilesWithinTheStatedRankError(Order order) {
      for (int count : new int[] {1_025, 5_001, 77_777, 1_000_001}) { // multiples of 8, plus 1
        double[] values = order.values(count);
        QuantileSketch sketch = of(values);
        Arrays.sort(values);
        int octaves = 31 - Integer.numberOfLeadingZeros(count / QuantileSketch.EXACT_SIZE);
        assertThat((double) sketch.rankError())
            .isPositive()
            .isLessThan(count * (octaves + 3) / 2048.0);
        for (int eighths = 0; eighths <= 8; eighths++) {
          int rank = (count - 1) / 8 * eighths; // a whole number, so the result is a value
          double found = sketch.quantile(eighths / 8.0);
          assertThat(Arrays.binarySearch(values, found)).isNotNegative();
          assertThat(rankDistance(values, found, rank))
              .as("%d eighths of %d", eighths, count)
              .isLessThanOrEqualTo(sketch.rankError());
        }
      }
    }

    @Test
    void takeMemoryProportionalToTheLogarithmOfTheirNumber() {
      QuantileSketch sketch = of(Order.RANDOM.values(1_000_001));
      // 11 levels of 8 KiB: 2^10·1024 values are the first that need another one
      assertThat(sketch.retainedBytes()).isLessThan(12 * 8 * 1024 + 2_000);
    }

    @Test
    void haveAMedianThatDoesNotDependOnEarlierQueries() {
      double[] values = Order.RANDOM.values(20_000);
      QuantileSketch often = new QuantileSketch();
      for (double value : values) {
        often.add(value);
        often.quantile(0.5);
        often.quantile(0.9);
      }
      QuantileSketch once = of(values);
      assertThat(often.quantile(0.5)).isEqualTo(once.quantile(0.5));
      assertThat(saved(often)).isEqualTo(saved(once));
    }
  }

  /** Attempts at random positions, of random lengths, with queries, before the right values. */
  @Property(tries = 60)
  void rollbackUndoesAnAttempt(@ForAll long seed) {
    Random random = new Random(seed);
    double[] values = random.doubles(6_000).toArray();
    QuantileSketch straight = new QuantileSketch();
    QuantileSketch tried = new QuantileSketch();
    int at = 0;
    while (at < values.length) {
      tried.mark();
      byte[] before = saved(tried);
      for (int attempt = random.nextInt(3); attempt > 0; attempt--) {
        for (int i = random.nextInt(5_000); i > 0; i--) {
          tried.add(random.nextInt(100));
          if (random.nextInt(9) == 0) {
            tried.quantile(random.nextDouble());
          }
        }
        tried.rollback();
        assertThat(saved(tried)).isEqualTo(before);
      }
      for (int n = Math.min(values.length - at, 1 + random.nextInt(1_500)); n > 0; n--) {
        straight.add(values[at]);
        tried.add(values[at++]);
      }
      assertThat(tried.quantile(0.5)).isEqualTo(straight.quantile(0.5));
    }
    assertThat(saved(tried)).isEqualTo(saved(straight));
  }

  @Nested
  class SavedState {

    @Test
    void resumesWhereItWasSaved() {
      double[] values = Order.RANDOM.values(9_000);
      QuantileSketch straight = of(values);
      for (int cut : new int[] {0, 1, 700, 1_024, 1_025, 5_000}) {
        QuantileSketch loaded = of(1, 2, 3);
        byte[] state = saved(of(Arrays.copyOf(values, cut)));
        loaded.load(new StateReader(state));
        assertThat(saved(loaded)).isEqualTo(state);
        for (int i = cut; i < values.length; i++) {
          loaded.add(values[i]);
        }
        assertThat(saved(loaded)).isEqualTo(saved(straight));
      }
    }

    @Test
    void isRefusedIfItIsNotThatOfASketch() {
      assertRefused(
          new StateWriter().writeVersion(1).writeLong(2).writeInt(1), "1 values in all", 1);
      assertRefused(
          new StateWriter().writeVersion(1).writeLong(2).writeInt(1), "out of order", 2, 1);
      assertRefused(
          new StateWriter().writeVersion(1).writeLong(1).writeInt(1), "not finite", Double.NaN);
      assertRefused(new StateWriter().writeVersion(1).writeLong(0).writeInt(0), "0 levels");
    }

    private void assertRefused(StateWriter out, String message, double... values) {
      StateReader in = new StateReader(out.writeDoubles(values).toBytes());
      assertThatThrownBy(() -> new QuantileSketch().load(in))
          .isInstanceOf(StateCorruptException.class)
          .hasMessageContaining(message);
    }
  }

  @Test
  void rollbackNeedsAMark() {
    assertThatThrownBy(() -> of(1).rollback()).isInstanceOf(IllegalStateException.class);
  }
}
