package org.bandsaw.testkit;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.Schema;
import org.bandsaw.data.SchemaException;
import org.bandsaw.source.ChunkReader;
import org.bandsaw.source.ReadLimit;
import org.bandsaw.source.Replayable;
import org.bandsaw.source.Source;
import org.bandsaw.source.SourceFailedException;
import org.jspecify.annotations.Nullable;
import tech.tablesaw.api.Table;

/**
 * The contract of a source, tried by reading it in many ways: in pieces of one row and of many,
 * with small limits of bytes, without waiting.
 *
 * <ul>
 *   <li>the rows are the same, bit for bit, however they are cut, and numbered from 0 without a
 *       gap;
 *   <li>a piece holds as many rows as were asked for at most, and about as many bytes;
 *   <li>every piece has the columns that the reader, and the source itself, say, and none grow;
 *   <li>the end stays the end;
 *   <li>a chunk that was not released is not written to again, whatever happens to others;
 *   <li>a reader can be closed at any time, and twice;
 *   <li>what a reader holds, and the cells it has set to missing, are never negative, and the
 *       latter do not depend on the cut;
 *   <li>if {@link Replayable}: opening it again gives the same rows, also while another reader is
 *       open; what a reader says it holds, with a chunk that it gave, is what the heap grows by,
 *       give or take 15 % and 2 KiB for each reader.
 * </ul>
 *
 * <pre>{@code
 * SourceContract.of(new MySource(file)).expecting(rows).check();
 * SourceContract.of(() -> filledQueue()).check();
 * }</pre>
 *
 * <p>The source must end, and should have some hundred rows: it is read some twenty times, and all
 * rows are held in memory. Needs no test framework. Immutable.
 */
public final class SourceContract {

  private static final int MAX_EMPTY_READS = 600;
  private static final Duration MAX_WAIT = Duration.ofMillis(100);

  /** How many readers are open at once, at most. */
  private static final int MAX_COPIES = 32;

  /** "About" in {@link ReadLimit#maxBytes}. */
  private static final int BYTE_LIMIT_FACTOR = 4;

  private final Supplier<? extends Source> sources;
  private final @Nullable Table expected;

  private SourceContract(Supplier<? extends Source> sources, @Nullable Table expected) {
    this.sources = sources;
    this.expected = expected;
  }

  /** The contract of a source that can be opened again and again. */
  public static SourceContract of(Source source) {
    Objects.requireNonNull(source, "source");
    return of(() -> source);
  }

  /**
   * The contract of sources that can be opened once.
   *
   * @param sources must give a new one with the same rows at each call
   */
  public static SourceContract of(Supplier<? extends Source> sources) {
    return new SourceContract(Objects.requireNonNull(sources, "sources"), null);
  }

  /** Compares what is read with these rows too, times to the millisecond. */
  public SourceContract expecting(Table rows) {
    return new SourceContract(sources, Objects.requireNonNull(rows, "rows"));
  }

  /**
   * Tries everything.
   *
   * @throws AssertionError naming the source, what it did wrong, and the first row in which it
   *     shows
   * @throws org.bandsaw.data.BandsawException when the source fails to give its rows
   */
  public void check() {
    Source source = sources.get();
    Trial trial = new Trial(sources, source.name());
    trial.describesItself(source);
    ReadResult whole = trial.read(ReadPlan.REFERENCE);
    if (expected != null) {
      trial.matchesExpectedRows(whole, expected);
    }
    for (ReadPlan way : ReadPlan.OTHERS) {
      trial.matchesReference(whole, way);
    }
    trial.closesAtAnyTime();
    if (source instanceof Replayable) {
      trial.supportsConcurrentReaders(whole);
      trial.reportsRetainedBytes(source);
    }
  }

  /** What happens to a chunk when its rows have been looked at. */
  private enum ReleaseMode {
    RELEASED,
    RETAINED,
    ALTERNATING
  }

