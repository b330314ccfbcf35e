package org.bandsaw.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;
import org.bandsaw.data.BooleanVector;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.DoubleVector;
import org.bandsaw.data.IntVector;
import org.bandsaw.data.LongVector;
import org.bandsaw.data.Schema;
import org.bandsaw.data.StringVector;
import org.bandsaw.data.Vector;
import org.bandsaw.sink.Sink;
import org.bandsaw.sink.SinkFailedException;
import org.bandsaw.sink.SinkRun;
import org.jspecify.annotations.Nullable;
import tech.tablesaw.api.Table;

/**
 * Checks the contract of a sink by writing the rows of a test in chunks of different sizes.
 *
 * <ul>
 *   <li>The output does not depend on the sizes of the chunks, and chunks without rows add nothing.
 *   <li>A chunk is neither modified nor retained: its arrays are reused after the call.
 *   <li>{@code rowsWritten} does not decrease, does not exceed the rows passed to the run, and
 *       equals their number after the close.
 *   <li>A run that is closed early has written the rows passed to it. A second close does nothing.
 *   <li>Runs are independent of each other.
 *   <li>For a sink that writes a file: it replaces an existing file. While a run is open, another
 *       run into the same file is rejected and does not affect the first. After the close nothing
 *       is written to the file. The retained bytes of a run equal the growth of the heap, with a
 *       tolerance of 15 % plus 2 KiB.
 * </ul>
 *
 * <pre>{@code
 * SinkContract.ofFile(file -> new MySink(file)).on(rows).check();
 * SinkContract.of(() -> {
 *   StringBuilder out = new StringBuilder();
 *   return new SinkContract.Destination(new MySink(out), out::toString);
 * }).on(rows).check();
 * }</pre>
 *
 * <p>Only values in the rows are checked: use a few hundred rows, with columns of all relevant
 * types and with missing values. A dynamic column appears as in a run, in the chunk of the row in
 * which it was first seen. A sink that wants predictions receives generated ones. Failures in the
 * middle of writing are not checked. Requires no test framework. Immutable.
 */
public final class SinkContract {

  private static final int[] CHUNK_SIZES = {1, 2, 7, 64};
  private static final int MAX_COPIES = 32;
  private static final ColumnSpec PREDICTION = ColumnSpec.real("prediction");

  private final Destinations destinations;
  private final @Nullable Chunk testRows;

  private SinkContract(Destinations destinations, @Nullable Chunk testRows) {
    this.destinations = destinations;
    this.testRows = testRows;
  }

  /**
   * A sink, and the content of its destination.
   *
   * @param content called after the run was closed; returns all that the sink wrote
   */
  public record Destination(Sink sink, Callable<String> content) {

    public Destination {
      Objects.requireNonNull(sink, "sink");
      Objects.requireNonNull(content, "content");
    }
  }

  /**
   * Checks a sink that writes one file. Files are compared byte for byte.
   *
   * @param sink creates a sink for a file in a temporary directory; called many times
   */
  public static SinkContract ofFile(Function<Path, ? extends Sink> sink) {
    return new SinkContract(new Destinations(null, Objects.requireNonNull(sink, "sink")), null);
  }

  /**
   * Checks a sink with another destination.
   *
   * @param destinations returns a sink with a new, empty destination at each call
   */
  public static SinkContract of(Supplier<Destination> destinations) {
    return new SinkContract(
        new Destinations(Objects.requireNonNull(destinations, "destinations"), null), null);
  }

  /** Sets the rows to those of a table. */
  public SinkContract on(Table rows) {
    return on(Chunk.of(0, rows));
  }

  /** Sets the rows to those of a chunk, which must have at least one row. */
  public SinkContract on(Chunk rows) {
    if (rows.rowCount() == 0) {
      throw new IllegalArgumentException("the chunk has no rows; use a few hundred");
    }
    return new SinkContract(destinations, rows);
  }

