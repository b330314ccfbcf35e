package org.bandsaw.examples;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bandsaw.Pipeline;
import org.bandsaw.data.BadDataException;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.DoubleVector;
import org.bandsaw.data.Schema;
import org.bandsaw.data.SourceLocation;
import org.bandsaw.data.StringVector;
import org.bandsaw.learn.Learners;
import org.bandsaw.report.StreamReport;
import org.bandsaw.source.ChunkReader;
import org.bandsaw.source.ReadLimit;
import org.bandsaw.source.Replayable;
import org.bandsaw.stage.Stages;

/** How to write a source: a record that describes it, and a reader. */
public final class ExampleOwnSource {

  private ExampleOwnSource() {}

  /**
   * A log file with lines such as {@code page=/start bytes=5120 millis=12.5}, keys in any order.
   */
  record LogFile(Path file) implements Replayable {

    private static final Schema COLUMNS =
        Schema.of(ColumnSpec.text("page"), ColumnSpec.real("bytes"), ColumnSpec.real("millis"));

    @Override
    public String name() {
      return file.toString();
    }

    @Override
    public ChunkReader open() throws IOException {
      return new LogReader(name(), Files.newBufferedReader(file));
    }
  }

  private static final class LogReader implements ChunkReader {

    private static final int ROW_BYTES = 20; // two doubles and the code of a text
    private static final int BUFFER_BYTES = 2 * 8_192 + 8_192; // characters and bytes of the reader

    private final String name;
    private final BufferedReader lines;
    private long row;
    private long textBytes;

    LogReader(String name, BufferedReader lines) {
      this.name = name;
      this.lines = lines;
    }

    @Override
    public Schema schema() {
      return LogFile.COLUMNS;
    }

    @Override
    public Optional<Chunk> next(ReadLimit limit) throws IOException {
      long maxLines = Math.min(limit.maxRows(), Math.max(1, limit.maxBytes() / ROW_BYTES));
      List<String> read = new ArrayList<>();
      String line;
      while (read.size() < maxLines && (line = lines.readLine()) != null) {
        read.add(line);
      }
      if (read.isEmpty()) {
        return Optional.empty(); // the end of the source, also for later calls
      }
      int count = read.size();
      String[] pages = new String[count];
      double[] bytes = new double[count];
      double[] millis = new double[count];
      long first = row;
      for (int i = 0; i < count; i++, row++) {
        pages[i] = value(read.get(i), "page");
        bytes[i] = number(read.get(i), "bytes");
        millis[i] = number(read.get(i), "millis");
      }
      Chunk chunk =
          Chunk.of(
              first,
              schema(),
              count,
              StringVector.of(pages),
              DoubleVector.of(bytes),
              DoubleVector.of(millis));
      textBytes = chunk.dictionaryBytes();
      return Optional.of(chunk);
    }

    /** Returns the value of a key; empty, which is a missing value, if the line lacks the key. */
    private static String value(String line, String key) {
      return Arrays.stream(line.split(" "))
          .filter(pair -> pair.startsWith(key + "="))
          .map(pair -> pair.substring(key.length() + 1))
          .findFirst()
          .orElse("");
    }

    private double number(String line, String key) {
      String text = value(line, key);
      try {
        return text.isEmpty() ? Double.NaN : Double.parseDouble(text);
      } catch (NumberFormatException e) {
        SourceLocation location = new SourceLocation(name, row + 1, row, key);
        throw new BadDataException(
            location, text, "'" + text + "' is not a number; correct the line", e);
      }
    }

    /** Returns the memory of the buffers and of the texts of the last chunk. */
    @Override
    public long retainedBytes() {
      return BUFFER_BYTES + textBytes;
    }

    @Override
    public void close() throws IOException {
      lines.close();
    }
  }

  static StreamReport run(Path log) {
    return Pipeline.builder()
        .stage(Stages.oneHot("page"))
        .stage(Stages.standardScale("bytes"))
        .learn("millis", Learners.recursiveLeastSquares())
        .build()
        .on(new LogFile(log))
        .runStreaming();
  }

  /** Runs on a log file: {@code ExampleOwnSource FILE}. */
  public static void main(String[] args) {
    System.out.print(run(Path.of(args[0])));
  }
}
