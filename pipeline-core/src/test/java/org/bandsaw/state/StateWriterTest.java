package org.bandsaw.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StateWriterTest {

  private static final int BLOCK = 65_536;

  /** Returns few bytes at a time, as a pipe may. */
  private static final class SlowInputStream extends InputStream {

    private final InputStream in;
    private final Random random = new Random(7);

    SlowInputStream(byte[] bytes) {
      this.in = new ByteArrayInputStream(bytes);
    }

    @Override
    public int read() throws IOException {
      return in.read();
    }

    @Override
    public int read(byte[] into, int at, int room) throws IOException {
      return in.read(into, at, Math.min(room, 1 + random.nextInt(20)));
    }
  }

  private static byte[] inMemory(Consumer<StateWriter> content) {
    StateWriter out = new StateWriter();
    content.accept(out);
    return out.toBytes();
  }

  private static byte[] streamed(Consumer<StateWriter> content) {
    ByteArrayOutputStream sink = new ByteArrayOutputStream();
    StateWriter out = new StateWriter(sink);
    content.accept(out);
    out.flush();
    assertThat(out.length()).isEqualTo(sink.size());
    return sink.toByteArray();
  }

  /** Readers of the same bytes from memory, from a stream and from a slow stream. */
  private static List<StateReader> readers(byte[] bytes) {
    return List.of(
        new StateReader(bytes),
        new StateReader(new ByteArrayInputStream(bytes), bytes.length),
        new StateReader(new ByteArrayInputStream(bytes), Long.MAX_VALUE),
        new StateReader(new SlowInputStream(bytes), bytes.length));
  }

  private static double[] numbers(int count) {
    double[] values = new double[count];
    Arrays.setAll(values, i -> i / 7.0);
    return values;
  }

  private static void everyType(StateWriter out) {
    out.writeVersion(3).writeBoolean(true).writeLong(Long.MIN_VALUE).writeDouble(Double.NaN);
    out.writeDoubles(numbers(20_000)).writeInts(new int[] {1, -2}).writeLongs(new long[] {3, -4});
    out.writeBytes(new byte[100_000]).writeString("ä€𝄞").writeString("x".repeat(70_000));
    out.writeSortedMap(
        new TreeMap<>(
            List.of("b", "a").stream()
                .collect(java.util.stream.Collectors.toMap(k -> k, String::length))),
        StateWriter::writeString,
        StateWriter::writeInt);
  }

  private static void assertEveryType(StateReader in) {
    assertThat(in.readVersion(3)).isEqualTo(3);
    assertThat(in.readBoolean()).isTrue();
    assertThat(in.readLong()).isEqualTo(Long.MIN_VALUE);
    assertThat(in.readDouble()).isNaN();
    assertThat(in.readDoubles()).isEqualTo(numbers(20_000));
    assertThat(in.readInts()).containsExactly(1, -2);
    assertThat(in.readLongs()).containsExactly(3, -4);
    assertThat(in.readBytes()).isEqualTo(new byte[100_000]);
    assertThat(in.readString()).isEqualTo("ä€𝄞");
    assertThat(in.readString()).isEqualTo("x".repeat(70_000));
    List<String> entries = new ArrayList<>();
    in.readMap((k, v) -> entries.add(k + v), StateReader::readString, StateReader::readInt);
    assertThat(entries).containsExactly("a1", "b1");
    assertThat(in.isAtEnd()).isTrue();
  }

  @Test
  void aStreamReceivesTheBytesThatMemoryHolds() {
    byte[] bytes = inMemory(StateWriterTest::everyType);

    assertThat(streamed(StateWriterTest::everyType)).isEqualTo(bytes);
    readers(bytes).forEach(StateWriterTest::assertEveryType);
  }

  @Test
  void aStreamReceivesFewBytesAtATime() {
    List<Integer> lengths = new ArrayList<>();
    OutputStream sink =
        new OutputStream() {
          @Override
          public void write(int value) {
            lengths.add(1);
          }

          @Override
          public void write(byte[] values, int from, int count) {
            lengths.add(count);
          }
        };

    StateWriter out = new StateWriter(sink).writeDoubles(new double[100_000]);
    out.flush();

    assertThat(lengths).hasSize(13).allMatch(length -> length <= BLOCK);
    assertThat(out.length()).isEqualTo(800_004);
    assertThatIllegalStateException().isThrownBy(out::toBytes);
  }

  @Test
  void aStreamThatFailsEndsTheCall() {
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int value) throws IOException {
            throw new IOException("no space left");
          }
        };
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("not mounted");
          }

          @Override
          public int read(byte[] into, int at, int room) throws IOException {
            throw new IOException("not mounted");
          }
        };

    assertThatThrownBy(() -> new StateWriter(full).writeDoubles(new double[10_000]))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("no space left");
    assertThatThrownBy(() -> new StateReader(broken, 10).readInt())
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("not mounted");
  }

  @Test
  void aReaderReadsNoFurtherThanItsBound() throws IOException {
    InputStream source = new ByteArrayInputStream(new byte[20]);
    StateReader in = new StateReader(source, 12);

    assertThat(in.readLong()).isZero();
    assertThat(in.readInt()).isZero();
    assertThat(in.isAtEnd()).isTrue();
    assertThat(source.available()).isEqualTo(8);
    assertThatThrownBy(in::readBoolean)
        .isInstanceOf(StateCorruptException.class)
        .hasMessage("the state ends at byte 12, too early");
  }

  @Test
  void refusesALengthThatCannotBeLeft() {
    byte[] bytes = inMemory(out -> out.writeInt(5).writeInt(1 << 30).writeLong(0));

    for (StateReader in : readers(bytes).subList(0, 2)) {
      assertThat(in.readInt()).isEqualTo(5);
      assertThatThrownBy(in::readDoubles)
          .isInstanceOf(StateCorruptException.class)
          .hasMessage("1073741824 elements are announced at byte 4, more than can be left");
    }
  }

  @Nested
  class NestedParts {

    private byte[] withNested(int partBytes) {
      return inMemory(
          out ->
              out.writeInt(5)
                  .writeNested(part -> part.writeRaw(content(partBytes), 0, partBytes))
                  .writeInt(6));
    }

    private byte[] content(int length) {
      byte[] bytes = new byte[length];
      new Random(length).nextBytes(bytes);
      return bytes;
    }

    private byte[] rest(StateReader in) {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      in.transferTo(all);
      return all.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 255, 256, BLOCK - 1, BLOCK, BLOCK + 1, BLOCK + 8, 3 * BLOCK})
    void areReadBackWhateverTheirLength(int length) {
      byte[] bytes = withNested(length);

      assertThat(bytes).hasSize(4 + length + 4 * ((length + BLOCK - 1) / BLOCK) + 4 + 4);
      for (StateReader in : readers(bytes)) {
        assertThat(in.readInt()).isEqualTo(5);
        assertThat(in.<byte[]>readNested(this::rest)).isEqualTo(content(length));
        assertThat(in.readInt()).isEqualTo(6);
        assertThat(in.isAtEnd()).isTrue();
      }
    }

    @Test
    void mayHoldPartsOfTheirOwn() {
      Consumer<StateWriter> tree =
          out ->
              out.writeNested(
                  outer ->
                      outer
                          .writeNested(StateWriterTest::everyType)
                          .writeNested(inner -> {})
                          .writeNested(StateWriterTest::everyType));
      byte[] bytes = inMemory(tree);

      assertThat(streamed(tree)).isEqualTo(bytes);
      for (StateReader in : readers(bytes)) {
        in.<Boolean>readNested(
            outer -> {
              outer.<Boolean>readNested(
                  part -> {
                    assertEveryType(part);
                    return true;
                  });
              assertThat(outer.<Boolean>readNested(StateReader::isAtEnd)).isTrue();
              return outer.<Boolean>readNested(
                  part -> {
                    assertEveryType(part);
                    return true;
                  });
            });
        assertThat(in.isAtEnd()).isTrue();
      }
    }

    @Test
    void haveTheSameBlocksHoweverTheirBytesAreWritten() {
      Consumer<StateWriter> odd =
          out -> {
            out.writeBoolean(true);
            for (int i = 0; i < 20_000; i++) {
              out.writeLong(i).writeInt(i);
              out.flush(); // has no effect here
            }
          };
      byte[] raw = inMemory(odd);

      assertThat(inMemory(out -> out.writeNested(part -> part.writeRaw(raw, 0, raw.length))))
          .isEqualTo(inMemory(out -> out.writeNested(odd)));
    }

    @Test
    void mustBeReadToTheirEnd() {
      for (StateReader in : readers(withNested(8))) {
        in.readInt();

        assertThatThrownBy(() -> in.readNested(StateReader::readInt))
            .isInstanceOf(StateCorruptException.class)
            .hasMessage(
                "a part that begins at byte 4 is longer than what was read from it, 4 bytes");
      }
    }

    @Test
    void cannotBeReadBeyondTheirEnd() {
      for (StateReader in : readers(withNested(8))) {
        in.readInt();

        assertThatThrownBy(() -> in.readNested(part -> part.readLong() + part.readInt()))
            .isInstanceOf(StateCorruptException.class)
            .hasMessage("the state ends at byte 8, too early");
      }
    }

    @Test
    void areRefusedIfTheyAreCutShortAnywhere() {
      byte[] good = inMemory(out -> out.writeNested(part -> part.writeDoubles(numbers(3))));
      for (int length = 0; length < good.length; length++) {
        for (StateReader in : readers(Arrays.copyOf(good, length))) {
          assertThatThrownBy(() -> in.readNested(StateReader::readDoubles))
              .as("cut to %d bytes", length)
              .isInstanceOf(StateCorruptException.class);
        }
      }
    }

    @Test
    void areRefusedIfABlockIsTooLong() {
      byte[] bytes =
          inMemory(out -> out.writeInt(BLOCK + 1).writeRaw(new byte[2 * BLOCK], 0, 2 * BLOCK));

      assertThatThrownBy(() -> new StateReader(bytes).readNested(StateReader::readInt))
          .isInstanceOf(StateCorruptException.class)
          .hasMessage("a block of 65537 bytes is announced at byte 0, more than 65536");
    }

    @Test
    void refuseALengthThatCannotBeLeft() {
      byte[] bytes = inMemory(out -> out.writeNested(part -> part.writeInt(100).writeInt(1)));

      assertThatThrownBy(() -> new StateReader(bytes).readNested(StateReader::readDoubles))
          .isInstanceOf(StateCorruptException.class)
          .hasMessageContaining("100 elements are announced at byte 0");
    }

    @Test
    void loadAnObject() {
      KeyedStateStore store = new KeyedStateStore(1, 0, 5);
      store.getOrCreateSlot("a");
      KeyedStateStore other = new KeyedStateStore(1, 0, 5);

      new StateReader(inMemory(out -> out.writeNested(store))).readNested(other);

      assertThat(other.find("a")).isZero();
    }
  }
}
