package org.bandsaw.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.MutableRow;
import org.bandsaw.data.RowLayout;
import org.bandsaw.data.Schema;
import org.bandsaw.data.ValueType;
import org.bandsaw.data.Vector;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;

/**
 * The contract of a stage, tried on rows: any chunking of them gives the same, bit for bit; a
 * rollback undoes; a saved state goes on as the run it was saved from; a row kernel does what
 * {@code apply} does; the chunk that comes in is not written to.
 */
final class StageCheck {

  private final Stage stage;
  private final Chunk rows;
  private final Random random;

  private StageCheck(Stage stage, Chunk rows, long seed) {
    this.stage = stage;
    this.rows = rows;
    this.random = new Random(seed);
  }

  /** Tries everything. */
  static void check(Stage stage, Chunk rows, long seed) {
    StageCheck check = new StageCheck(stage, rows, seed);
    check.chunkingDoesNotMatter();
    check.rollbackUndoes();
    check.savedStateGoesOn();
    check.clearedContextIsCleared();
    check.rowKernelEqualsApply();
  }

  /** What came out: the last schema, a text for each row of all cells by name, and the state. */
  record Result(String schema, List<String> rows, String state) {

    void assertEqual(Result other, String circumstance) {
      assertThat(other.rows).as(circumstance).isEqualTo(rows);
      assertThat(other.schema).as(circumstance).isEqualTo(schema);
      assertThat(other.state).as(circumstance).isEqualTo(state);
    }
  }

  private enum How {
    PROCESS,
    APPLY
  }

  private static String state(StageRun run) {
    StateWriter out = new StateWriter();
    run.save(out);
    return HexFormat.of().formatHex(out.toBytes());
  }

  /** A grown column that is not there yet equals 0, so zeros of grown columns are left out. */
  static void addRows(Chunk chunk, List<String> to) {
    Schema schema = chunk.schema();
    for (int i = 0; i < chunk.rowCount(); i++) {
      StringBuilder text = new StringBuilder().append(chunk.sourceRow(i)).append(':');
      for (int c = 0; c < schema.size(); c++) {
        String cell = cell(chunk.vector(c), i);
        if (c < schema.declaredCount() || !cell.equals(bits(0))) {
          text.append(' ').append(schema.column(c)).append('=').append(cell);
        }
      }
      to.add(text.toString());
    }
  }

  private static String cell(Vector vector, int row) {
    return vector.type() == ValueType.DOUBLE ? bits(vector.number(row)) : vector.text(row);
  }

  private static String bits(double value) {
    return Double.isNaN(value) ? "" : value + "/" + Double.doubleToRawLongBits(value);
  }

  private void feed(StageRun run, int from, int to, int size, How how, List<String> out) {
    for (int at = from; at < to; at += size) {
      Chunk chunk = rows.slice(at, Math.min(to, at + size));
      List<String> before = new ArrayList<>();
      addRows(chunk, before);
      addRows(how == How.PROCESS ? run.process(chunk) : run.apply(chunk), out);
      List<String> after = new ArrayList<>();
      addRows(chunk, after);
      assertThat(after).as("the chunk that came in").isEqualTo(before);
    }
  }

  private Result straight(int size) {
    StageRun run = stage.open(rows.schema());
    List<String> out = new ArrayList<>();
    feed(run, 0, rows.rowCount(), size, How.PROCESS, out);
    return new Result(run.output().toString(), out, state(run));
  }

  private void chunkingDoesNotMatter() {
    Result whole = straight(Math.max(1, rows.rowCount()));
    for (int size : new int[] {1, 2, 3, 7, 64}) {
      whole.assertEqual(straight(size), stage.name() + " in chunks of " + size);
    }
  }

  private void rollbackUndoes() {
    Result whole = straight(Math.max(1, rows.rowCount()));
    for (int trial = 0; trial < 8; trial++) {
      StageRun run = stage.open(rows.schema());
      List<String> out = new ArrayList<>();
      int at = 0;
      while (at < rows.rowCount()) {
        run.mark();
        String schema = run.output().toString();
        String state = state(run);
        for (int attempt = random.nextInt(3); attempt > 0; attempt--) {
          int wrong = at + 1 + random.nextInt(rows.rowCount() - at);
          feed(run, at, wrong, 1 + random.nextInt(9), How.PROCESS, new ArrayList<>());
          run.rollback();
          assertThat(run.output().toString()).as("schema rolled back").isEqualTo(schema);
          assertThat(state(run)).as("state rolled back").isEqualTo(state);
        }
        int right = at + 1 + random.nextInt(Math.min(20, rows.rowCount() - at));
        feed(run, at, right, 1 + random.nextInt(9), How.PROCESS, out);
        at = right;
      }
      Result same = new Result(run.output().toString(), out, state(run));
      whole.assertEqual(same, stage.name() + " with attempts thrown away");
    }
  }