  /**
   * Runs all checks.
   *
   * @throws AssertionError if a check fails, with the name of the sink, the violation, and the
   *     first line of the output that differs
   * @throws IllegalStateException if no rows were set
   * @throws org.bandsaw.data.BandsawException if the sink fails to write
   */
  public void check() {
    Chunk rows = testRows;
    if (rows == null) {
      throw new IllegalStateException("the check of a sink needs rows; set them with on(rows)");
    }
    try (Folder folder = Folder.create()) {
      Trial trial = Trial.of(destinations, folder, rows);
      trial.chunkingDoesNotMatter();
      trial.emptyChunksAddNothing();
      trial.stopsAtClose();
      trial.isolatesRuns();
      if (destinations.fileSinkFactory != null) {
        trial.reportsRetainedBytes();
        trial.replacesExistingFile();
        trial.rejectsConcurrentRun();
        trial.writesNothingAfterClose();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the temporary directory failed: " + e.getMessage(), e);
    }
  }

  /** Creates destinations; one of the two components is not null. */
  private record Destinations(
      @Nullable Supplier<Destination> destinationSupplier,
      @Nullable Function<Path, ? extends Sink> fileSinkFactory) {

    private Destination newDestination(Folder folder) {
      if (fileSinkFactory == null) {
        return Objects.requireNonNull(destinationSupplier).get();
      }
      Path file = folder.newFile();
      return new Destination(
          fileSinkFactory.apply(file),
          () ->
              // one char per byte, so that texts are equal only if the bytes are
              Files.exists(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "");
    }
  }

  /** A temporary directory, which is deleted when it is closed. */
  private static final class Folder implements AutoCloseable {

    private final Path path;
    private int fileCount;

    private Folder(Path path) {
      this.path = path;
    }

    private static Folder create() throws IOException {
      return new Folder(Files.createTempDirectory("sink-contract"));
    }

    private Path newFile() {
      fileCount++;
      return path.resolve("written-" + fileCount);
    }

    @Override
    public void close() throws IOException {
      List<Path> files;
      try (var all = Files.walk(path)) {
        files = all.sorted(Comparator.reverseOrder()).toList();
      }
      for (Path file : files) {
        Files.delete(file);
      }
    }
  }

  private interface IoAction {
    void run() throws IOException;
  }

  /**
   * The checks.
   *
   * @param reference the expected output
   * @param overwritesArrays whether arrays are overwritten after each call, as if they were reused
   */
  private record Trial(
      Destinations destinations,
      Folder folder,
      String name,
      Chunk rows,
      String reference,
      boolean overwritesArrays) {

    private static Trial of(Destinations destinations, Folder folder, Chunk rows) {
      Destination first = destinations.newDestination(folder);
      Sink sink = first.sink();
      if (sink.name().isEmpty()) {
        throw new AssertionError("a sink (" + sink.getClass().getName() + ") has no name");
      }
      if (sink.needsFixedColumns() && rows.schema().isOpenEnded()) {
        throw new IllegalStateException(
            "sink '" + sink.name() + "' needs fixed columns; use rows without dynamic columns");
      }
      Chunk input = sink.wantsPrediction() ? withPredictions(rows) : rows;
      Trial trial = new Trial(destinations, folder, sink.name(), input, "", false);
      String reference = trial.writeAll(first, input.rowCount());
      String again = trial.writeAll(destinations.newDestination(folder), input.rowCount());
      trial.requireSame(reference, again, "writes other output the second time");
      return new Trial(destinations, folder, sink.name(), input, reference, true);
    }

    private static Chunk withPredictions(Chunk rows) {
      double[] predictions = new double[rows.rowCount()];
      for (int i = 0; i < predictions.length; i++) {
        predictions[i] = i % 11 == 0 ? Double.NaN : i / 8.0;
      }
      return rows.withColumns(List.of(PREDICTION), List.of(DoubleVector.of(predictions)));
    }

    private void require(boolean condition, String violation) {
      if (!condition) {
        throw new AssertionError("sink '" + name + "' " + violation);
      }
    }

    /** Runs an action, and wraps an {@link IOException}. */
    private void run(IoAction body) {
      try {
        body.run();
      } catch (IOException e) {
        throw new SinkFailedException(name, "failed: " + e.getMessage(), e);
      }
    }

    private String readContent(Destination destination) {
      try {
        return destination.content().call();
      } catch (Exception e) {
        throw new IllegalStateException("the output of sink '" + name + "' could not be read", e);
      }
    }

    private void requireSame(String expected, String found, String violation) {
      if (expected.equals(found)) {
        return;
      }
      List<String> expectedLines = expected.lines().toList();
      List<String> foundLines = found.lines().toList();
      int line = 0;
      while (line < Math.min(expectedLines.size(), foundLines.size())
          && expectedLines.get(line).equals(foundLines.get(line))) {
        line++;
      }
      throw new AssertionError(
          String.format(
              Locale.ROOT,
              "sink '%s' %s; line %d:%n  expected %s%n  found    %s",
              name,
              violation,
              line + 1,
              abbreviate(expectedLines, line),
              abbreviate(foundLines, line)));
    }

    private String abbreviate(List<String> lines, int line) {
      if (line >= lines.size()) {
        return "the end of the output";
      }
      String text = lines.get(line);
      boolean hasCharPerByte = destinations.fileSinkFactory != null;
      return RowText.abbreviate(
          hasCharPerByte
              ? new String(text.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8)
              : text);
    }

    // ---- writing

    private SinkRun open(Sink sink) {
      try {
        return sink.open(rows.schema().declaredOnly());
      } catch (IOException e) {
        throw new SinkFailedException(name, "could not be opened: " + e.getMessage(), e);
      }
    }

    /** Copies some rows, with the columns that were seen up to the last of them. */
    private Chunk slice(int from, int to) {
      Chunk slice = rows.slice(from, to);
      Schema schema = rows.schema();
      int columns = schema.declaredCount();
      while (columns < schema.size()
          && to > 0
          && schema.firstSeenRow(columns) <= rows.sourceRow(to - 1)) {
        columns++;
      }
      if (columns == schema.size()) {
        return slice;
      }
      String[] notYetSeen = schema.names().subList(columns, schema.size()).toArray(String[]::new);
      return slice.with(schema.without(notYetSeen), Arrays.copyOf(slice.vectors(), columns));
    }

    private void write(SinkRun run, int from, int to) throws IOException {
      Chunk chunk = slice(from, to);
      List<String> before = RowText.of(chunk);
      long rowsBefore = run.rowsWritten();
      run.write(chunk);
      require(RowText.of(chunk).equals(before), "modifies the chunk from row " + from + " on");
      if (overwritesArrays) {
        overwriteArrays(chunk);
      }
      require(
          run.rowsWritten() >= rowsBefore && run.rowsWritten() <= to,
          String.format(
              Locale.ROOT,
              "reports %d written rows, after %d before, for %d rows passed to it",
              run.rowsWritten(),
              rowsBefore,
              to));
      require(run.retainedBytes() >= 0, "retains " + run.retainedBytes() + " bytes");
    }

    private static void overwriteArrays(Chunk chunk) {
      for (Vector vector : chunk.vectors()) {
        if (vector instanceof DoubleVector v) {
          Arrays.fill(v.array(), -12345.5);
        } else if (vector instanceof LongVector v) {
          Arrays.fill(v.array(), 7);
        } else if (vector instanceof IntVector v) {
          Arrays.fill(v.array(), 7);
        } else if (vector instanceof BooleanVector v) {
          Arrays.fill(v.array(), BooleanVector.MISSING);
        } else if (vector instanceof StringVector v) {
          Arrays.fill(v.codes(), 0);
        }
      }
    }

    private void requireAllWritten(SinkRun run, int count) {
      require(
          run.rowsWritten() == count,
          "reports "
              + run.rowsWritten()
              + " written rows after its close, for "
              + count
              + " rows passed to it");
    }

    /** Writes all rows in chunks of a size, and returns the output. */
    private String writeAll(Destination destination, int size) {
      run(
          () -> {
            SinkRun run = open(destination.sink());
            try (run) {
              require(run.rowsWritten() == 0, "reports written rows before any were passed to it");
              for (int at = 0; at < rows.rowCount(); at += size) {
                write(run, at, Math.min(rows.rowCount(), at + size));
              }
            }
            requireAllWritten(run, rows.rowCount());
          });
      return readContent(destination);
    }

    // ---- checks

    private void chunkingDoesNotMatter() {
      requireSame(
          reference,
          writeAll(destinations.newDestination(folder), rows.rowCount()),
          "retains the chunk, whose arrays are reused after the call");
      for (int size : CHUNK_SIZES) {
        requireSame(
            reference,
            writeAll(destinations.newDestination(folder), size),
            "writes other output in chunks of " + size);
      }
      Random random = new Random(1);
      Destination destination = destinations.newDestination(folder);
      run(
          () -> {
            try (SinkRun run = open(destination.sink())) {
              int at = 0;
              while (at < rows.rowCount()) {
                int to = Math.min(rows.rowCount(), at + 1 + random.nextInt(40));
                write(run, at, to);
                at = to;
              }
            }
          });
      requireSame(
          reference, readContent(destination), "writes other output in chunks of varying size");
    }

    private void emptyChunksAddNothing() {
      Destination destination = destinations.newDestination(folder);
      int half = rows.rowCount() / 2;
      run(
          () -> {
            SinkRun run = open(destination.sink());
            try (run) {
              write(run, 0, 0);
              write(run, 0, half);
              write(run, half, half);
              write(run, half, half);
              write(run, half, rows.rowCount());
              write(run, rows.rowCount(), rows.rowCount());
            }
            requireAllWritten(run, rows.rowCount());
          });
      requireSame(
          reference, readContent(destination), "writes other output if some chunks have no rows");
    }

    private void stopsAtClose() {
      for (int count : new int[] {0, 1, rows.rowCount() / 2}) {
        Destination closedTwice = destinations.newDestination(folder);
        Destination closedOnce = destinations.newDestination(folder);
        run(
            () -> {
              SinkRun byRow = open(closedTwice.sink());
              for (int row = 0; row < count; row++) {
                write(byRow, row, row + 1);
              }
              byRow.close();
              byRow.close();
              requireAllWritten(byRow, count);
              try (SinkRun inOneChunk = open(closedOnce.sink())) {
                if (count > 0) {
                  write(inOneChunk, 0, count);
                }
              }
            });
        requireSame(
            readContent(closedOnce),
            readContent(closedTwice),
            "writes other output if it is closed twice after " + count + " rows");
        require(
            count > 0 || !readContent(closedTwice).equals(reference),
            "writes the same output for all rows as for none");
      }
    }

    private void isolatesRuns() {
      Destination firstDestination = destinations.newDestination(folder);
      Destination secondDestination = destinations.newDestination(folder);
      run(
          () -> {
            try (SinkRun first = open(firstDestination.sink());
                SinkRun second = open(secondDestination.sink())) {
              for (int row = 0; row < rows.rowCount(); row++) {
                write(first, row, row + 1);
                if (row % 3 == 2) {
                  write(second, row - 2, row + 1);
                }
              }
              write(second, rows.rowCount() - rows.rowCount() % 3, rows.rowCount());
            }
          });
      String violation = "writes other output while another run writes to another destination";
      requireSame(reference, readContent(firstDestination), violation);
      requireSame(reference, readContent(secondDestination), violation);
    }

    private void reportsRetainedBytes() {
      List<SinkRun> open = new ArrayList<>();
      try {
        RetainedBytesCheck.check(
            "a run of sink '" + destinations.newDestination(folder).sink().name() + "'",
            () ->
                RetainedBytesCheck.callUnchecked(
                    () -> {
                      SinkRun run = open(destinations.newDestination(folder).sink());
                      open.add(run);
                      write(run, 0, rows.rowCount());
                      return run;
                    }),
            SinkRun::retainedBytes,
            MAX_COPIES);
      } finally {
        open.forEach(run -> run(run::close));
      }
    }

    private void replacesExistingFile() {
      Destination destination = destinations.newDestination(folder);
      writeAll(destination, rows.rowCount());
      run(() -> open(destination.sink()).close());
      requireSame(
          reference, writeAll(destination, 7), "writes other output to a file that exists already");
    }

    private void rejectsConcurrentRun() {
      Destination destination = destinations.newDestination(folder);
      run(
          () -> {
            try (SinkRun first = open(destination.sink())) {
              write(first, 0, 1);
              require(isRejected(destination.sink()), "accepts two open runs into one file");
              if (rows.rowCount() > 1) {
                write(first, 1, rows.rowCount());
              }
            }
          });
      requireSame(
          reference, readContent(destination), "writes other output if a second run was rejected");
      requireSame(
          reference,
          writeAll(destination, rows.rowCount()),
          "writes other output to a file for which a second run was rejected before");
    }

    private boolean isRejected(Sink sink) throws IOException {
      SinkRun second;
      try {
        second = open(sink);
      } catch (RuntimeException rejected) {
        return true;
      }
      second.close();
      return false;
    }

    private void writesNothingAfterClose() {
      Destination destination = destinations.newDestination(folder);
      run(
          () -> {
            SinkRun run = open(destination.sink());
            write(run, 0, rows.rowCount());
            run.close();
            try {
              run.write(slice(0, 1));
            } catch (IOException | RuntimeException rejected) {
              return; // any exception will do; only the file is compared
            }
            run.close();
          });
      requireSame(reference, readContent(destination), "writes to its file after it was closed");
    }
  }
}
