package org.bandsaw.testkit;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
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
import org.bandsaw.source.SourcePosition;
import org.jspecify.annotations.Nullable;
import tech.tablesaw.api.Table;

/**
 * Checks the contract of a source by reading it with many limits: small and large numbers of rows,
 * few bytes, and no wait.
 *
 * <ul>
 *   <li>The rows are equal, bit for bit, for all sizes of chunks, and numbered from 0 without a
 *       gap.
 *   <li>A chunk has at most the rows of the limit, and approximately its bytes.
 *   <li>All chunks have the schema of the reader, which is that of the source, and columns do not
 *       grow.
 *   <li>After the end, no more rows are returned.
 *   <li>{@link ChunkReader#position}, if it is not empty, increases with the rows returned, does
 *       not change if none are, and depends on the number of rows alone.
 *   <li>A chunk that was not released is not modified.
 *   <li>A reader can be closed at any time, and twice.
 *   <li>Retained bytes and cells set to missing are not negative, and the latter are equal for all
 *       sizes of chunks.
 *   <li>If the source is {@link Replayable}, opening it again returns the same rows, also while
 *       another reader is open. The retained bytes of a reader and of a chunk that it returned
 *       equal the growth of the heap, with a tolerance of 15 % plus 2 KiB per reader.
 * </ul>
 *
 * <pre>{@code
 * SourceContract.of(new MySource(file)).expecting(rows).check();
 * SourceContract.of(() -> filledQueue()).check();
 * }</pre>
 *
 * <p>The source must end and should have a few hundred rows: it is read about twenty times, and all
 * rows are held in memory. Requires no test framework. Immutable.
 */
public final class SourceContract {

  private static final int MAX_EMPTY_READS = 600;
  private static final Duration MAX_WAIT = Duration.ofMillis(100);

  /** Maximum number of readers that are open at the same time. */
  private static final int MAX_COPIES = 32;

  /** Tolerance of {@link ReadLimit#maxBytes}, which is approximate. */
  private static final int BYTE_LIMIT_FACTOR = 4;

  private final Supplier<? extends Source> sources;
  private final @Nullable Table expected;

  private SourceContract(Supplier<? extends Source> sources, @Nullable Table expected) {
    this.sources = sources;
    this.expected = expected;
  }

  /** Checks a source that can be opened any number of times. */
  public static SourceContract of(Source source) {
    Objects.requireNonNull(source, "source");
    return of(() -> source);
  }

  /**
   * Checks a source that can be opened once only.
   *
   * @param sources returns a new source with the same rows at each call
   */
  public static SourceContract of(Supplier<? extends Source> sources) {
    return new SourceContract(Objects.requireNonNull(sources, "sources"), null);
  }

  /** Also compares the rows with those of a table, times to the millisecond. */
  public SourceContract expecting(Table rows) {
    return new SourceContract(sources, Objects.requireNonNull(rows, "rows"));
  }

  /**
   * Runs all checks.
   *
   * @throws AssertionError if a check fails, with the name of the source, the violation, and the
   *     first row that differs
   * @throws org.bandsaw.data.BandsawException if the source cannot be read
   */
  public void check() {
    Source source = sources.get();
    Trial trial = new Trial(sources, source.name(), new TreeMap<>());
    trial.hasNameAndSchema(source);
    ReadResult whole = trial.read(ReadPlan.REFERENCE);
    if (expected != null) {
      trial.matchesExpectedRows(whole, expected);
    }
    for (ReadPlan plan : ReadPlan.OTHERS) {
      trial.matchesReference(whole, plan);
    }
    trial.closesAtAnyTime();
    if (source instanceof Replayable) {
      trial.supportsConcurrentReaders(whole);
      trial.reportsRetainedBytes(source);
    }
  }

  /** Which chunks are released after their rows were compared. */
  private enum ReleaseMode {
    RELEASED,
    RETAINED,
    ALTERNATING
  }

