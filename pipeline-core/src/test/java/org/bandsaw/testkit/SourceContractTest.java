package org.bandsaw.testkit;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.DoubleVector;
import org.bandsaw.data.Schema;
import org.bandsaw.source.ChunkReader;
import org.bandsaw.source.ReadLimit;
import org.bandsaw.source.Replayable;
import org.bandsaw.source.Source;
import org.bandsaw.source.SourceFailedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.Table;

/** The contract must catch what it is there to catch: each fault is planted once. */
class SourceContractTest {

  private static final Schema FARES = Schema.of(ColumnSpec.real("fare"));
  private static final int ROWS = 300;

  private enum Fault {
    NONE(""),
    HAS_NO_NAME("has no name"),
    IS_RENAMED("is called 'numbers 2' the next time"),
    SAYS_ANOTHER_SCHEMA("says one schema, and its reader has another"),
    SAYS_THAT_COLUMNS_GROW("has columns that grow"),
    COUNTS_FROM_ONE("numbers a row 1 where row 0 is next"),
    COUNTS_WITHIN_THE_CHUNK("numbers a row 0 where row 1 is next"),
    LEAVES_A_GAP("numbers a row 100 where row 99 is next"),
    GIVES_A_ROW_TOO_MANY("gives 2 rows where 1 were asked for"),
    IGNORES_BYTES("gives 300 rows of at least 8 bytes each where 1 bytes were asked for"),
    LOSES_THE_LAST_ROW_OF_SMALL_CHUNKS("numbers a row 7 where row 6 is next"),
    LOSES_THE_LAST_ROW("299 found; the first that is absent is row 299: fare=149.5"),
    LOOKS_AT_THE_CHUNK("gives other rows in pieces of 1"),
    GIVES_A_NEW_COLUMN_LATER("the piece from row 150 on has another"),
    BEGINS_AGAIN_AFTER_ITS_END("has come to its end, and then gives rows 0-"),
    NEVER_ENDS("neither ends nor gives rows for a minute, after row 299"),
    WRITES_TO_A_CHUNK_IN_USE("writes to a chunk that was not released, in pieces of 2"),
    HOLDS_LESS_THAN_NOTHING("retains -8 bytes"),
    COUNTS_CELLS_BY_CHUNK("sets 1 cells to missing, and 300 in pieces of 1"),
    COUNTS_CELLS_BACKWARDS("has set -1 cells to missing"),
    CANNOT_BE_CLOSED_TWICE("cannot be closed twice"),
    SHARES_ITS_PLACE("gives other rows while another reader is open"),
    GIVES_OTHER_ROWS_AGAIN("gives other rows in pieces of 1");

    private final String message;

    Fault(String message) {
      this.message = message;
    }
  }

  /** The fares 0, 0.5, 1 and so on, in a way that may be wrong. */
  private static final class FaultySource implements Replayable {

    private final Fault fault;
    private int named;
    private int opened;
    private FaultyReader last = new FaultyReader(Fault.NONE, 0);

    FaultySource(Fault fault) {
      this.fault = fault;
    }

    @Override
    public String name() {
      named++;
      if (fault == Fault.HAS_NO_NAME) {
        return "";
      }
      return fault == Fault.IS_RENAMED ? "numbers " + named : "numbers";
    }

    @Override
    public Schema schema() {
      if (fault == Fault.SAYS_THAT_COLUMNS_GROW) {
        return FARES.openEnded();
      }
      return fault == Fault.SAYS_ANOTHER_SCHEMA ? FARES.with(ColumnSpec.text("zone")) : FARES;
    }

