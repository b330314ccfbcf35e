package org.bandsaw.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.bandsaw.state.StateFile.Section;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFileTest {

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void writeOne() throws IOException {
    file = folder.resolve("run.state");
    StateFile.write(
        file,
        "abc",
        List.of(
            new Section("stages", 2, new StateWriter().writeString("three stages").toBytes()),
            new Section("learner", 1, new StateWriter().writeDouble(0.5).toBytes()),
            new Section("empty", 1, new byte[0])));
  }

  @Test
  void givesBackWhatWasWritten() throws IOException {
    StateFile read = StateFile.read(file);

    assertThat(read.definitionDigest()).isEqualTo("abc");
    assertThat(read.names()).containsExactly("stages", "learner", "empty");
    assertThat(read.<String>read("stages", 2, StateReader::readString)).isEqualTo("three stages");
    assertThat(read.<Double>read("learner", 1, StateReader::readDouble)).isEqualTo(0.5);
    assertThat(read.find("stages").orElseThrow().version()).isEqualTo(2);
    assertThat(read.find("empty").orElseThrow().reader().isAtEnd()).isTrue();
    assertThat(read.find("else")).isEmpty();
  }

  @Test
  void replacesAFileAndLeavesNothingElseBehind() throws IOException {
    StateFile.write(file, "def", List.of());

    assertThat(StateFile.read(file).definitionDigest()).isEqualTo("def");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void leavesTheOldFileWhenTheNewOneCannotBeWritten() throws IOException {
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
  void keepsAnInterruptForTheCaller() throws IOException {
    Thread.currentThread().interrupt();

    StateFile.write(file, "def", List.of());

    assertThat(Thread.interrupted()).isTrue();
    assertThat(StateFile.read(file).definitionDigest()).isEqualTo("def");
  }

  @Test
  void refusesTwoSectionsOfOneName() {
    Section section = new Section("a", 1, new byte[0]);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> StateFile.write(file, "", List.of(section, section)))
        .withMessage("there are two sections 'a'");
  }

  @Nested
  class WhenDamaged {

    @Test
    void noticesEveryChangedBit() throws IOException {
      byte[] good = Files.readAllBytes(file);
      for (int i = 0; i < good.length; i++) {
        for (int bit = 0; bit < 8; bit++) {
          byte[] bad = good.clone();
          bad[i] ^= (byte) (1 << bit);
          Files.write(file, bad);

          assertThat(catchThrowable(() -> StateFile.read(file)))
              .as("bit %d of byte %d", bit, i)
              .isInstanceOfAny(StateCorruptException.class, StateMismatchException.class)
              .hasMessageContaining(file.toString());
        }
      }
    }

    @Test
    void noticesEveryTruncation() throws IOException {
      byte[] good = Files.readAllBytes(file);
      for (int length = 0; length < good.length; length++) {
        Files.write(file, Arrays.copyOf(good, length));

        assertThat(catchThrowable(() -> StateFile.read(file)))
            .as("cut to %d bytes", length)
            .isInstanceOf(StateCorruptException.class)
            .hasMessageContaining(file.toString());
      }
    }

    @Test
    void noticesBytesBehindTheEnd() throws IOException {
      byte[] good = Files.readAllBytes(file);
      Files.write(file, Arrays.copyOf(good, good.length + 1));

      assertThatThrownBy(() -> StateFile.read(file))
          .isInstanceOf(StateCorruptException.class)
          .hasMessageContaining("1 bytes stand behind its last section");
    }

    @Test
    void namesTheSectionAndWhatToDo() throws IOException {
      byte[] bad = Files.readAllBytes(file);
      bad[bad.length - 1] ^= 1;
      Files.write(file, bad);

      assertThatThrownBy(() -> StateFile.read(file))
          .isInstanceOf(StateCorruptException.class)
          .hasMessage(
              file
                  + " is damaged or cut short: the checksum of section 'learner' is wrong. Use an"
                  + " earlier copy, or run again");
    }

    @Test
    void saysThatAForeignFileIsForeign() throws IOException {
      Files.writeString(file, "vendor,fare\nA,12.5\nB,13.5\nC,14.5\n");

      assertThatThrownBy(() -> StateFile.read(file))
          .isInstanceOf(StateCorruptException.class)
          .hasMessageContaining("is not a state file of this library");
    }
  }

  @Nested
  class WhenItDoesNotFit {

    @Test
    void refusesAnotherDefinition() throws IOException {
      StateFile read = StateFile.read(file);

      read.requireDefinition("abc");
      assertThatThrownBy(() -> read.requireDefinition("xyz"))
          .isInstanceOf(StateMismatchException.class)
          .hasMessageContaining(file.toString())
          .hasMessageContaining("in the file: abc; now: xyz");
    }

    @Test
    void refusesANewerSection() throws IOException {
      StateFile read = StateFile.read(file);

      assertThatThrownBy(() -> read.read("stages", 1, StateReader::readString))
          .isInstanceOf(StateMismatchException.class)
          .hasMessageContaining("section 'stages' has version 2");
    }

    @Test
    void namesFileAndSectionWhenAStateDoesNotReadAsItShould() throws IOException {
      StateFile read = StateFile.read(file);

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

    @Test
    void saysThatAFileIsNotThere() {
      assertThatThrownBy(() -> StateFile.read(folder.resolve("none")))
          .isInstanceOf(NoSuchFileException.class);
    }
  }
}
