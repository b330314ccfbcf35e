package org.bandsaw.testkit;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.DoubleVector;
import org.bandsaw.data.Schema;
import org.bandsaw.source.ChunkReader;
import org.bandsaw.source.ReadLimit;
import org.bandsaw.source.Replayable;
import org.bandsaw.source.Source;
import org.bandsaw.source.SourceFailedException;
import org.bandsaw.source.SourcePosition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.Table;

/** Each fault of a source must fail the contract. */
class SourceContractTest {

  private static final Schema FARES = Schema.of(ColumnSpec.real("fare"));
  private static final int ROWS = 300;

  private enum Fault {
    NONE(""),
    HAS_NO_NAME("has no name"),
    CHANGES_ITS_NAME("has another name at the next call: 'numbers 2'"),
    HAS_ANOTHER_SCHEMA("has one schema, and its reader has another"),
    HAS_DYNAMIC_COLUMNS("has dynamic columns"),
    NUMBERS_FROM_ONE("numbers a row 1 instead of 0"),
    NUMBERS_WITHIN_THE_CHUNK("numbers a row 0 instead of 1"),
    SKIPS_A_NUMBER("numbers a row 100 instead of 99"),
    RETURNS_TOO_MANY_ROWS("returns 2 rows for a limit of 1"),
    IGNORES_THE_LIMIT_OF_BYTES("returns 300 rows of at least 8 bytes each for a limit of 1 bytes"),
    DROPS_THE_LAST_ROW_OF_SMALL_CHUNKS("numbers a row 7 instead of 6"),
    DROPS_THE_LAST_ROW("found 299; the first missing row is row 299: fare=149.5"),
    DEPENDS_ON_THE_CHUNK("returns other rows in chunks of 1"),
    ADDS_A_COLUMN("the chunk from row 150 on has another"),
    STARTS_AGAIN_AFTER_ITS_END("returns a chunk after its end: rows 0-"),
    NEVER_ENDS("neither ends nor returns rows for a minute, after row 299"),
    MODIFIES_A_CHUNK_IN_USE("modifies a chunk that was not released, in chunks of 2"),
    RETAINS_NEGATIVE_BYTES("retains -8 bytes"),
    COUNTS_CELLS_BY_CHUNK("sets 1 cells to missing, and 300 in chunks of 1"),
    COUNTS_NEGATIVE_CELLS("has set -1 cells to missing"),
    CANNOT_BE_CLOSED_TWICE("cannot be closed twice"),
    SHARES_ITS_READER("returns other rows while another reader is open"),
    RETURNS_OTHER_ROWS_WHEN_OPENED_AGAIN("returns other rows in chunks of 1"),
    HAS_THE_POSITION_OF_THE_CHUNK("has the position of row 0 instead of row 300, in one chunk"),
    HAS_A_POSITION_BY_CHUNK("has two positions before row 300, in chunks of 1"),
    MOVES_ITS_POSITION_AT_THE_END("has two positions before row 300, in one chunk"),
    HAS_A_POSITION_FROM_THE_FIRST_ROW_ON("has positions that do not increase: Optional.empty"),
    DOES_NOT_ADVANCE_ITS_BYTE_OFFSET("has positions that do not increase");

    private final String message;

    Fault(String message) {
      this.message = message;
    }
  }

  /** Returns the fares 0, 0.5, 1 and so on, with a fault. */
  private static final class FaultySource implements Replayable {

    private final Fault fault;
    private int nameCalls;
    private int opened;
    private FaultyReader last = new FaultyReader(Fault.NONE, 0);

    FaultySource(Fault fault) {
      this.fault = fault;
    }

    @Override
    public String name() {
      nameCalls++;
      if (fault == Fault.HAS_NO_NAME) {
        return "";
      }
      return fault == Fault.CHANGES_ITS_NAME ? "numbers " + nameCalls : "numbers";
    }

