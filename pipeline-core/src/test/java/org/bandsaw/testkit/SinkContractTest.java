package org.bandsaw.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.DoubleVector;
import org.bandsaw.data.Schema;
import org.bandsaw.data.StringVector;
import org.bandsaw.data.ValueType;
import org.bandsaw.sink.Sink;
import org.bandsaw.sink.SinkFailedException;
import org.bandsaw.sink.SinkRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.Table;

/** Each fault of a sink must fail the contract. */
class SinkContractTest {

  private static final Schema TRIPS = Schema.of(ColumnSpec.text("vendor"), ColumnSpec.real("fare"));

  private enum Fault {
    NONE(""),
    HAS_NO_NAME("has no name"),
    WRITES_NOTHING("writes the same output for all rows as for none"),
    WRITES_A_LINE_PER_CHUNK("writes other output in chunks of 1; line 2:"),
    WRITES_A_LINE_FOR_EMPTY_CHUNKS("writes other output if some chunks have no rows; line 1:"),
    DROPS_SINGLE_ROWS("writes other output in chunks of 1; line 1:"),
    DOES_NOT_FLUSH("writes other output in chunks of 7; line 57:"),
    DEPENDS_ON_THE_RUNS_BEFORE("writes other output the second time; line 1:"),
    RETAINS_THE_CHUNK("retains the chunk, whose arrays are reused after the call; line 1:"),
    MODIFIES_THE_CHUNK("modifies the chunk from row 0 on"),
    COUNTS_CHUNKS("reports 1 written rows after its close, for 100 rows passed to it"),
    COUNTS_TWICE("reports 200 written rows, after 0 before, for 100 rows passed to it"),
    COUNTS_BEFORE_IT_WRITES("reports written rows before any were passed to it"),
    RETAINS_NEGATIVE_BYTES("retains -1 bytes"),
    WRITES_AT_THE_SECOND_CLOSE("writes other output if it is closed twice after 0 rows"),
    SHARES_ITS_BUFFER("writes other output while another run writes to another destination"),
    APPENDS("writes other output to a file that exists already"),
    ACCEPTS_ANOTHER_RUN("accepts two open runs into one file"),
    WRITES_WHEN_IT_REJECTS("writes other output if a second run was rejected"),
    DOES_NOT_LOCK("accepts two open runs into one file"),
    WRITES_AFTER_ITS_CLOSE("writes to its file after it was closed");

    private final String message;

    Fault(String message) {
      this.message = message;
    }
  }

  /** A sink with a fault: one line per row, written when the buffer is full, and at the close. */
  private record FaultySink(Path file, Fault fault, Set<Path> inUse, List<String> shared)
      implements Sink {

    @Override
    public String name() {
      return fault == Fault.HAS_NO_NAME ? "" : "lines";
    }

    @Override
    public SinkRun open(Schema rows) throws IOException {
      boolean isFree = inUse.add(file);
      if (!isFree) {
        if (fault == Fault.WRITES_WHEN_IT_REJECTS) {
          Files.writeString(file, "rejected\n");
        }
        if (fault != Fault.ACCEPTS_ANOTHER_RUN) {
          throw new IllegalStateException(file + " is being written by another run");
        }
      }
      if (fault == Fault.DOES_NOT_LOCK) {
        inUse.remove(file);
      }
      if (fault != Fault.APPENDS) {
        Files.writeString(file, "");
      }
      return new FaultySinkRun(this);
    }
  }

  private static final class FaultySinkRun implements SinkRun {

    private static final int BUFFER_ROWS = 50;

    private final FaultySink sink;
    private final Fault fault;
    private final List<String> lines;
    private final List<Chunk> retained = new ArrayList<>();
    private long rows;
    private boolean isClosed;

    FaultySinkRun(FaultySink sink) {
      this.sink = sink;
      this.fault = sink.fault;
      this.lines =
          fault == Fault.SHARES_ITS_BUFFER || fault == Fault.DEPENDS_ON_THE_RUNS_BEFORE
              ? sink.shared
              : new ArrayList<>();
    }

    @Override
    public void write(Chunk chunk) throws IOException {
      if (isClosed && fault == Fault.WRITES_AFTER_ITS_CLOSE) {
        Files.writeString(sink.file, "one more\n", StandardOpenOption.APPEND);
      }
      int count = chunk.rowCount();
      rows += fault == Fault.COUNTS_CHUNKS ? 1 : fault == Fault.COUNTS_TWICE ? 2 * count : count;
      if (fault == Fault.RETAINS_THE_CHUNK) {
        retained.add(chunk);
      } else if (fault != Fault.WRITES_NOTHING
          && !(fault == Fault.DROPS_SINGLE_ROWS && count == 1)) {
        lines.addAll(RowText.of(chunk));
      }
      if (fault == Fault.WRITES_A_LINE_PER_CHUNK
          || (fault == Fault.WRITES_A_LINE_FOR_EMPTY_CHUNKS && count == 0)) {
        lines.add("---");
      } else if (fault == Fault.MODIFIES_THE_CHUNK && count > 0) {
        chunk.doubles("fare").array()[0] = -1;
      }
      if (lines.size() >= BUFFER_ROWS && fault != Fault.SHARES_ITS_BUFFER) {
        flush();
      }
    }

    @Override
    public long rowsWritten() {
      return rows + (fault == Fault.COUNTS_BEFORE_IT_WRITES ? 1 : 0);
    }

    @Override
    public long retainedBytes() {
      return fault == Fault.RETAINS_NEGATIVE_BYTES ? -1 : lines.size();
    }