    @Override
    public ChunkReader open() {
      opened++;
      FaultyReader reader = new FaultyReader(fault, opened);
      // the contract has two readers open at once only at its end
      if (fault == Fault.SHARES_ITS_PLACE && !last.isClosed && opened > 1) {
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
    private int at;
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
      int end = fault == Fault.LOSES_THE_LAST_ROW && limit.maxRows() == 7 ? ROWS - 1 : ROWS;
      if (at >= end) {
        if (fault == Fault.NEVER_ENDS) {
          return Optional.of(Chunk.empty(FARES));
        }
        at = fault == Fault.BEGINS_AGAIN_AFTER_ITS_END ? 0 : at;
        return Optional.empty();
      }
      int most = limit.maxRows();
      if (fault != Fault.IGNORES_BYTES) {
        most = (int) Math.min(most, Math.max(1, limit.maxBytes() / 8));
      }
      if (fault == Fault.GIVES_A_ROW_TOO_MANY && most < ROWS) {
        most++;
      }
      int from = at;
      at = Math.min(end, from + most);
      chunks++;
      return Optional.of(chunk(from, at, limit));
    }

    private Chunk chunk(int from, int to, ReadLimit limit) {
      int count = to - from;
      if (fault == Fault.LOSES_THE_LAST_ROW_OF_SMALL_CHUNKS && limit.maxRows() == 7) {
        count--;
      }
      double[] fares = fault == Fault.WRITES_TO_A_CHUNK_IN_USE ? shared : new double[count];
      for (int i = 0; i < count; i++) {
        fares[i] = (from + i) / 2.0;
      }
      if (fault == Fault.LOOKS_AT_THE_CHUNK) {
        fares[0] = count;
      } else if (fault == Fault.GIVES_OTHER_ROWS_AGAIN) {
        fares[0] = number;
      }
      Chunk chunk = Chunk.of(firstRow(from), FARES, count, DoubleVector.wrap(fares, count));
      return fault == Fault.GIVES_A_NEW_COLUMN_LATER && from == 150
          ? chunk.withColumns(
              List.of(ColumnSpec.real("new")), List.of(DoubleVector.of(new double[count])))
          : chunk;
    }

    private int firstRow(int from) {
      if (fault == Fault.LEAVES_A_GAP && from == 99) {
        return from + 1;
      }
      return fault == Fault.COUNTS_WITHIN_THE_CHUNK
          ? 0
          : from + (fault == Fault.COUNTS_FROM_ONE ? 1 : 0);
    }

    @Override
    public long retainedBytes() {
      return fault == Fault.HOLDS_LESS_THAN_NOTHING ? -8 : shared.length * 8L;
    }

    @Override
    public long cellsSetMissing() {
      if (fault == Fault.COUNTS_CELLS_BACKWARDS) {
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
  void catchesASourceThat(Fault fault) {
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
  void passesTheSameSourceWithoutAFault() {
    SourceContract contract = SourceContract.of(new FaultySource(Fault.NONE));

    assertThatCode(contract::check).doesNotThrowAnyException();
    assertThatCode(contract.expecting(fares(ROWS))::check).doesNotThrowAnyException();
  }

  @Test
  void comparesWithTheRowsThatAreExpected() {
    SourceContract contract = SourceContract.of(new FaultySource(Fault.NONE));
    Table other = fares(ROWS);
    other.doubleColumn("fare").set(17, 8.25);

    assertThatThrownBy(() -> contract.expecting(other).check())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("expected row 17: fare=8.25")
        .hasMessageContaining("found    row 17: fare=8.5");
    assertThatThrownBy(() -> contract.expecting(fares(ROWS - 1)).check())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("299 rows are expected, and 300 found");
    assertThatThrownBy(
            () -> contract.expecting(Table.create(DoubleColumn.create("fares", 1, 2))).check())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("has other columns than what is expected")
        .hasMessageContaining("'fare'");
    assertThatThrownBy(
            () ->
                contract
                    .expecting(fares(ROWS).addColumns(DoubleColumn.create("tip", new double[ROWS])))
                    .check())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("has other columns than what is expected");
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
  void readsWhatCanBeOpenedOnceFromFreshOnes() {
    assertThatCode(() -> SourceContract.of(SingleUseSource::new).check())
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> SourceContract.of(new SingleUseSource()).check())
        .isInstanceOf(SourceFailedException.class)
        .hasMessage("source 'once' could not be read: opened before");
  }
}