    @Override
    public Schema schema() {
      if (fault == Fault.HAS_DYNAMIC_COLUMNS) {
        return FARES.openEnded();
      }
      return fault == Fault.HAS_ANOTHER_SCHEMA ? FARES.with(ColumnSpec.text("zone")) : FARES;
    }

    @Override
    public ChunkReader open() {
      opened++;
      FaultyReader reader = new FaultyReader(fault, opened);
      // The last check of the contract is the first with two open readers.
      if (fault == Fault.SHARES_ITS_READER && !last.isClosed && opened > 1) {
        return last;
      }
      last = reader;
      return reader;
    }
  }

  private static final class FaultyReader implements ChunkReader {

    private final Fault fault;
    private final int number;
    private final double[] shared = new double[ROWS];
    private int nextRow;
    private int chunkStart;
    private boolean isAtEnd;
    private int chunks;
    private boolean isClosed;

    FaultyReader(Fault fault, int number) {
      this.fault = fault;
      this.number = number;
    }

    @Override
    public Schema schema() {
      return FARES;
    }

    @Override
    public Optional<Chunk> next(ReadLimit limit) {
      int end = fault == Fault.DROPS_THE_LAST_ROW && limit.maxRows() == 7 ? ROWS - 1 : ROWS;
      if (nextRow >= end) {
        if (fault == Fault.NEVER_ENDS) {
          return Optional.of(Chunk.empty(FARES));
        }
        isAtEnd = true;
        nextRow = fault == Fault.STARTS_AGAIN_AFTER_ITS_END ? 0 : nextRow;
        return Optional.empty();
      }
      int maxRows = limit.maxRows();
      if (fault != Fault.IGNORES_THE_LIMIT_OF_BYTES) {
        maxRows = (int) Math.min(maxRows, Math.max(1, limit.maxBytes() / 8));
      }
      if (fault == Fault.RETURNS_TOO_MANY_ROWS && maxRows < ROWS) {
        maxRows++;
      }
      chunkStart = nextRow;
      nextRow = Math.min(end, chunkStart + maxRows);
      chunks++;
      return Optional.of(chunk(chunkStart, nextRow, limit));
    }

    @Override
    public Optional<SourcePosition> position() {
      boolean isPositionFault = fault.compareTo(Fault.HAS_THE_POSITION_OF_THE_CHUNK) >= 0;
      if ((fault != Fault.NONE && !isPositionFault)
          || (fault == Fault.HAS_A_POSITION_FROM_THE_FIRST_ROW_ON && nextRow == 0)) {
        return Optional.empty();
      }
      long byteOffset = nextRow * 1_000L;
      if (fault == Fault.HAS_A_POSITION_BY_CHUNK) {
        byteOffset += chunks;
      } else if (fault == Fault.MOVES_ITS_POSITION_AT_THE_END && isAtEnd) {
        byteOffset++;
      } else if (fault == Fault.DOES_NOT_ADVANCE_ITS_BYTE_OFFSET) {
        byteOffset = 0;
      }
      return Optional.of(
          new SourcePosition(
              fault == Fault.HAS_THE_POSITION_OF_THE_CHUNK ? chunkStart : nextRow,
              OptionalLong.empty(),
              OptionalLong.of(byteOffset)));
    }

    private Chunk chunk(int from, int to, ReadLimit limit) {
      int count = to - from;
      if (fault == Fault.DROPS_THE_LAST_ROW_OF_SMALL_CHUNKS && limit.maxRows() == 7) {
        count--;
      }
      double[] fares = fault == Fault.MODIFIES_A_CHUNK_IN_USE ? shared : new double[count];
      for (int i = 0; i < count; i++) {
        fares[i] = (from + i) / 2.0;
      }
      if (fault == Fault.DEPENDS_ON_THE_CHUNK) {
        fares[0] = count;
      } else if (fault == Fault.RETURNS_OTHER_ROWS_WHEN_OPENED_AGAIN) {
        fares[0] = number;
      }
      Chunk chunk = Chunk.of(firstRow(from), FARES, count, DoubleVector.wrap(fares, count));
      return fault == Fault.ADDS_A_COLUMN && from == 150
          ? chunk.withColumns(
              List.of(ColumnSpec.real("new")), List.of(DoubleVector.of(new double[count])))
          : chunk;
    }