  private void savedStateGoesOn() {
    Result whole = straight(Math.max(1, rows.rowCount()));
    for (int trial = 0; trial < 4; trial++) {
      int cut = random.nextInt(rows.rowCount() + 1);
      StageRun first = stage.open(rows.schema());
      List<String> out = new ArrayList<>();
      feed(first, 0, cut, 5, How.PROCESS, out);
      String state = state(first);
      StageRun second = stage.open(rows.schema());
      feed(second, 0, random.nextInt(rows.rowCount() + 1), 4, How.PROCESS, new ArrayList<>());
      StateReader in = new StateReader(HexFormat.of().parseHex(state));
      second.load(in);
      assertThat(in.isAtEnd()).isTrue();
      assertThat(state(second)).as("saved again").isEqualTo(state);
      assertThat(second.output().toString()).isEqualTo(first.output().toString());
      second.mark();
      feed(second, cut, rows.rowCount(), 6, How.PROCESS, new ArrayList<>());
      second.rollback();
      feed(second, cut, rows.rowCount(), 6, How.PROCESS, out);
      Result same = new Result(second.output().toString(), out, state(second));
      whole.assertEqual(same, stage.name() + " loaded at row " + cut);
      assertThat(second.retainedBytes()).isNotNegative();
    }
  }

  /** Clearing twice is clearing once, and a run without parameters is then as new. */
  private void clearedContextIsCleared() {
    StageRun run = stage.open(rows.schema());
    feed(run, 0, rows.rowCount(), 5, How.PROCESS, new ArrayList<>());
    run.clearContext();
    String once = state(run);
    feed(run, 0, rows.rowCount() / 2, 5, How.APPLY, new ArrayList<>());
    run.clearContext();
    assertThat(state(run)).as("parameters stand still in apply").isEqualTo(once);
  }

  private void rowKernelEqualsApply() {
    int cut = rows.rowCount() / 2;
    StageRun chunks = stage.open(rows.schema());
    StageRun single = stage.open(rows.schema());
    if (!(single instanceof RowStageRun byRow)) {
      return;
    }
    feed(chunks, 0, cut, 9, How.PROCESS, new ArrayList<>());
    feed(single, 0, cut, 9, How.PROCESS, new ArrayList<>());
    List<String> expected = new ArrayList<>();
    feed(chunks, cut, rows.rowCount(), 4, How.APPLY, expected);

    RowLayout layout = new RowLayout(rows.schema());
    int[] sourceSlots = layout.slots(rows.schema().names());
    RowKernel kernel = byRow.rowKernel(layout);
    assertThat(layout.schema()).isEqualTo(chunks.output());
    assertThat(layout.schema().toString()).isEqualTo(chunks.output().toString());
    MutableRow row = new MutableRow(layout.size());
    List<String> actual = new ArrayList<>();
    for (int i = cut; i < rows.rowCount(); i++) {
      row.clear(rows.sourceRow(i));
      for (int c = 0; c < sourceSlots.length; c++) {
        row.set(sourceSlots[c], rows.vector(c), i);
      }
      if (kernel.apply(row)) {
        actual.add(text(row, layout));
      }
    }
    assertThat(actual).as(stage.name() + ", row kernel").isEqualTo(expected);
    assertThat(state(single)).as("state after rows").isEqualTo(state(chunks));
  }

  private static String text(MutableRow row, RowLayout layout) {
    StringBuilder text = new StringBuilder().append(row.sourceRow()).append(':');
    Schema schema = layout.schema();
    for (int c = 0; c < schema.size(); c++) {
      ColumnSpec column = schema.column(c);
      int slot = layout.slot(column.name());
      String cell =
          column.type() == ValueType.DOUBLE
              ? bits(row.number(slot, column.type()))
              : row.text(slot, column.type());
      if (c < schema.declaredCount() || !cell.equals(bits(0))) {
        text.append(' ').append(column).append('=').append(cell);
      }
    }
    return text.toString();
  }

  /** The numbers of a column, to compare with values worked by hand. */
  static void assertNumbers(Chunk chunk, String column, double... expected) {
    double[] found = new double[chunk.rowCount()];
    Vector vector = chunk.vector(column);
    for (int i = 0; i < found.length; i++) {
      found[i] = vector.number(i);
    }
    assertThat(found).as(Arrays.toString(found)).hasSize(expected.length);
    for (int i = 0; i < expected.length; i++) {
      if (Double.isNaN(expected[i])) {
        assertThat(found[i]).as("row " + i).isNaN();
      } else {
        assertThat(found[i]).as("row " + i).isCloseTo(expected[i], within(1e-12));
      }
    }
  }
}