  /** Limits of the reads, in turn, and which chunks are released. */
  private record ReadPlan(String name, ReleaseMode releaseMode, List<ReadLimit> limits) {

    private static final ReadPlan REFERENCE =
        new ReadPlan(
            "in one chunk", ReleaseMode.RETAINED, List.of(ReadLimit.ofRows(Integer.MAX_VALUE)));

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
                "in chunks of varying size",
                ReleaseMode.ALTERNATING,
                List.of(
                    ReadLimit.ofRows(5),
                    new ReadLimit(1_000, 500, MAX_WAIT),
                    new ReadLimit(1, 1, Duration.ofNanos(1)),
                    ReadLimit.ofRows(33))));

    private static ReadPlan rows(int maxRows, ReleaseMode releaseMode) {
      return new ReadPlan(
          "in chunks of " + maxRows, releaseMode, List.of(ReadLimit.ofRows(maxRows)));
    }

    private static ReadPlan bytes(long maxBytes, ReleaseMode releaseMode) {
      return new ReadPlan(
          "in chunks of " + maxBytes + " bytes",
          releaseMode,
          List.of(new ReadLimit(Integer.MAX_VALUE, maxBytes, MAX_WAIT)));
    }

    private ReadLimit limit(int turn) {
      return limits.get(turn % limits.size());
    }

    private boolean isReleased(int turn) {
      return releaseMode == ReleaseMode.RELEASED
          || (releaseMode == ReleaseMode.ALTERNATING && turn % 2 == 0);
    }
  }

  /** Results of reading a source. */
  private record ReadResult(Schema schema, List<String> rows, long cellsSetMissing) {}

  /** A chunk that was not released, and its rows when it was returned. */
  private record RetainedChunk(Chunk chunk, List<String> rows) {}

  /**
   * The checks.
   *
   * @param positions positions of all reads, by the number of rows before them
   */
  private record Trial(
      Supplier<? extends Source> sources,
      String name,
      NavigableMap<Integer, Optional<SourcePosition>> positions) {

    private void require(boolean condition, String violation) {
      if (!condition) {
        throw new AssertionError("source '" + name + "' " + violation);
      }
    }

    private void hasNameAndSchema(Source source) {
      require(!name.isEmpty(), "has no name");
      Schema schema = source.schema();
      require(
          schema.declaredCount() == schema.size() && !schema.isOpenEnded(),
          "has dynamic columns; a source must have all columns from the first row on: " + schema);
      Source other = sources.get();
      String otherName = other.name();
      require(otherName.equals(name), "has another name at the next call: '" + otherName + "'");
      try (ChunkReader reader = other.open()) {
        requireSameSchema(schema, reader.schema(), "its reader");
      } catch (IOException e) {
        throw failed(e);
      }
    }

    private SourceFailedException failed(IOException e) {
      return new SourceFailedException(name, "could not be read: " + e.getMessage(), e);
    }

    private void requireSameSchema(Schema expected, Schema found, String owner) {
      require(
          expected.equals(found),
          String.format(
              Locale.ROOT,
              "has one schema, and %s has another:%n  expected %s%n  found    %s",
              owner,
              expected,
              found));
    }

    private void requireSameRows(List<String> expected, List<String> found, String circumstance) {
      int both = Math.min(expected.size(), found.size());
      for (int i = 0; i < both; i++) {
        require(
            expected.get(i).equals(found.get(i)),
            String.format(
                Locale.ROOT,
                "%s:%n  expected %s%n  found    %s",
                circumstance,
                RowText.abbreviate(expected.get(i)),
                RowText.abbreviate(found.get(i))));
      }
      require(
          expected.size() == found.size(),
          String.format(
              Locale.ROOT,
              "%s: expected %d rows, found %d%s",
              circumstance,
              expected.size(),
              found.size(),
              expected.size() == both ? "" : "; the first missing row is " + expected.get(both)));
    }

    private void matchesExpectedRows(ReadResult found, Table expected) {
      Chunk rows;
      try {
        rows = Chunk.of(0, expected, found.schema);
      } catch (SchemaException e) {
        throw new AssertionError(
            "source '" + name + "' has other columns than expected: " + e.getMessage(), e);
      }
      require(
          expected.columnCount() == found.schema.size(),
          "has columns that are not expected: " + found.schema);
      requireSameRows(RowText.of(rows), found.rows, "returns other rows than expected");
    }

    private void matchesReference(ReadResult reference, ReadPlan plan) {
      ReadResult found = read(plan);
      requireSameSchema(reference.schema, found.schema, "another reader");
      requireSameRows(reference.rows, found.rows, "returns other rows " + plan.name);
      require(
          reference.cellsSetMissing == found.cellsSetMissing,
          String.format(
              Locale.ROOT,
              "sets %d cells to missing, and %d %s",
              reference.cellsSetMissing,
              found.cellsSetMissing,
              plan.name));
    }

    private ReadResult read(ReadPlan plan) {
      List<String> rows = new ArrayList<>();
      List<RetainedChunk> retained = new ArrayList<>();
      Schema schema;
      long cells;
      try (ChunkReader reader = sources.get().open()) {
        schema = reader.schema();
        checkPosition(reader, 0, plan);
        read(reader, plan, rows, retained);
        cells = reader.cellsSetMissing();
        require(cells >= 0, "has set " + cells + " cells to missing");
        staysAtEnd(reader, plan);
        checkPosition(reader, rows.size(), plan);
        requireSameSchema(schema, reader.schema(), "its reader at the end");
      } catch (IOException e) {
        throw failed(e);
      }
      for (RetainedChunk one : retained) {
        requireSameRows(
            one.rows,
            RowText.of(one.chunk),
            "modifies a chunk that was not released, " + plan.name);
      }
      return new ReadResult(schema, rows, cells);
    }

    private void read(
        ChunkReader reader, ReadPlan plan, List<String> rows, List<RetainedChunk> retained)
        throws IOException {
      int emptyReads = 0;
      for (int turn = 0; ; turn++) {
        ReadLimit limit = plan.limit(turn);
        Optional<Chunk> next = reader.next(emptyReads < MAX_EMPTY_READS ? limit : withWait(limit));
        require(
            reader.retainedBytes() >= 0,
            "retains " + reader.retainedBytes() + " bytes " + plan.name);
        if (next.isEmpty()) {
          return;
        }
        Chunk chunk = next.get();
        checkPosition(reader, rows.size() + chunk.rowCount(), plan);
        respectsLimit(limit, chunk, reader.schema(), rows.size(), plan);
        emptyReads = chunk.rowCount() == 0 ? emptyReads + 1 : 0;
        require(
            emptyReads < 2 * MAX_EMPTY_READS,
            "neither ends nor returns rows for a minute, after row " + (rows.size() - 1));
        List<String> texts = RowText.of(chunk);
        rows.addAll(texts);
        if (plan.isReleased(turn)) {
          reader.release(chunk);
        } else {
          retained.add(new RetainedChunk(chunk, texts));
        }
      }
    }

    /** Checks the position before a row against those of this and of all other reads. */
    private void checkPosition(ChunkReader reader, int row, ReadPlan plan) {
      Optional<SourcePosition> found = reader.position();
      Optional<SourcePosition> known = positions.putIfAbsent(row, found);
      require(
          known == null || known.equals(found),
          String.format(
              Locale.ROOT,
              "has two positions before row %d, %s: %s, %s",
              row,
              plan.name,
              known,
              found));
      if (found.isPresent()) {
        require(
            found.get().row() == row,
            String.format(
                Locale.ROOT,
                "has the position of row %d instead of row %d, %s",
                found.get().row(),
                row,
                plan.name));
      }
      requireAscending(positions.lowerEntry(row), positions.floorEntry(row));
      requireAscending(positions.ceilingEntry(row), positions.higherEntry(row));
    }

    private void requireAscending(
        Map.@Nullable Entry<Integer, Optional<SourcePosition>> lower,
        Map.@Nullable Entry<Integer, Optional<SourcePosition>> higher) {
      if (lower != null && higher != null) {
        require(
            isAscending(lower.getValue(), higher.getValue()),
            String.format(
                Locale.ROOT,
                "has positions that do not increase: %s before row %d, %s before row %d",
                lower.getValue(),
                lower.getKey(),
                higher.getValue(),
                higher.getKey()));
      }
    }

    private static boolean isAscending(
        Optional<SourcePosition> lower, Optional<SourcePosition> higher) {
      if (lower.isEmpty() || higher.isEmpty()) {
        return lower.isEmpty() && higher.isEmpty();
      }
      SourcePosition a = lower.get();
      SourcePosition b = higher.get();
      return a.line().isPresent() == b.line().isPresent()
          && a.line().orElse(0) <= b.line().orElse(0)
          && a.byteOffset().isPresent() == b.byteOffset().isPresent()
          && (a.byteOffset().isEmpty() || a.byteOffset().getAsLong() < b.byteOffset().getAsLong());
    }

    private static ReadLimit withWait(ReadLimit limit) {
      return new ReadLimit(limit.maxRows(), limit.maxBytes(), MAX_WAIT);
    }

    private void respectsLimit(
        ReadLimit limit, Chunk chunk, Schema schema, int before, ReadPlan plan) {
      int count = chunk.rowCount();
      require(
          count <= limit.maxRows(),
          String.format(Locale.ROOT, "returns %d rows for a limit of %d", count, limit.maxRows()));
      require(
          count <= 1 || count * minBytesPerRow(schema) / BYTE_LIMIT_FACTOR <= limit.maxBytes(),
          String.format(
              Locale.ROOT,
              "returns %d rows of at least %d bytes each for a limit of %d bytes",
              count,
              minBytesPerRow(schema),
              limit.maxBytes()));
      requireSameSchema(schema, chunk.schema(), "the chunk from row " + before + " on");
      for (int i = 0; i < count; i++) {
        require(
            chunk.sourceRow(i) == before + i,
            String.format(
                Locale.ROOT,
                "numbers a row %d instead of %d, %s",
                chunk.sourceRow(i),
                before + i,
                plan.name));
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

    private void staysAtEnd(ChunkReader reader, ReadPlan plan) throws IOException {
      for (int turn = 0; turn < 3; turn++) {
        Optional<Chunk> next = reader.next(plan.limit(turn));
        require(
            next.isEmpty(), "returns a chunk after its end: " + (next.isEmpty() ? "" : next.get()));
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
        ChunkReader reader = sources.get().open();
        reader.next(ReadLimit.ofRows(1));
        closeTwice(reader);
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

    private void supportsConcurrentReaders(ReadResult reference) {
      Source source = sources.get();
      List<String> firstRows = new ArrayList<>();
      List<String> secondRows = new ArrayList<>();
      try (ChunkReader first = source.open();
          ChunkReader second = source.open()) {
        boolean hasNext = true;
        while (hasNext) {
          boolean firstHasNext = step(first, 2, firstRows);
          boolean secondHasNext = step(second, 3, secondRows);
          hasNext = firstHasNext || secondHasNext;
        }
      } catch (IOException e) {
        throw failed(e);
      }
      String violation = "is Replayable, but returns other rows while another reader is open";
      requireSameRows(reference.rows, firstRows, violation);
      requireSameRows(reference.rows, secondRows, violation);
    }

    private static boolean step(ChunkReader reader, int maxRows, List<String> to)
        throws IOException {
      Optional<Chunk> next = reader.next(ReadLimit.ofRows(maxRows));
      next.ifPresent(
          chunk -> {
            to.addAll(RowText.of(chunk));
            reader.release(chunk);
          });
      return next.isPresent();
    }
  }
}