    private int firstRow(int from) {
      if (fault == Fault.SKIPS_A_NUMBER && from == 99) {
        return from + 1;
      }
      return fault == Fault.NUMBERS_WITHIN_THE_CHUNK
          ? 0
          : from + (fault == Fault.NUMBERS_FROM_ONE ? 1 : 0);
    }

    @Override
    public long retainedBytes() {
      return fault == Fault.RETAINS_NEGATIVE_BYTES ? -8 : shared.length * 8L;
    }

    @Override
    public long cellsSetMissing() {
      if (fault == Fault.COUNTS_NEGATIVE_CELLS) {
        return -1;
      }
      return fault == Fault.COUNTS_CELLS_BY_CHUNK ? chunks : 0;
    }

    @Override
    public void close() throws IOException {
      if (isClosed && fault == Fault.CANNOT_BE_CLOSED_TWICE) {
        throw new IOException("closed already");
      }
      isClosed = true;
    }
  }

  @ParameterizedTest
  @EnumSource(value = Fault.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void failsForASourceThat(Fault fault) {
    Source source = new FaultySource(fault);

    assertThatThrownBy(() -> SourceContract.of(source).check())
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("source '")
        .hasMessageContaining(fault.message);
  }

  private static Table fares(int rows) {
    double[] fares = new double[rows];
    Arrays.setAll(fares, i -> i / 2.0);
    return Table.create("fares", DoubleColumn.create("fare", fares));
  }

  @Test
  void passesForTheSourceWithoutAFault() {
    SourceContract contract = SourceContract.of(new FaultySource(Fault.NONE));

    assertThatCode(contract::check).doesNotThrowAnyException();
    assertThatCode(contract.expecting(fares(ROWS))::check).doesNotThrowAnyException();
  }

  @Test
  void comparesTheRowsWithThoseOfATable() {
    SourceContract contract = SourceContract.of(new FaultySource(Fault.NONE));
    Table other = fares(ROWS);
    other.doubleColumn("fare").set(17, 8.25);

    assertThatThrownBy(() -> contract.expecting(other).check())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("expected row 17: fare=8.25")
        .hasMessageContaining("found    row 17: fare=8.5");
    assertThatThrownBy(() -> contract.expecting(fares(ROWS - 1)).check())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("expected 299 rows, found 300");
    assertThatThrownBy(
            () -> contract.expecting(Table.create(DoubleColumn.create("fares", 1, 2))).check())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("has other columns than expected")
        .hasMessageContaining("'fare'");
    assertThatThrownBy(
            () ->
                contract
                    .expecting(fares(ROWS).addColumns(DoubleColumn.create("tip", new double[ROWS])))
                    .check())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("has other columns than expected");
  }

  private static final class SingleUseSource implements Source {

    private boolean opened;

    @Override
    public String name() {
      return "once";
    }

    @Override
    public Schema schema() {
      return FARES;
    }

    @Override
    public ChunkReader open() throws IOException {
      if (opened) {
        throw new IOException("opened before");
      }
      opened = true;
      return new FaultyReader(Fault.NONE, 1);
    }
  }

  @Test
  void requiresASupplierForASourceThatCanBeOpenedOnce() {
    assertThatCode(() -> SourceContract.of(SingleUseSource::new).check())
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> SourceContract.of(new SingleUseSource()).check())
        .isInstanceOf(SourceFailedException.class)
        .hasMessage("source 'once' could not be read: opened before");
  }
}