  /** Limits that take turns, and what happens to the chunks. */
  private record ReadPlan(String name, ReleaseMode releaseMode, List<ReadLimit> limits) {

    private static final ReadPlan REFERENCE =
        new ReadPlan(
            "in one piece", ReleaseMode.RETAINED, List.of(ReadLimit.ofRows(Integer.MAX_VALUE)));

    private static final List<ReadPlan> OTHERS =
        List.of(
            rows(1, ReleaseMode.RELEASED),
            rows(2, ReleaseMode.RETAINED),
            rows(7, ReleaseMode.RELEASED),
            rows(7, ReleaseMode.ALTERNATING),
            rows(64, ReleaseMode.RELEASED),
            rows(1_000, ReleaseMode.ALTERNATING),
            bytes(1, ReleaseMode.RELEASED),
            bytes(300, ReleaseMode.ALTERNATING),
            bytes(10_000, ReleaseMode.RETAINED),
            new ReadPlan(
                "without waiting",
                ReleaseMode.RELEASED,
                List.of(new ReadLimit(3, Long.MAX_VALUE, Duration.ZERO))),
            new ReadPlan(
                "in pieces of changing size",
                ReleaseMode.ALTERNATING,
                List.of(
                    ReadLimit.ofRows(5),
                    new ReadLimit(1_000, 500, MAX_WAIT),
                    new ReadLimit(1, 1, Duration.ofNanos(1)),
                    ReadLimit.ofRows(33))));

    private static ReadPlan rows(int most, ReleaseMode then) {
      return new ReadPlan("in pieces of " + most, then, List.of(ReadLimit.ofRows(most)));
    }

    private static ReadPlan bytes(long most, ReleaseMode then) {
      return new ReadPlan(
          "in pieces of " + most + " bytes",
          then,
          List.of(new ReadLimit(Integer.MAX_VALUE, most, MAX_WAIT)));
    }

    private ReadLimit limit(int turn) {
      return limits.get(turn % limits.size());
    }

    private boolean isReleased(int turn) {
      return releaseMode == ReleaseMode.RELEASED
          || (releaseMode == ReleaseMode.ALTERNATING && turn % 2 == 0);
    }
  }

  /** What a reader gave. */
  private record ReadResult(Schema schema, List<String> rows, long cellsSetMissing) {}

  /** A chunk that was not released, with its rows as they were. */
  private record RetainedChunk(Chunk chunk, List<String> rows) {}

  private record Trial(Supplier<? extends Source> sources, String name) {

    private void require(boolean kept, String fault) {
      if (!kept) {
        throw new AssertionError("source '" + name + "' " + fault);
      }
    }

    private void describesItself(Source source) {
      require(!name.isEmpty(), "has no name");
      Schema said = source.schema();
      require(
          said.declaredCount() == said.size() && !said.isOpenEnded(),
          "has columns that grow; those of a source are there from the first row: " + said);
      Source fresh = sources.get();
      String again = fresh.name();
      require(again.equals(name), "is called '" + again + "' the next time");
      try (ChunkReader reader = fresh.open()) {
        requireSameSchema(said, reader.schema(), "its reader");
      } catch (IOException e) {
        throw failed(e);
      }
    }

    private SourceFailedException failed(IOException e) {
      return new SourceFailedException(name, "could not be read: " + e.getMessage(), e);
    }

    private void requireSameSchema(Schema expected, Schema found, String whose) {
      require(
          expected.equals(found),
          String.format("says one schema, and %s has another:%n%s%s", whose, expected, found));
    }

