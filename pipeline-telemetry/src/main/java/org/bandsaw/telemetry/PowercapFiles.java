package org.bandsaw.telemetry;

import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Access to system files; tests use a fake that denies access. */
interface PowercapFiles {

  /** The files of this machine. */
  PowercapFiles SYSTEM = new SystemFiles();

  /** Returns the names in a directory, in no particular order. */
  List<String> list(Path directory) throws IOException;

  /** Returns the first 4096 bytes of a file as text, without surrounding white space. */
  String readText(Path file) throws IOException;

  /** Reads by streams: a channel would be closed by an interruption of the thread. */
  final class SystemFiles implements PowercapFiles {

    private static final int PAGE_BYTES = 4096;

    private SystemFiles() {}

    @Override
    public List<String> list(Path directory) throws IOException {
      List<String> names = new ArrayList<>();
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
        for (Path entry : entries) {
          names.add(String.valueOf(entry.getFileName()));
        }
      }
      return names;
    }

    private static IOException openFailure(Path file, FileNotFoundException problem) {
      IOException which =
          Files.exists(file)
              ? new AccessDeniedException(file.toString())
              : new NoSuchFileException(file.toString());
      which.initCause(problem);
      return which;
    }

    @Override
    public String readText(Path file) throws IOException {
      try (InputStream in = new FileInputStream(file.toFile())) {
        return new String(in.readNBytes(PAGE_BYTES), StandardCharsets.UTF_8).strip();
      } catch (FileNotFoundException problem) {
        throw openFailure(file, problem);
      }
    }
  }
}
