package org.bandsaw.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.bandsaw.state.StateFile.Section;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFileTest {

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void writeAFile() throws IOException {
    file = folder.resolve("run.state");
    StateFile.write(
        file,
        "abc",
        List.of(
            new Section("stages", 2, out -> out.writeString("three stages")),
            new Section("learner", 1, out -> out.writeDouble(0.5)),
            new Section("empty", 1, out -> {})));
  }

  private static String definitionOf(Path path) throws IOException {
    try (StateFile read = StateFile.open(path)) {
      return read.definitionDigest();
    }
  }

  @Test
  void returnsWhatWasWritten() throws IOException {
    try (StateFile read = StateFile.open(file)) {
      assertThat(read.path()).isEqualTo(file);
      assertThat(read.definitionDigest()).isEqualTo("abc");
      assertThat(read.names()).containsExactly("stages", "learner", "empty");
      assertThat(read.<String>read("stages", 2, StateReader::readString)).isEqualTo("three stages");
      assertThat(read.<Double>read("learner", 1, StateReader::readDouble)).isEqualTo(0.5);
      assertThat(read.<Boolean>read("empty", 1, StateReader::isAtEnd)).isTrue();
      assertThat(read.version("stages")).hasValue(2);
      assertThat(read.version("else")).isEmpty();
    }
  }

  @Test
  void readsSectionsLongerThanItsBufferAndSeveralAtOnce() throws IOException {
    double[] many = new double[30_001];
    Arrays.setAll(many, i -> i / 7.0);
    Section first = new Section("a", 1, out -> out.writeDoubles(many).writeString("end"));
    Section second = new Section("b", 1, out -> out.writeNested(first.content()));
    StateFile.write(file, "", List.of(first, second));

    try (StateFile read = StateFile.open(file)) {
      double[][] both =
          read.read(
              "a",
              1,
              a -> {
                double[] nested =
                    read.read(
                        "b",
                        1,
                        b ->
                            b.readNested(
                                part -> {
                                  double[] values = part.readDoubles();
                                  assertThat(part.readString()).isEqualTo("end");
                                  return values;
                                }));
                double[] plain = a.readDoubles();
                assertThat(a.readString()).isEqualTo("end");
                return new double[][] {plain, nested};
              });

      assertThat(both).isEqualTo(new double[][] {many, many});
    }
  }

  @Test
  void canBeReadWhileItsPathIsReplaced() throws IOException {
    try (StateFile read = StateFile.open(file)) {
      StateFile.write(file, "def", List.of());

      assertThat(read.<String>read("stages", 2, StateReader::readString)).isEqualTo("three stages");
    }
    assertThat(definitionOf(file)).isEqualTo("def");
  }

  @Test
  void keepsTheOldFileIfAStateFailsToWriteItself() throws IOException {
    Section failing =
        new Section(
            "a",
            1,
            out -> {
              out.writeDoubles(new double[20_000]);
              throw new IllegalStateException("not now");
            });

    assertThatThrownBy(() -> StateFile.write(file, "def", List.of(failing))).hasMessage("not now");

    assertThat(definitionOf(file)).isEqualTo("abc");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void replacesAFileAndLeavesNoOtherFile() throws IOException {
    StateFile.write(file, "def", List.of());

    assertThat(definitionOf(file)).isEqualTo("def");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void keepsTheOldFileIfTheNewOneCannotBeWritten() throws IOException {
    Path other = folder.resolve("taken");
    Files.createDirectories(other.resolve("inside"));

    assertThatThrownBy(() -> StateFile.write(other, "", List.of())).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> StateFile.write(folder.resolve("none").resolve("x"), "", List.of()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("none");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactlyInAnyOrder(file, other);
    }
  }

  @Test
  void keepsTheInterruptStatus() throws IOException {
    Thread.currentThread().interrupt();

    StateFile.write(file, "def", List.of());

    assertThat(Thread.interrupted()).isTrue();
    assertThat(definitionOf(file)).isEqualTo("def");
  }

  @Test
  void refusesTwoSectionsOfTheSameName() {
    Section section = new Section("a", 1, out -> {});

    assertThatIllegalArgumentException()
        .isThrownBy(() -> StateFile.write(file, "", List.of(section, section)))
        .withMessage("there are two sections 'a'");
  }

  @Nested
  class WhenDamaged {

    private void assertEveryByteIsChecked(int stride) throws IOException {
      byte[] good = Files.readAllBytes(file);
      for (int i = 0; i < good.length; i += i < 64 || i > good.length - 512 ? 1 : stride) {
        for (int change : new int[] {1, 2, 4, 8, 16, 32, 64, 128, 0xFF}) {
          byte[] bad = good.clone();
          bad[i] ^= (byte) change;
          Files.write(file, bad);

          assertThat(catchThrowable(() -> StateFile.open(file)))
              .as("byte %d changed by %d", i, change)
              .isInstanceOf(StateCorruptException.class)
              .hasMessageContaining(file.toString());
        }
      }
    }

    @Test
    void detectsEveryChangedBit() throws IOException {
      assertEveryByteIsChecked(1);
    }

    @Test
    void detectsAChangedBitInAnyBlockOfALongSection() throws IOException {
      double[] many = new double[30_000];
      Arrays.setAll(many, i -> i / 7.0);
      StateFile.write(file, "abc", List.of(new Section("a", 1, out -> out.writeDoubles(many))));

      assertEveryByteIsChecked(4_099);
    }

    @Test
    void detectsEveryTruncation() throws IOException {
      byte[] good = Files.readAllBytes(file);
      for (int length = 0; length < good.length; length++) {
        Files.write(file, Arrays.copyOf(good, length));

        assertThat(catchThrowable(() -> StateFile.open(file)))
            .as("cut to %d bytes", length)
            .isInstanceOf(StateCorruptException.class)
            .hasMessageContaining(file.toString());
      }
    }

    @Test
    void detectsBytesAfterTheEnd() throws IOException {
      byte[] good = Files.readAllBytes(file);
      Files.write(file, Arrays.copyOf(good, good.length + 1));

      assertThatThrownBy(() -> StateFile.open(file))
          .isInstanceOf(StateCorruptException.class)
          .hasMessageContaining("the checksum of its last 16 bytes is wrong");
    }

    @Test
    void detectsBytesBetweenSectionsAndDirectory() throws IOException {
      byte[] good = Files.readAllBytes(file);
      int header = 16;
      byte[] longer = new byte[good.length + 1];
      System.arraycopy(good, 0, longer, 0, header);
      System.arraycopy(good, header, longer, header + 1, good.length - header);
      Files.write(file, longer);

      assertThatThrownBy(() -> StateFile.open(file))
          .isInstanceOf(StateCorruptException.class)
          .hasMessageContaining("1 bytes follow its last section");
    }

    @Test
    void namesTheSectionAndWhatToDo() throws IOException {
      byte[] bad = Files.readAllBytes(file);
      int learner = 16 + Integer.BYTES + "three stages".length();
      bad[learner] ^= 1;
      Files.write(file, bad);

      assertThatThrownBy(() -> StateFile.open(file))
          .isInstanceOf(StateCorruptException.class)
          .hasMessage(
              file
                  + " is damaged or cut short: the checksum of section 'learner' is wrong. Use an"
                  + " earlier copy, or run again");
    }

    @Test
    void reportsThatAFileIsNoStateFile() throws IOException {
      Files.writeString(file, "vendor,fare\nA,12.5\nB,13.5\nC,14.5\n");

      assertThatThrownBy(() -> StateFile.open(file))
          .isInstanceOf(StateCorruptException.class)
          .hasMessageContaining("is not a state file of this library");
    }
  }

  @Nested
  class WhenItDoesNotMatch {

    @Test
    void refusesAnotherDefinition() throws IOException {
      try (StateFile read = StateFile.open(file)) {
        read.requireDefinition("abc");
        assertThatThrownBy(() -> read.requireDefinition("xyz"))
            .isInstanceOf(StateMismatchException.class)
            .hasMessageContaining(file.toString())
            .hasMessageContaining("in the file: abc; now: xyz");
      }
    }

    @Test
    void refusesANewerSection() throws IOException {
      try (StateFile read = StateFile.open(file)) {
        assertThatThrownBy(() -> read.read("stages", 1, StateReader::readString))
            .isInstanceOf(StateMismatchException.class)
            .hasMessageContaining("section 'stages' has version 2");
      }
    }

    @Test
    void refusesTheFormatOfDevelopmentBuilds() throws IOException {
      byte[] old = Files.readAllBytes(file);
      old[8] = 1;
      Files.write(file, old);

      assertThatThrownBy(() -> StateFile.open(file))
          .isInstanceOf(StateMismatchException.class)
          .hasMessageContaining("has format 1, which only development builds before version 0.1.0")
          .hasMessageContaining("run again to write the file in that format");
    }

    @Test
    void refusesANewerFormat() throws IOException {
      byte[] newer = Files.readAllBytes(file);
      newer[8] = 3;
      CRC32C crc = new CRC32C();
      crc.update(newer, 0, 12);
      ByteBuffer.wrap(newer).order(ByteOrder.LITTLE_ENDIAN).putInt(12, (int) crc.getValue());
      Files.write(file, newer);

      assertThatThrownBy(() -> StateFile.open(file))
          .isInstanceOf(StateMismatchException.class)
          .hasMessageContaining("has format 3; this library reads format 2");
    }

    @Test
    void namesFileAndSectionIfAStateIsInvalid() throws IOException {
      try (StateFile read = StateFile.open(file)) {
        assertThatThrownBy(() -> read.read("learner", 1, in -> in.readLong() + in.readLong()))
            .isInstanceOf(StateCorruptException.class)
            .hasMessageStartingWith(file + ", section 'learner': ");
        assertThatThrownBy(() -> read.read("learner", 1, StateReader::readInt))
            .isInstanceOf(StateCorruptException.class)
            .hasMessageContaining("section 'learner' is longer than what was read");
        assertThatThrownBy(() -> read.read("metrics", 1, StateReader::readInt))
            .isInstanceOf(StateCorruptException.class)
            .hasMessageContaining("no section 'metrics', only [stages, learner, empty]");
      }
    }

    @Test
    void reportsAMissingFile() {
      assertThatThrownBy(() -> StateFile.open(folder.resolve("none")))
          .isInstanceOf(NoSuchFileException.class);
    }
  }
}