    private void requireSameRows(List<String> expected, List<String> found, String circumstance) {
      int both = Math.min(expected.size(), found.size());
      for (int i = 0; i < both; i++) {
        require(
            expected.get(i).equals(found.get(i)),
            String.format(
                "%s:%n  expected %s%n  found    %s",
                circumstance,
                RowText.abbreviate(expected.get(i)),
                RowText.abbreviate(found.get(i))));
      }
      require(
          expected.size() == found.size(),
          String.format(
              "%s: %d rows are expected, and %d found%s",
              circumstance,
              expected.size(),
              found.size(),
              expected.size() == both
                  ? ""
                  : "; the first that is absent is " + expected.get(both)));
    }

    private void matchesExpectedRows(ReadResult found, Table expected) {
      Chunk rows;
      try {
        rows = Chunk.of(0, expected, found.schema);
      } catch (SchemaException e) {
        throw new AssertionError(
            "source '" + name + "' has other columns than what is expected: " + e.getMessage(), e);
      }
      require(
          expected.columnCount() == found.schema.size(),
          "has columns that are not expected: " + found.schema);
      requireSameRows(RowText.of(rows), found.rows, "gives other rows than what is expected");
    }

    private void matchesReference(ReadResult whole, ReadPlan way) {
      ReadResult found = read(way);
      requireSameSchema(whole.schema, found.schema, "another reader");
      requireSameRows(whole.rows, found.rows, "gives other rows " + way.name);
      require(
          whole.cellsSetMissing == found.cellsSetMissing,
          String.format(
              "sets %d cells to missing, and %d %s",
              whole.cellsSetMissing, found.cellsSetMissing, way.name));
    }

    private ReadResult read(ReadPlan way) {
      List<String> rows = new ArrayList<>();
      List<RetainedChunk> kept = new ArrayList<>();
      Schema schema;
      long cells;
      try (ChunkReader reader = sources.get().open()) {
        schema = reader.schema();
        read(reader, way, rows, kept);
        cells = reader.cellsSetMissing();
        require(cells >= 0, "has set " + cells + " cells to missing");
        staysAtEnd(reader, way);
        requireSameSchema(schema, reader.schema(), "at its end the reader");
      } catch (IOException e) {
        throw failed(e);
      }
      for (RetainedChunk one : kept) {
        requireSameRows(
            one.rows,
            RowText.of(one.chunk),
            "writes to a chunk that was not released, " + way.name);
      }
      return new ReadResult(schema, rows, cells);
    }

    private void read(ChunkReader reader, ReadPlan way, List<String> rows, List<RetainedChunk> kept)
        throws IOException {
      int nothing = 0;
      for (int turn = 0; ; turn++) {
        ReadLimit limit = way.limit(turn);
        Optional<Chunk> next = reader.next(nothing < MAX_EMPTY_READS ? limit : withWait(limit));
        require(
            reader.retainedBytes() >= 0,
            "retains " + reader.retainedBytes() + " bytes " + way.name);
        if (next.isEmpty()) {
          return;
        }
        Chunk chunk = next.get();
        respectsLimit(limit, chunk, reader.schema(), rows.size(), way);
        nothing = chunk.rowCount() == 0 ? nothing + 1 : 0;
        require(
            nothing < 2 * MAX_EMPTY_READS,
            "neither ends nor gives rows for a minute, after row " + (rows.size() - 1));
        List<String> texts = RowText.of(chunk);
        rows.addAll(texts);
        if (way.isReleased(turn)) {
          reader.release(chunk);
        } else {
          kept.add(new RetainedChunk(chunk, texts));
        }
      }
    }

    private static ReadLimit withWait(ReadLimit limit) {
      return new ReadLimit(limit.maxRows(), limit.maxBytes(), MAX_WAIT);
    }

