package org.bandsaw.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
 * The contract of a sink, tried by writing rows of yours in chunks of one row and of many.
 *
 * <ul>
 *   <li>what is written does not depend on where chunks begin, and chunks without rows add nothing;
 *   <li>a chunk is not written to, and not kept: its arrays hold other values after the call;
 *   <li>{@code rowsWritten} never goes down or beyond what was given, and is all of it in the end;
 *   <li>a run that is closed early has written the rows it was given, and the second close does
 *       nothing;
 *   <li>runs do not notice each other;
 *   <li>if it writes a file: it replaces what is there, a second run into it is refused while the
 *       first is open and does the first no harm, after the close nothing more reaches it, and what
 *       a run says it retains is what the heap grows by, give or take 15 % and 2 KiB.
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
 * <p>What is not in the rows is not tried: give some hundred, of every type that matters, with
 * missing values. Columns that have grown come when a run would bring them, with the chunk of the
 * row they were born in. A sink that wants predictions gets made-up ones. What happens when writing
 * fails half-way cannot be tried from outside. Needs no test framework. Immutable.
 */
public final class SinkContract {

  private static final int[] CHUNK_SIZES = {1, 2, 7, 64};
  private static final int MAX_COPIES = 32;
  private static final ColumnSpec PREDICTION = ColumnSpec.real("prediction");

  private final Destinations destinations;
  private final @Nullable Chunk testRows;

  private SinkContract(Destinations destinations, @Nullable Chunk given) {
    this.destinations = destinations;
    this.testRows = given;
  }

  /**
   * A sink and what has been written to where it leads.
   *
   * @param content called after the run was closed; answers all that is there
   */
  public record Destination(Sink sink, Callable<String> content) {

    public Destination {
      Objects.requireNonNull(sink, "sink");
      Objects.requireNonNull(content, "written");
    }
  }

  /**
   * The contract of a sink that writes one file, which is compared byte for byte.
   *
   * @param sink makes a sink for a file in a folder for temporary files; called many times
   */
  public static SinkContract ofFile(Function<Path, ? extends Sink> sink) {
    return new SinkContract(new Destinations(null, Objects.requireNonNull(sink, "sink")), null);
  }

  /**
   * The contract of a sink that leads elsewhere.
   *
   * @param fresh must give a sink with a place of its own, empty, at each call
   */
  public static SinkContract of(Supplier<Destination> fresh) {
    return new SinkContract(new Destinations(Objects.requireNonNull(fresh, "fresh"), null), null);
  }

  /** Tries it on the rows of a table. */
  public SinkContract on(Table rows) {
    return on(Chunk.of(0, rows));
  }

  /** Tries it on the rows of a chunk, which must have some. */
  public SinkContract on(Chunk rows) {
    if (rows.rowCount() == 0) {
      throw new IllegalArgumentException("no rows are given; a sink is tried on some hundred");
    }
    return new SinkContract(destinations, rows);
  }

  /**
   * Tries everything.
   *
   * @throws AssertionError naming the sink, what it did wrong, and the first line of what was
   *     written in which it shows
   * @throws IllegalStateException when no rows were given
   * @throws org.bandsaw.data.BandsawException when the sink fails to write
   */
  public void check() {
    Chunk rows = testRows;
    if (rows == null) {
      throw new IllegalStateException("no rows to try the sink on; give some with on(rows)");
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
        trial.refusesConcurrentRun();
        trial.writesNothingAfterClose();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the contract's own folder failed: " + e.getMessage(), e);
    }
  }

