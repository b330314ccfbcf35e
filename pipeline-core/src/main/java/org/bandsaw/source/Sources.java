package org.bandsaw.source;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;

/** Ready-made sources. */
public final class Sources {

  private Sources() {}

  /**
   * A file of separated values, unpacked if its name ends in {@code .gz}; called by its file name.
   * It is opened anew, from its beginning, by every run.
   */
  public static CsvSource csv(Path file) {
    Path last = file.getFileName();
    return csv((last == null ? file : last).toString(), new Opening(file));
  }

  /**
   * Separated values from wherever {@code open} gets them, unpacked if the name ends in {@code
   * .gz}.
   *
   * @param name what errors and reports call it
   * @param open called once by every run; must begin from the first byte each time
   */
  public static CsvSource csv(String name, Callable<InputStream> open) {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(open, "open");
    return new CsvSource(name, open, new CsvOptions());
  }

  private record Opening(Path file) implements Callable<InputStream> {
    @Override
    public InputStream call() throws IOException {
      return file.getFileSystem() == FileSystems.getDefault()
          ? new FileInputStream(file.toFile())
          : Files.newInputStream(file);
    }
  }
}
