package org.bandsaw.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class StateSnapshotTest {

  private static double[] numbers(int count) {
    double[] values = new double[count];
    Arrays.setAll(values, i -> i / 7.0);
    return values;
  }

  private static byte[] bytes(StateSnapshot snapshot) {
    StateWriter out = new StateWriter();
    snapshot.writeTo(out);
    return out.toBytes();
  }

  @Test
  void hasTheBytesOfItsObjectBeforeAndAfterTheyReplaceIt() {
    for (int count : new int[] {0, 3, 50_000}) {
      StateSnapshot snapshot = StateSnapshot.of(out -> out.writeDoubles(numbers(count)));
      byte[] before = bytes(snapshot);

      assertThat(snapshot.reader().readDoubles()).isEqualTo(numbers(count));
      assertThat(snapshot.reader().readDoubles()).isEqualTo(numbers(count));
      assertThat(bytes(snapshot)).isEqualTo(before);
      assertThat(snapshot.length()).isEqualTo(before.length);
    }
  }

  @Test
  void releasesItsObjectWhenItIsRead() {
    AtomicInteger saves = new AtomicInteger();
    Consumer<StateWriter> object = out -> out.writeInt(saves.incrementAndGet());
    StateSnapshot snapshot = StateSnapshot.of(object);

    assertThat(snapshot.reader().readInt()).isEqualTo(1);
    assertThat(snapshot.reader().readInt()).isEqualTo(1);
    assertThat(bytes(snapshot)).hasSize(4);
    assertThat(saves).hasValue(1);
  }

  @Test
  void isEqualToAnotherOfTheSameBytesHoweverTheyAreHeld() {
    StateSnapshot object = StateSnapshot.of(out -> out.writeDoubles(numbers(50_000)));
    StateSnapshot read = StateSnapshot.read(new StateReader(bytes(object)));

    assertThat(read).isEqualTo(object).hasSameHashCodeAs(object);
    assertThat(read).isNotEqualTo(StateSnapshot.of(out -> out.writeDoubles(numbers(50_001))));
    assertThat(read).isNotEqualTo(StateSnapshot.empty());
    assertThat(StateSnapshot.empty()).isEqualTo(StateSnapshot.of(out -> {}));
    assertThat(StateSnapshot.empty().reader().isAtEnd()).isTrue();
    assertThat(StateSnapshot.empty().length()).isZero();
  }
}