    @Override
    public void close() throws IOException {
      sink.inUse.remove(sink.file);
      if (isClosed && fault == Fault.WRITES_AT_THE_SECOND_CLOSE) {
        Files.writeString(sink.file, "the end, again\n", StandardOpenOption.APPEND);
      }
      if (isClosed) {
        return;
      }
      isClosed = true;
      retained.forEach(chunk -> lines.addAll(RowText.of(chunk)));
      if (fault != Fault.DOES_NOT_FLUSH) {
        flush();
      }
      if (fault == Fault.DEPENDS_ON_THE_RUNS_BEFORE) {
        lines.add("one more run");
      }
    }

    private void flush() throws IOException {
      Files.write(sink.file, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      lines.clear();
    }
  }

  private static SinkContract contract(Fault fault) {
    Set<Path> inUse = ConcurrentHashMap.newKeySet();
    List<String> shared = new ArrayList<>();
    return SinkContract.ofFile(file -> new FaultySink(file, fault, inUse, shared));
  }

  private static Chunk rows(int count) {
    String[] vendors = new String[count];
    double[] fares = new double[count];
    for (int i = 0; i < count; i++) {
      vendors[i] = i % 5 == 4 ? "" : "Zürich " + i % 3;
      fares[i] = i % 7 == 3 ? Double.NaN : i * 1.5 - 20;
    }
    return Chunk.of(0, TRIPS, count, StringVector.of(vendors), DoubleVector.of(fares));
  }

  @ParameterizedTest
  @EnumSource(value = Fault.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void failsForASinkThat(Fault fault) {
    assertThatThrownBy(() -> contract(fault).on(rows(100)).check())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(fault.message);
  }

  @Test
  void passesForTheSinkWithoutAFault() {
    assertThatCode(() -> contract(Fault.NONE).on(rows(100)).check()).doesNotThrowAnyException();
    assertThatCode(() -> contract(Fault.NONE).on(rows(1)).check()).doesNotThrowAnyException();
  }

  @Test
  void showsTheFirstLineThatDiffers() {
    assertThatThrownBy(() -> contract(Fault.DROPS_SINGLE_ROWS).on(rows(3)).check())
        .hasMessage(
            String.format(
                "sink 'lines' writes other output in chunks of 1; line 1:%n"
                    + "  expected row 0: vendor=Zürich 0, fare=-20.0%n"
                    + "  found    the end of the output"));
  }

  @Test
  void deletesItsFiles() {
    List<Path> files = new ArrayList<>();
    Set<Path> inUse = ConcurrentHashMap.newKeySet();
    SinkContract.ofFile(
            file -> {
              files.add(file);
              return new FaultySink(file, Fault.NONE, inUse, new ArrayList<>());
            })
        .on(rows(20))
        .check();

    assertThat(files)
        .hasSizeGreaterThan(10)
        .doesNotHaveDuplicates()
        .noneMatch(Files::exists)
        .noneMatch(file -> Files.exists(file.getParent()));
  }

  /** A sink without a file. */
  private record RemoteSink(StringBuilder out, boolean failsToWrite) implements Sink {

    @Override
    public String name() {
      return "remote";
    }

    @Override
    public boolean needsFixedColumns() {
      return true;
    }

    @Override
    public boolean wantsPrediction() {
      return true;
    }

    @Override
    public SinkRun open(Schema rows) {
      rows.require("prediction", ValueType.DOUBLE);
      return new SinkRun() {
        private long rows;

        @Override
        public void write(Chunk chunk) throws IOException {
          if (failsToWrite) {
            throw new IOException("connection reset");
          }
          RowText.of(chunk).forEach(line -> out.append(line).append('\n'));
          rows += chunk.rowCount();
        }

        @Override
        public long rowsWritten() {
          return rows;
        }

        @Override
        public void close() {}
      };
    }
  }

  private static SinkContract remote(boolean failsToWrite) {
    return SinkContract.of(
        () -> {
          StringBuilder out = new StringBuilder();
          return new SinkContract.Destination(new RemoteSink(out, failsToWrite), out::toString);
        });
  }

  @Test
  void passesForASinkThatWritesNoFileAndWantsPredictions() {
    Table table = Table.create("trips", DoubleColumn.create("fare", 1, 2, 3, 4, 5, 6, 7, 8));

    assertThatCode(() -> remote(false).on(table).check()).doesNotThrowAnyException();
    assertThatThrownBy(() -> remote(true).on(table).check())
        .isInstanceOf(SinkFailedException.class)
        .hasMessage("sink 'remote' failed: connection reset");
  }

  @Test
  void requiresRowsThatTheSinkAccepts() {
    SinkContract without = contract(Fault.NONE);
    assertThatIllegalStateException()
        .isThrownBy(without::check)
        .withMessage("the check of a sink needs rows; set them with on(rows)");
    assertThatIllegalArgumentException().isThrownBy(() -> without.on(rows(0)));
    Chunk growing = rows(9).with(TRIPS.openEnded(), rows(9).vectors());
    assertThatIllegalStateException()
        .isThrownBy(() -> remote(false).on(growing).check())
        .withMessageContaining("sink 'remote' needs fixed columns");
  }

  @Test
  void reportsAnOutputThatCannotBeRead() {
    SinkContract contract =
        SinkContract.of(
            () ->
                new SinkContract.Destination(
                    new RemoteSink(new StringBuilder(), false),
                    () -> {
                      throw new UncheckedIOException(new IOException("gone"));
                    }));

    assertThatIllegalStateException()
        .isThrownBy(() -> contract.on(rows(5)).check())
        .withMessage("the output of sink 'remote' could not be read")
        .withCauseInstanceOf(UncheckedIOException.class);
  }
}
