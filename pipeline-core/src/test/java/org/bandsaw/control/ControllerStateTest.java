package org.bandsaw.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.bandsaw.budget.ChunkPolicy;
import org.bandsaw.budget.MemoryBudget;
import org.bandsaw.state.StateCorruptException;
import org.bandsaw.state.StateMismatchException;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;
import org.junit.jupiter.api.Test;

class ControllerStateTest {

  private static final long MIB = 1L << 20;

  private static byte[] bytes(ControllerState state) {
    StateWriter out = new StateWriter();
    state.save(out);
    return out.toBytes();
  }

  private static ControllerState savedAndLoaded(ControllerState state) {
    StateReader in = new StateReader(bytes(state));
    ControllerState loaded = ControllerState.load(in);
    assertThat(in.isAtEnd()).isTrue();
    return loaded;
  }

  private static ChunkController randomController(Random random) {
    ChunkPolicy policy =
        random.nextInt(4) == 0
            ? ChunkPolicy.fixed(1 + random.nextInt(500))
            : ChunkPolicy.adaptive(1 + random.nextInt(2_000));
    if (!policy.isFixed() && random.nextBoolean()) {
      policy = policy.targetLatency(Duration.ofMillis(1 + random.nextInt(50)));
    }
    policy =
        policy
            .maxRetries(random.nextInt(5))
            .onOverBudget(
                random.nextBoolean()
                    ? ChunkPolicy.OnOverBudget.ACCEPT
                    : ChunkPolicy.OnOverBudget.REFUSE);
    return ChunkController.of(MemoryBudget.ofMebibytes(1 + random.nextInt(8)), policy)
        .readAhead(random.nextBoolean());
  }

  private static ChunkReading randomReading(Random random, int requested) {
    int rows = random.nextInt(8) == 0 ? random.nextInt(requested + 1) : requested;
    long retained = (long) (random.nextDouble() * 4 * MIB);
    long bytesPerRow = (long) Math.pow(10, 1 + 5 * random.nextDouble());
    long releasable = random.nextBoolean() ? 0 : (long) (random.nextDouble() * retained);
    ObservedMemory observed =
        random.nextInt(5) > 0
            ? ObservedMemory.unknown()
            : new ObservedMemory(
                OptionalLong.of(97),
                OptionalLong.of(100),
                OptionalLong.empty(),
                OptionalLong.empty());
    return new ChunkReading(
        rows, rows * bytesPerRow, retained, retained + random.nextInt(1_000), releasable, observed);
  }

  @Property(tries = 500)
  void aLoadedStateLeadsToTheSameDecisions(@ForAll long seed) {
    Random random = new Random(seed);
    ChunkController controller = randomController(random);
    ControllerState state = controller.initial();
    ControllerState loaded = savedAndLoaded(state);
    for (int i = 0; i < 60; i++) {
      if (random.nextInt(3) > 0) {
        state = controller.beginChunk(state);
        loaded = controller.beginChunk(loaded);
      }
      ChunkReading reading = randomReading(random, state.nextRows());
      Step step = controller.decide(state, reading);
      Step stepFromLoaded = controller.decide(loaded, reading);
      assertThat(stepFromLoaded.decision()).isEqualTo(step.decision());
      assertThat(stepFromLoaded.cause()).isEqualTo(step.cause());

      Duration took = Duration.ofMillis(random.nextInt(100));
      state = controller.afterCommit(step.next(), reading.rows(), took);
      loaded = savedAndLoaded(controller.afterCommit(stepFromLoaded.next(), reading.rows(), took));
      assertThat(bytes(loaded)).isEqualTo(bytes(state));
      assertThat(loaded.nextRows()).isEqualTo(state.nextRows());
      assertThat(loaded.isReadingAhead()).isEqualTo(state.isReadingAhead());
    }
  }

  @Test
  void aStateOfANewerVersionIsRejected() {
    byte[] newer = new StateWriter().writeVersion(2).writeInt(1).writeInt(0).toBytes();

    assertThatThrownBy(() -> ControllerState.load(new StateReader(newer)))
        .isInstanceOf(StateMismatchException.class);
  }

  @Test
  void aTruncatedOrImpossibleStateIsRejected() {
    byte[] impossible = new StateWriter().writeVersion(1).writeInt(0).writeInt(0).toBytes();
    byte[] truncated = new StateWriter().writeVersion(1).writeInt(16).writeInt(0).toBytes();

    assertThatThrownBy(() -> ControllerState.load(new StateReader(impossible)))
        .isInstanceOf(StateCorruptException.class)
        .hasMessage("a controller state needs at least 1 row and at least 0 retries, not 0 and 0");
    assertThatThrownBy(() -> ControllerState.load(new StateReader(truncated)))
        .isInstanceOf(StateCorruptException.class);
  }
}
