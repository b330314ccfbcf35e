package org.bandsaw.state;

import java.io.EOFException;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A file of named sections, each a state: the one format of trained pipelines and checkpoints.
 *
 * <pre>
 * magic (8 bytes), format version (4), length of the header (4), header, CRC32C of all these (4)
 * header: definition, number of sections, and for each: name, version, length, CRC32C
 * the sections' bytes, one after another, up to the end of the file
 * </pre>
 *
 * <p>Numbers are little-endian. What {@link #read} answers has been checked to the last byte; its
 * sections are in memory and the file is closed. Immutable; safe for any number of threads.
 */
public final class StateFile {

  private static final byte[] MAGIC = {(byte) 0x89, 'B', 'S', 'A', 'W', '\r', '\n', 0x1A};
  private static final int FORMAT_VERSION = 1;
  private static final int HEADER_OFFSET = MAGIC.length + 8;
  private static final int CHECKSUM_BYTES = 4;
  private static final AtomicLong TEMP_FILE_COUNTER = new AtomicLong();

  private final Path path;
  private final String definitionDigest;
  private final Map<String, Section> sections;

  private StateFile(Path path, String definition, Map<String, Section> sections) {
    this.path = path;
    this.definitionDigest = definition;
    this.sections = Collections.unmodifiableMap(sections);
  }

  /** A state under a name, with the version of its layout. */
  public static final class Section {

    private final String name;
    private final int version;
    private final byte[] bytes;

    /**
     * @param name unique in its file, not empty
     * @param version of the layout, from 1
     * @param bytes not copied
     */
    public Section(String name, int version, byte[] bytes) {
      if (name.isEmpty() || version < 1) {
        throw new IllegalArgumentException(
            "a section needs a name and a version of 1 or more: '" + name + "', " + version);
      }
      this.name = name;
      this.version = version;
      this.bytes = bytes;
    }

    /** A section that holds the state of one thing. */
    public static Section of(String name, int version, Saveable state) {
      StateWriter out = new StateWriter();
      state.save(out);
      return new Section(name, version, out.toBytes());
    }

    /** The name. */
    public String name() {
      return name;
    }

    /** The version of the layout, from 1. */
    public int version() {
      return version;
    }

    /** A reader at the beginning of the state. */
    public StateReader reader() {
      return new StateReader(bytes);
    }
  }

  /**
   * Writes a file: under a temporary name beside it ({@code name.….tmp}), forced to disk, then
   * renamed, so that at any moment the whole old file is there or the whole new one. A process that
   * is killed may leave a temporary file behind, which is safe to delete.
   *
   * @param path replaced if it exists; its folder must exist
   * @param definition the digest of what the states belong to; empty for none
   * @param sections in the order in which they will stand; names are unique
   */
  public static void write(Path path, String definition, List<Section> sections)
      throws IOException {
    byte[] header = header(definition, sections);
    Path target = path.toAbsolutePath();
    Path folder = Objects.requireNonNull(target.getParent(), "a file to write has a folder");
    Path temporary =
        folder.resolve(
            target.getFileName()
                + "."
                + ProcessHandle.current().pid()
                + "-"
                + TEMP_FILE_COUNTER.incrementAndGet()
                + ".tmp");
    try {
      try (FileOutputStream out = new FileOutputStream(temporary.toFile())) {
        out.write(header);
        for (Section section : sections) {
          out.write(section.bytes);
        }
        out.getFD().sync();
      }
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
    force(folder);
  }

  /** Makes a rename last; elsewhere than on POSIX systems folders cannot be forced. */
  private static void force(Path folder) throws IOException {
    if (!folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return;
    }
    // An interrupt would close the channel before it has done its work.
    boolean interrupted = Thread.interrupted();
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static byte[] header(String definition, List<Section> sections) {
    StateWriter header = new StateWriter();
    header.writeString(definition).writeInt(sections.size());
    Map<String, Section> names = new LinkedHashMap<>();
    for (Section section : sections) {
      if (names.put(section.name, section) != null) {
        throw new IllegalArgumentException("there are two sections '" + section.name + "'");
      }
      header
          .writeString(section.name)
          .writeInt(section.version)
          .writeInt(section.bytes.length)
          .writeInt(checksum(section.bytes));
    }
    byte[] content = header.toBytes();
    StateWriter numbers = new StateWriter();
    numbers.writeInt(FORMAT_VERSION).writeInt(content.length);
    byte[] all = new byte[HEADER_OFFSET + content.length + CHECKSUM_BYTES];
    System.arraycopy(MAGIC, 0, all, 0, MAGIC.length);
    System.arraycopy(numbers.toBytes(), 0, all, MAGIC.length, 8);
    System.arraycopy(content, 0, all, HEADER_OFFSET, content.length);
    int end = HEADER_OFFSET + content.length;
    numbers.reset();
    numbers.writeInt(checksum(Arrays.copyOf(all, end)));
    System.arraycopy(numbers.toBytes(), 0, all, end, CHECKSUM_BYTES);
    return all;
  }

  private static int checksum(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, bytes.length);
    return (int) crc.getValue();
  }

  /**
   * Reads a file. No more memory is taken than the file has bytes.
   *
   * @throws StateCorruptException when it is damaged, cut short, or not such a file at all
   * @throws StateMismatchException when a newer version of this library wrote it
   * @throws IOException when it cannot be read, or is not there
   */
  public static StateFile read(Path path) throws IOException {
    long size = Files.size(path);
    try (InputStream in = new FileInputStream(path.toFile())) {
      return read(path, in, size);
    }
  }

  private static StateFile read(Path path, InputStream in, long size) throws IOException {
    if (size < HEADER_OFFSET + CHECKSUM_BYTES) {
      throw corrupt(path, "it has " + size + " bytes, fewer than any such file");
    }
    byte[] start = readExactly(path, in, HEADER_OFFSET);
    if (!Arrays.equals(start, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw new StateCorruptException(
          path
              + " is not a state file of this library, or its first bytes are damaged: give the"
              + " file that was saved, or a copy of it");
    }
    StateReader numbers = new StateReader(Arrays.copyOfRange(start, MAGIC.length, 16));
    int format = numbers.readInt();
    if (format > FORMAT_VERSION) {
      throw new StateMismatchException(
          path + " has format " + format + "; this library reads formats up to " + FORMAT_VERSION,
          List.of("use the version of the library that wrote it, or a newer one"));
    }
    int length = numbers.readInt();
    if (format < 1 || length < 0 || length > size - HEADER_OFFSET - CHECKSUM_BYTES) {
      throw corrupt(path, "its header is announced with " + length + " bytes");
    }
    byte[] header = Arrays.copyOf(start, HEADER_OFFSET + length);
    System.arraycopy(readExactly(path, in, length), 0, header, HEADER_OFFSET, length);
    int expected = new StateReader(readExactly(path, in, CHECKSUM_BYTES)).readInt();
    if (checksum(header) != expected) {
      throw corrupt(path, "the checksum of its header is wrong");
    }
    byte[] content = Arrays.copyOfRange(header, HEADER_OFFSET, header.length);
    return sections(path, in, new StateReader(content), size - header.length - CHECKSUM_BYTES);
  }

  private static StateFile sections(Path path, InputStream in, StateReader header, long rest)
      throws IOException {
    String definition = header.readString();
    int count = header.readCount(16);
    Map<String, Section> sections = new LinkedHashMap<>();
    long left = rest;
    for (int i = 0; i < count; i++) {
      String name = header.readString();
      int version = header.readInt();
      int length = header.readInt();
      int checksum = header.readInt();
      if (length < 0 || length > left) {
        throw corrupt(
            path,
            "section '" + name + "' has " + length + " bytes, but only " + left + " are left");
      }
      byte[] bytes = readExactly(path, in, length);
      if (checksum(bytes) != checksum) {
        throw corrupt(path, "the checksum of section '" + name + "' is wrong");
      }
      sections.put(name, new Section(name, version, bytes));
      left -= length;
    }
    if (left != 0) {
      throw corrupt(path, left + " bytes stand behind its last section");
    }
    return new StateFile(path, definition, sections);
  }

  private static byte[] readExactly(Path path, InputStream in, int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw corrupt(path, "it ended while it was read", new EOFException());
    }
    return bytes;
  }

  private static StateCorruptException corrupt(Path path, String what) {
    return corrupt(path, what, null);
  }

  private static StateCorruptException corrupt(Path path, String what, @Nullable Throwable cause) {
    return new StateCorruptException(
        path + " is damaged or cut short: " + what + ". Use an earlier copy, or run again", cause);
  }

  /** The file that was read. */
  public Path path() {
    return path;
  }

  /** The digest of what the states belong to; empty for none. */
  public String definitionDigest() {
    return definitionDigest;
  }

  /**
   * Goes on only if the file belongs to this definition.
   *
   * @throws StateMismatchException when it belongs to another one
   */
  public void requireDefinition(String expected) {
    if (!definitionDigest.equals(expected)) {
      throw new StateMismatchException(
          path
              + " was written for another definition; use the pipeline that wrote it, or run again"
              + " with this one",
          List.of("in the file: " + definitionDigest, "now: " + expected));
    }
  }

  /** The names of the sections, in their order. */
  public Set<String> names() {
    return sections.keySet();
  }

  /** The section of this name, if there is one. */
  public Optional<Section> find(String name) {
    return Optional.ofNullable(sections.get(name));
  }

  /**
   * What a section says.
   *
   * @param name the section, which must be there
   * @param newestKnown the newest version of its layout that the caller can read
   * @param how reads the state, all of it
   * @throws StateCorruptException when the section is not there, or does not read as it should;
   *     file and section stand in the message
   * @throws StateMismatchException when the section is newer, or belongs to something else
   */
  public <T> T read(String name, int newestKnown, Function<StateReader, T> how) {
    Section section = sections.get(name);
    if (section == null) {
      throw new StateCorruptException(
          path
              + " has no section '"
              + name
              + "', only "
              + names()
              + ". Use the file of such a run");
    }
    if (section.version > newestKnown) {
      throw new StateMismatchException(
          path + ", section '" + name + "' has version " + section.version,
          List.of("this library knows versions up to " + newestKnown + "; use a newer one"));
    }
    StateReader in = section.reader();
    T value;
    try {
      value = how.apply(in);
    } catch (StateCorruptException e) {
      throw new StateCorruptException(path + ", section '" + name + "': " + e.getMessage(), e);
    }
    if (!in.isAtEnd()) {
      throw new StateCorruptException(
          path + ", section '" + name + "' is longer than what was read from it");
    }
    return value;
  }

  /** Puts the state of a section back, as {@link #read(String, int, Function)} does. */
  public void load(String name, int newestKnown, Saveable target) {
    read(
        name,
        newestKnown,
        in -> {
          target.load(in);
          return true;
        });
  }
}