    private void respectsLimit(
        ReadLimit limit, Chunk chunk, Schema schema, int before, ReadPlan way) {
      int count = chunk.rowCount();
      require(
          count <= limit.maxRows(),
          String.format("gives %d rows where %d were asked for", count, limit.maxRows()));
      require(
          count <= 1 || count * minBytesPerRow(schema) / BYTE_LIMIT_FACTOR <= limit.maxBytes(),
          String.format(
              "gives %d rows of at least %d bytes each where %d bytes were asked for",
              count, minBytesPerRow(schema), limit.maxBytes()));
      requireSameSchema(schema, chunk.schema(), "the piece from row " + before + " on");
      for (int i = 0; i < count; i++) {
        require(
            chunk.sourceRow(i) == before + i,
            String.format(
                "numbers a row %d where row %d is next, %s",
                chunk.sourceRow(i), before + i, way.name));
      }
    }

    private static long minBytesPerRow(Schema schema) {
      long sum = 0;
      for (ColumnSpec column : schema.columns()) {
        sum +=
            switch (column.type()) {
              case DOUBLE, LONG, DATE_TIME, INSTANT -> 8;
              case INT, DATE, STRING -> 4;
              case BOOLEAN -> 1;
            };
      }
      return sum;
    }

    private void staysAtEnd(ChunkReader reader, ReadPlan way) throws IOException {
      for (int again = 0; again < 3; again++) {
        Optional<Chunk> more = reader.next(way.limit(again));
        require(
            more.isEmpty(),
            "has come to its end, and then gives " + (more.isEmpty() ? "" : more.get()));
      }
    }

    /** A reader and its first chunk, if there is one. */
    private record OpenReader(ChunkReader reader, Optional<Chunk> chunk) {
      long retainedBytes() {
        return reader.retainedBytes() + chunk.map(Chunk::retainedBytes).orElse(0L);
      }
    }

    private void reportsRetainedBytes(Source source) {
      try (Readers open = new Readers(new ArrayList<>())) {
        RetainedBytesCheck.check(
            "a reader of source '" + name + "'",
            () -> RetainedBytesCheck.callUnchecked(() -> open.openReader(source)),
            OpenReader::retainedBytes,
            MAX_COPIES);
      } catch (IOException e) {
        throw failed(e);
      }
    }

    /** Readers that are open at the same time. */
    private record Readers(List<ChunkReader> readers) implements AutoCloseable {

      OpenReader openReader(Source source) throws IOException {
        ChunkReader reader = source.open();
        readers.add(reader);
        return new OpenReader(reader, reader.next(ReadLimit.ofRows(Integer.MAX_VALUE)));
      }

      @Override
      public void close() throws IOException {
        for (ChunkReader reader : readers) {
          reader.close();
        }
      }
    }

    private void closesAtAnyTime() {
      try {
        closeTwice(sources.get().open());
        ChunkReader begun = sources.get().open();
        begun.next(ReadLimit.ofRows(1));
        closeTwice(begun);
      } catch (IOException e) {
        throw failed(e);
      }
    }

    private void closeTwice(ChunkReader reader) throws IOException {
      reader.close();
      try {
        reader.close();
      } catch (IOException | RuntimeException e) {
        throw new AssertionError("source '" + name + "' cannot be closed twice: " + e, e);
      }
    }

    private void supportsConcurrentReaders(ReadResult whole) {
      Source source = sources.get();
      List<String> ours = new ArrayList<>();
      List<String> others = new ArrayList<>();
      try (ChunkReader one = source.open();
          ChunkReader other = source.open()) {
        boolean more = true;
        while (more) {
          boolean first = step(one, 2, ours);
          boolean second = step(other, 3, others);
          more = first || second;
        }
      } catch (IOException e) {
        throw failed(e);
      }
      String promise = "can be opened again, but gives other rows while another reader is open";
      requireSameRows(whole.rows, ours, promise);
      requireSameRows(whole.rows, others, promise);
    }

    private static boolean step(ChunkReader reader, int most, List<String> to) throws IOException {
      Optional<Chunk> next = reader.next(ReadLimit.ofRows(most));
      next.ifPresent(
          chunk -> {
            to.addAll(RowText.of(chunk));
            reader.release(chunk);
          });
      return next.isPresent();
    }
  }
}
