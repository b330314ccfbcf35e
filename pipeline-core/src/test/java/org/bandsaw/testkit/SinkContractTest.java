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

/** The contract must catch what it is there to catch: each fault is planted once. */
class SinkContractTest {

  private static final Schema TRIPS = Schema.of(ColumnSpec.text("vendor"), ColumnSpec.real("fare"));

  private enum Fault {
    NONE(""),
    HAS_NO_NAME("has no name"),
    WRITES_NOTHING("writes for all rows what it does for none"),
    WRITES_A_LINE_PER_CHUNK("writes something else in chunks of 1; line 2:"),
    WRITES_A_LINE_FOR_EMPTY_CHUNKS("writes something else when some chunks have no rows; line 1:"),
    LOSES_SINGLE_ROWS("writes something else in chunks of 1; line 1:"),
    LOSES_WHAT_IS_BUFFERED("writes something else in chunks of 7; line 57:"),
    COUNTS_ITS_RUNS("writes something else the second time; line 1:"),
    KEEPS_THE_CHUNK("keeps the chunk, whose arrays hold other values after the call; line 1:"),
    WRITES_TO_THE_CHUNK("writes to the chunk it is given, from row 0"),
    COUNTS_CHUNKS("says at its close that 1 rows are written, when it was given 100"),
    COUNTS_TWICE("says that 200 rows are written, after 0, when it was given 100"),
    COUNTS_BEFORE_IT_WRITES("has written rows before it was given any"),
    HOLDS_LESS_THAN_NOTHING("retains -1 bytes"),
    ENDS_TWICE("was closed after 0 rows and wrote others"),
    SHARES_ITS_BUFFER("is disturbed by a run to another place"),
    APPENDS("writes something else to a file that was written before"),
    LETS_ANOTHER_RUN_IN("lets two runs write one file at once"),
    LEAVES_A_MARK_WHEN_IT_REFUSES("is disturbed by a second run that was refused"),
    STAYS_LOCKED_BY_WHAT_IT_REFUSED("lets two runs write one file at once"),
    WRITES_AFTER_ITS_CLOSE("writes to its file after it was closed");

    private final String message;

    Fault(String message) {
      this.message = message;
    }
  }

  /** A user's sink: a line for each row, written when there are some, and at the close. */
  private record FaultySink(Path file, Fault fault, Set<Path> inUse, List<String> shared)
      implements Sink {

    @Override
    public String name() {
      return fault == Fault.HAS_NO_NAME ? "" : "lines";
    }

    @Override
    public SinkRun open(Schema rows) throws IOException {
      boolean free = inUse.add(file);
      if (!free) {
        if (fault == Fault.LEAVES_A_MARK_WHEN_IT_REFUSES) {
          Files.writeString(file, "refused\n");
        }
        if (fault != Fault.LETS_ANOTHER_RUN_IN) {
          throw new IllegalStateException(file + " is being written by another run");
        }
      }
      if (fault == Fault.STAYS_LOCKED_BY_WHAT_IT_REFUSED) {
        inUse.remove(file);
      }
      if (fault != Fault.APPENDS) {
        Files.writeString(file, "");
      }
      return new FaultySinkRun(this);
    }
  }

  private static final class FaultySinkRun implements SinkRun {

    private static final int BUFFERED = 50;

    private final FaultySink sink;
    private final Fault fault;
    private final List<String> lines;
    private final List<Chunk> kept = new ArrayList<>();
    private long rows;
    private boolean isClosed;

    FaultySinkRun(FaultySink sink) {
      this.sink = sink;
      this.fault = sink.fault;
      this.lines =
          fault == Fault.SHARES_ITS_BUFFER || fault == Fault.COUNTS_ITS_RUNS
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
      if (fault == Fault.KEEPS_THE_CHUNK) {
        kept.add(chunk);
      } else if (fault != Fault.WRITES_NOTHING
          && !(fault == Fault.LOSES_SINGLE_ROWS && count == 1)) {
        lines.addAll(RowText.of(chunk));
      }
      if (fault == Fault.WRITES_A_LINE_PER_CHUNK
          || (fault == Fault.WRITES_A_LINE_FOR_EMPTY_CHUNKS && count == 0)) {
        lines.add("---");
      } else if (fault == Fault.WRITES_TO_THE_CHUNK && count > 0) {
        chunk.doubles("fare").array()[0] = -1;
      }
      if (lines.size() >= BUFFERED && fault != Fault.SHARES_ITS_BUFFER) {
        flush();
      }
    }

    @Override
    public long rowsWritten() {
      return rows + (fault == Fault.COUNTS_BEFORE_IT_WRITES ? 1 : 0);
    }

    @Override
    public long retainedBytes() {
      return fault == Fault.HOLDS_LESS_THAN_NOTHING ? -1 : lines.size();
    }

    @Override
    public void close() throws IOException {
      sink.inUse.remove(sink.file);
      if (isClosed && fault == Fault.ENDS_TWICE) {
        Files.writeString(sink.file, "the end, again\n", StandardOpenOption.APPEND);
      }
      if (isClosed) {
        return;
      }
      isClosed = true;
      kept.forEach(chunk -> lines.addAll(RowText.of(chunk)));
      if (fault != Fault.LOSES_WHAT_IS_BUFFERED) {
        flush();
      }
      if (fault == Fault.COUNTS_ITS_RUNS) {
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
  void catchesASinkThat(Fault fault) {
    assertThatThrownBy(() -> contract(fault).on(rows(100)).check())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(fault.message);
  }

  @Test
  void passesTheSameSinkWithoutAFault() {
    assertThatCode(() -> contract(Fault.NONE).on(rows(100)).check()).doesNotThrowAnyException();
    assertThatCode(() -> contract(Fault.NONE).on(rows(1)).check()).doesNotThrowAnyException();
  }

  @Test
  void showsTheFirstLineThatDiffers() {
    assertThatThrownBy(() -> contract(Fault.LOSES_SINGLE_ROWS).on(rows(3)).check())
        .hasMessage(
            String.format(
                "sink 'lines' writes something else in chunks of 1; line 1:%n"
                    + "  expected row 0: vendor=Zürich 0, fare=-20.0%n"
                    + "  found    nothing more"));
  }

  @Test
  void leavesNoFilesBehind() {
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

  /** A sink that leads elsewhere, with what it may do wrong. */
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
  void triesASinkThatWritesNoFileAndWantsPredictions() {
    Table table = Table.create("trips", DoubleColumn.create("fare", 1, 2, 3, 4, 5, 6, 7, 8));

    assertThatCode(() -> remote(false).on(table).check()).doesNotThrowAnyException();
    assertThatThrownBy(() -> remote(true).on(table).check())
        .isInstanceOf(SinkFailedException.class)
        .hasMessage("sink 'remote' failed: connection reset");
  }

  @Test
  void needsRowsThatTheSinkCanTake() {
    SinkContract without = contract(Fault.NONE);
    assertThatIllegalStateException()
        .isThrownBy(without::check)
        .withMessage("no rows to try the sink on; give some with on(rows)");
    assertThatIllegalArgumentException().isThrownBy(() -> without.on(rows(0)));
    Chunk growing = rows(9).with(TRIPS.openEnded(), rows(9).vectors());
    assertThatIllegalStateException()
        .isThrownBy(() -> remote(false).on(growing).check())
        .withMessageContaining("sink 'remote' needs fixed columns");
  }

  @Test
  void saysSoWhenWhatWasWrittenCannotBeRead() {
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
        .withMessage("what sink 'remote' wrote could not be read")
        .withCauseInstanceOf(UncheckedIOException.class);
  }
}
