package org.bandsaw.state;

import java.io.EOFException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A file of named sections, each of which is a state. It is the format of trained pipelines and of
 * checkpoints.
 *
 * <pre>
 * header:    magic (8 bytes), format version (4), CRC32C of these (4)
 * sections:  their bytes, one section after another
 * directory: definition digest, number of sections, and for each: name, version (4), length (8),
 *            CRC32C (4)
 * trailer:   length of the directory (8), its CRC32C (4), CRC32C of these (4)
 * </pre>
 *
 * <p>Numbers are little-endian. Sections are written and read through small buffers: a file of any
 * size takes no memory beyond them. {@link #open} checks every byte. The file stays open until
 * {@link #close()}, so that it can be renamed, replaced or deleted meanwhile where the file system
 * permits it. Immutable; safe for any number of threads.
 */
public final class StateFile implements AutoCloseable {

  private static final byte[] MAGIC = {(byte) 0x89, 'B', 'S', 'A', 'W', '\r', '\n', 0x1A};
  private static final int FORMAT_VERSION = 2;

  /** The format of development builds; its header had no checksum at this place. */
  private static final int UNRELEASED_FORMAT = 1;

  /** Of the header, and of the trailer. */
  private static final int FRAME_BYTES = 16;

  private static final int BUFFER_BYTES = 1 << 16;
  private static final AtomicLong TEMP_FILE_COUNTER = new AtomicLong();

  private final Path path;
  private final RandomAccessFile file;
  private final String definitionDigest;
  private final Map<String, Extent> sections;

  private StateFile(
      Path path, RandomAccessFile file, String definition, Map<String, Extent> sections) {
    this.path = path;
    this.file = file;
    this.definitionDigest = definition;
    this.sections = Collections.unmodifiableMap(sections);
  }

  /**
   * A section to write.
   *
   * @param name unique in its file, not empty
   * @param version of the layout, from 1
   * @param content writes the state
   */
  public record Section(String name, int version, Consumer<StateWriter> content) {

    public Section {
      Objects.requireNonNull(content, "content");
      if (name.isEmpty() || version < 1) {
        throw new IllegalArgumentException(
            "a section needs a name and a version of 1 or more: '" + name + "', " + version);
      }
    }
  }

  /** The place of a section, or of the directory, in the file. */
  private record Extent(int version, long start, long length, int checksum) {}

  /**
   * Writes a file. The sections are written to a temporary file in the same folder ({@code
   * NAME.….tmp}), which is forced to disk and then renamed, so that the path refers to the complete
   * old file or to the complete new one at any time. A process that is killed may leave a temporary
   * file, which is safe to delete.
   *
   * @param path replaced if it exists; its folder must exist
   * @param definition the digest of what the states belong to; empty for none
   * @param sections in this order; names are unique
   */
  public static void write(Path path, String definition, List<Section> sections)
      throws IOException {
    requireUniqueNames(sections);
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
        writeContent(out, definition, sections);
        out.getFD().sync();
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
    force(folder);
  }

  private static void requireUniqueNames(List<Section> sections) {
    Set<String> names = new HashSet<>();
    for (Section section : sections) {
      if (!names.add(section.name)) {
        throw new IllegalArgumentException("there are two sections '" + section.name + "'");
      }
    }
  }

  private static void writeContent(OutputStream out, String definition, List<Section> sections)
      throws IOException {
    out.write(withChecksum(new StateWriter().writeRaw(MAGIC, 0, 8).writeInt(FORMAT_VERSION)));
    long start = FRAME_BYTES;
    List<Extent> extents = new ArrayList<>();
    for (Section section : sections) {
      Extent extent = writeExtent(out, section.version, start, section.content);
      extents.add(extent);
      start += extent.length;
    }
    Consumer<StateWriter> content =
        directory -> {
          directory.writeString(definition).writeInt(sections.size());
          for (int i = 0; i < extents.size(); i++) {
            Extent extent = extents.get(i);
            directory.writeString(sections.get(i).name).writeInt(extent.version);
            directory.writeLong(extent.length).writeInt(extent.checksum);
          }
        };
    Extent directory = writeExtent(out, 1, start, content);
    out.write(
        withChecksum(new StateWriter().writeLong(directory.length).writeInt(directory.checksum)));
  }

  private static Extent writeExtent(
      OutputStream out, int version, long start, Consumer<StateWriter> content) {
    CRC32C crc = new CRC32C();
    StateWriter writer = new StateWriter(new CheckedOutputStream(out, crc));
    content.accept(writer);
    writer.flush();
    return new Extent(version, start, writer.length(), (int) crc.getValue());
  }

  private static byte[] withChecksum(StateWriter frame) {
    byte[] content = frame.toBytes();
    return frame.writeInt(checksum(content, content.length)).toBytes();
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }

  /** Makes a rename durable. Folders can be forced on POSIX systems only. */
  private static void force(Path folder) throws IOException {
    if (!folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return;
    }
    // An interrupt would close the channel before the folder is forced.
    boolean interrupted = Thread.interrupted();
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Opens a file and checks all checksums, for which it is read once.
   *
   * @throws StateCorruptException if the file is damaged, cut short, or not a state file
   * @throws StateMismatchException if another version of this library wrote it
   * @throws IOException if the file does not exist or cannot be read
   */
  public static StateFile open(Path path) throws IOException {
    if (!Files.exists(path)) {
      throw new NoSuchFileException(path.toString());
    }
    RandomAccessFile file = new RandomAccessFile(path.toFile(), "r");
    try {
      return open(path, file);
    } catch (IOException | RuntimeException | Error e) {
      try {
        file.close();
      } catch (IOException closing) {
        e.addSuppressed(closing);
      }
      throw e;
    }
  }

  private static StateFile open(Path path, RandomAccessFile file) throws IOException {
    long size = file.length();
    if (size < 2 * FRAME_BYTES) {
      throw corrupt(path, "it has " + size + " bytes, fewer than any state file");
    }
    checkHeader(path, readFrame(file, 0));
    byte[] trailer = readFrame(file, size - FRAME_BYTES);
    if (!hasValidChecksum(trailer)) {
      throw corrupt(path, "the checksum of its last 16 bytes is wrong");
    }
    StateReader numbers = new StateReader(trailer);
    long length = numbers.readLong();
    long start = size - FRAME_BYTES - length;
    if (length < 0 || start < FRAME_BYTES) {
      throw corrupt(path, "a directory of " + length + " bytes is announced");
    }
    Extent directory = new Extent(1, start, length, numbers.readInt());
    verify(path, file, directory, "its directory");
    StateReader in = new StateReader(new ExtentInputStream(path, file, directory), length);
    String definition = in.readString();
    Map<String, Extent> sections = sections(path, in, start);
    for (Map.Entry<String, Extent> section : sections.entrySet()) {
      verify(path, file, section.getValue(), "section '" + section.getKey() + "'");
    }
    return new StateFile(path, file, definition, sections);
  }

  private static byte[] readFrame(RandomAccessFile file, long start) throws IOException {
    byte[] frame = new byte[FRAME_BYTES];
    file.seek(start);
    file.readFully(frame);
    return frame;
  }

  private static boolean hasValidChecksum(byte[] frame) {
    int content = FRAME_BYTES - Integer.BYTES;
    byte[] last = Arrays.copyOfRange(frame, content, FRAME_BYTES);
    return new StateReader(last).readInt() == checksum(frame, content);
  }

  private static void checkHeader(Path path, byte[] header) {
    if (!Arrays.equals(header, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw new StateCorruptException(
          path
              + " is not a state file of this library, or its first bytes are damaged: use the"
              + " file that was saved, or a copy of it");
    }
    int format = new StateReader(Arrays.copyOfRange(header, MAGIC.length, 12)).readInt();
    if (format == UNRELEASED_FORMAT) {
      throw new StateMismatchException(
          path + " has format 1, which only development builds before version 0.1.0 wrote",
          List.of("this library reads format 2; run again to write the file in that format"));
    }
    if (!hasValidChecksum(header)) {
      throw corrupt(path, "the checksum of its header is wrong");
    }
    if (format != FORMAT_VERSION) {
      throw new StateMismatchException(
          path + " has format " + format + "; this library reads format " + FORMAT_VERSION,
          List.of("use the version of the library that wrote it, or a newer one"));
    }
  }

  private static Map<String, Extent> sections(Path path, StateReader directory, long end) {
    int count = directory.readCount(20);
    Map<String, Extent> sections = new LinkedHashMap<>();
    long start = FRAME_BYTES;
    for (int i = 0; i < count; i++) {
      String name = directory.readString();
      int version = directory.readInt();
      long length = directory.readLong();
      if (length < 0 || length > end - start) {
        throw corrupt(
            path,
            String.format(
                Locale.ROOT,
                "section '%s' has %d bytes, but only %d are left",
                name,
                length,
                end - start));
      }
      if (sections.put(name, new Extent(version, start, length, directory.readInt())) != null) {
        throw corrupt(path, "it has two sections '" + name + "'");
      }
      start += length;
    }
    if (start != end) {
      throw corrupt(path, (end - start) + " bytes follow its last section");
    }
    if (!directory.isAtEnd()) {
      throw corrupt(path, "its directory is longer than its sections need");
    }
    return sections;
  }

  private static void verify(Path path, RandomAccessFile file, Extent extent, String name)
      throws IOException {
    CRC32C crc = new CRC32C();
    byte[] buffer = new byte[(int) Math.min(BUFFER_BYTES, extent.length)];
    try (InputStream in = new ExtentInputStream(path, file, extent)) {
      for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
        crc.update(buffer, 0, n);
      }
    }
    if ((int) crc.getValue() != extent.checksum) {
      throw corrupt(path, "the checksum of " + name + " is wrong");
    }
  }

  private static StateCorruptException corrupt(Path path, String what) {
    return corrupt(path, what, null);
  }

  private static StateCorruptException corrupt(Path path, String what, @Nullable Throwable cause) {
    return new StateCorruptException(
        path + " is damaged or cut short: " + what + ". Use an earlier copy, or run again", cause);
  }

  /** Closes the file. Readers of its sections are no longer valid. */
  @Override
  public void close() throws IOException {
    file.close();
  }

  /** Returns the path that was opened. */
  public Path path() {
    return path;
  }

  /** Returns the digest of what the states belong to; empty for none. */
  public String definitionDigest() {
    return definitionDigest;
  }

  /**
   * Checks that the file belongs to a definition.
   *
   * @throws StateMismatchException if it belongs to another one
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

  /** Returns the names of the sections, in their order. */
  public Set<String> names() {
    return sections.keySet();
  }

  /** Returns the version of a section's layout; empty if there is no such section. */
  public OptionalInt version(String name) {
    Extent extent = sections.get(name);
    return extent == null ? OptionalInt.empty() : OptionalInt.of(extent.version);
  }

  /**
   * Reads a section.
   *
   * @param name the section, which must exist
   * @param newestKnown the newest version of its layout that the caller can read
   * @param how reads the state, all of it, from the reader that it receives, which is valid during
   *     the call
   * @throws StateCorruptException if there is no such section, or its bytes are not such a state;
   *     the message names file and section
   * @throws StateMismatchException if the section is newer, or belongs to something else
   * @throws UncheckedIOException if the file cannot be read
   */
  public <T> T read(String name, int newestKnown, Function<StateReader, T> how) {
    Extent section = sections.get(name);
    if (section == null) {
      throw new StateCorruptException(
          path + " has no section '" + name + "', only " + names() + ". Use a file that has one");
    }
    if (section.version > newestKnown) {
      throw new StateMismatchException(
          path + ", section '" + name + "' has version " + section.version,
          List.of("this library reads versions up to " + newestKnown + "; use a newer one"));
    }
    StateReader in = new StateReader(new ExtentInputStream(path, file, section), section.length);
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

  /** Loads a section into an object, as {@link #read(String, int, Function)} does. */
  public void load(String name, int newestKnown, Saveable target) {
    read(
        name,
        newestKnown,
        in -> {
          target.load(in);
          return true;
        });
  }

  /** A part of the file. Several may be read at once: each has its own position. */
  private static final class ExtentInputStream extends InputStream {

    private final Path path;
    private final RandomAccessFile file;
    private long position;
    private final long end;

    ExtentInputStream(Path path, RandomAccessFile file, Extent extent) {
      this.path = path;
      this.file = file;
      this.position = extent.start;
      this.end = extent.start + extent.length;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int at, int room) throws IOException {
      int length = (int) Math.min(room, end - position);
      if (length == 0) {
        return room == 0 ? 0 : -1;
      }
      int count;
      synchronized (file) {
        file.seek(position);
        count = file.read(into, at, length);
      }
      if (count < 0) {
        throw corrupt(path, "it ended while it was read", new EOFException());
      }
      position += count;
      return count;
    }
  }
}