  /** One of the two is there. */
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
              // a char for each byte: equal texts are equal bytes
              Files.exists(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "");
    }
  }

  /** A folder of files, gone when it is closed. */
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
      List<Path> left;
      try (var all = Files.walk(path)) {
        left = all.sorted(java.util.Comparator.reverseOrder()).toList();
      }
      for (Path one : left) {
        Files.delete(one);
      }
    }
  }

  private interface IoAction {
    void run() throws IOException;
  }

  /**
   * Rows on their way into sinks.
   *
   * @param reference what is to be written, once that is known
   * @param overwritesArrays whether arrays are overwritten after each call, as the next chunk of a
   *     run may do
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
            "sink '" + sink.name() + "' needs fixed columns; try it on rows whose do not grow");
      }
      Chunk taken = sink.wantsPrediction() ? withPredictions(rows) : rows;
      Trial untold = new Trial(destinations, folder, sink.name(), taken, "", false);
      String whole = untold.writeAll(first, taken.rowCount());
      String again = untold.writeAll(destinations.newDestination(folder), taken.rowCount());
      untold.requireSame(whole, again, "writes something else the second time");
      return new Trial(destinations, folder, sink.name(), taken, whole, true);
    }

    private static Chunk withPredictions(Chunk rows) {
      double[] made = new double[rows.rowCount()];
      for (int i = 0; i < made.length; i++) {
        made[i] = i % 11 == 0 ? Double.NaN : i / 8.0;
      }
      return rows.withColumns(List.of(PREDICTION), List.of(DoubleVector.of(made)));
    }

    private void require(boolean kept, String fault) {
      if (!kept) {
        throw new AssertionError("sink '" + name + "' " + fault);
      }
    }

    /** What fails with an exception that may be checked. */
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
        throw new IllegalStateException("what sink '" + name + "' wrote could not be read", e);
      }
    }

    /** The first line that differs says more than all of them. */
    private void requireSame(String expected, String found, String circumstance) {
      if (expected.equals(found)) {
        return;
      }
      List<String> lines = expected.lines().toList();
      List<String> others = found.lines().toList();
      int line = 0;
      while (line < Math.min(lines.size(), others.size())
          && lines.get(line).equals(others.get(line))) {
        line++;
      }
      throw new AssertionError(
          String.format(
              "sink '%s' %s; line %d:%n  expected %s%n  found    %s",
              name, circumstance, line + 1, abbreviate(lines, line), abbreviate(others, line)));
    }

    private String abbreviate(List<String> lines, int line) {
      if (line >= lines.size()) {
        return "nothing more";
      }
      String text = lines.get(line);
      boolean bytes = destinations.fileSinkFactory != null;
      return RowText.abbreviate(
          bytes
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

    /** A copy of some rows, with the columns that have been born by then. */
    private Chunk slice(int from, int to) {
      Chunk cut = rows.slice(from, to);
      Schema schema = rows.schema();
      int columns = schema.declaredCount();
      while (columns < schema.size()
          && to > 0
          && schema.firstSeenRow(columns) <= rows.sourceRow(to - 1)) {
        columns++;
      }
      if (columns == schema.size()) {
        return cut;
      }
      String[] unborn = schema.names().subList(columns, schema.size()).toArray(String[]::new);
      return cut.with(schema.without(unborn), Arrays.copyOf(cut.vectors(), columns));
    }

    private void write(SinkRun run, int from, int to) throws IOException {
      Chunk piece = slice(from, to);
      List<String> before = RowText.of(piece);
      long already = run.rowsWritten();
      run.write(piece);
      require(
          RowText.of(piece).equals(before), "writes to the chunk it is given, from row " + from);
      if (overwritesArrays) {
        overwriteArrays(piece);
      }
      require(
          run.rowsWritten() >= already && run.rowsWritten() <= to,
          String.format(
              "says that %d rows are written, after %d, when it was given %d",
              run.rowsWritten(), already, to));
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
          "says at its close that "
              + run.rowsWritten()
              + " rows are written, when it was given "
              + count);
    }

    /** All rows in chunks of a size. */
    private String writeAll(Destination destination, int size) {
      run(
          () -> {
            SinkRun run = open(destination.sink());
            try (run) {
              require(run.rowsWritten() == 0, "has written rows before it was given any");
              for (int at = 0; at < rows.rowCount(); at += size) {
                write(run, at, Math.min(rows.rowCount(), at + size));
              }
            }
            requireAllWritten(run, rows.rowCount());
          });
      return readContent(destination);
    }

    // ---- promises

    private void chunkingDoesNotMatter() {
      requireSame(
          reference,
          writeAll(destinations.newDestination(folder), rows.rowCount()),
          "keeps the chunk, whose arrays hold other values after the call");
      for (int size : CHUNK_SIZES) {
        requireSame(
            reference,
            writeAll(destinations.newDestination(folder), size),
            "writes something else in chunks of " + size);
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
          reference, readContent(destination), "writes something else in chunks of changing size");
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
          reference,
          readContent(destination),
          "writes something else when some chunks have no rows");
    }

    private void stopsAtClose() {
      for (int count : new int[] {0, 1, rows.rowCount() / 2}) {
        Destination cut = destinations.newDestination(folder);
        Destination alone = destinations.newDestination(folder);
        run(
            () -> {
              SinkRun byRow = open(cut.sink());
              for (int row = 0; row < count; row++) {
                write(byRow, row, row + 1);
              }
              byRow.close();
              byRow.close();
              requireAllWritten(byRow, count);
              try (SinkRun atOnce = open(alone.sink())) {
                if (count > 0) {
                  write(atOnce, 0, count);
                }
              }
            });
        requireSame(
            readContent(alone),
            readContent(cut),
            "was closed after " + count + " rows and wrote others");
        require(
            count > 0 || !readContent(cut).equals(reference),
            "writes for all rows what it does for none");
      }
    }

    private void isolatesRuns() {
      Destination one = destinations.newDestination(folder);
      Destination other = destinations.newDestination(folder);
      run(
          () -> {
            try (SinkRun first = open(one.sink());
                SinkRun second = open(other.sink())) {
              for (int row = 0; row < rows.rowCount(); row++) {
                write(first, row, row + 1);
                if (row % 3 == 2) {
                  write(second, row - 2, row + 1);
                }
              }
              write(second, rows.rowCount() - rows.rowCount() % 3, rows.rowCount());
            }
          });
      requireSame(reference, readContent(one), "is disturbed by a run to another place");
      requireSame(reference, readContent(other), "is disturbed by a run to another place");
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
          reference,
          writeAll(destination, 7),
          "writes something else to a file that was written before");
    }

    private void refusesConcurrentRun() {
      Destination destination = destinations.newDestination(folder);
      run(
          () -> {
            try (SinkRun first = open(destination.sink())) {
              write(first, 0, 1);
              require(isRefused(destination.sink()), "lets two runs write one file at once");
              if (rows.rowCount() > 1) {
                write(first, 1, rows.rowCount());
              }
            }
          });
      requireSame(
          reference, readContent(destination), "is disturbed by a second run that was refused");
      requireSame(
          reference,
          writeAll(destination, rows.rowCount()),
          "writes something else after a second run was refused");
    }

    private boolean isRefused(Sink sink) throws IOException {
      SinkRun second;
      try {
        second = open(sink);
      } catch (RuntimeException refused) {
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
            } catch (IOException | RuntimeException refused) {
              // what it says is its own affair; that the file stays as it is is checked below
              return;
            }
            run.close();
          });
      requireSame(reference, readContent(destination), "writes to its file after it was closed");
    }
  }
}
