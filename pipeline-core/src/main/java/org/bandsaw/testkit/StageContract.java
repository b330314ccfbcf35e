package org.bandsaw.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.MutableRow;
import org.bandsaw.data.RowLayout;
import org.bandsaw.data.Schema;
import org.bandsaw.data.StringVector;
import org.bandsaw.data.ValueType;
import org.bandsaw.data.Vector;
import org.bandsaw.stage.BatchOnlyStage;
import org.bandsaw.stage.RowKernel;
import org.bandsaw.stage.RowStageRun;
import org.bandsaw.stage.Stage;
import org.bandsaw.stage.StageRun;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;
import org.jspecify.annotations.Nullable;
import tech.tablesaw.api.Table;

/**
 * The contract of a stage, tried on rows of yours: any chunking of them gives the same, bit for
 * bit; a rollback undoes; a saved state goes on as the run it was saved from; {@code apply} leaves
 * parameters alone; a row kernel does what {@code apply} does; the chunk that comes in is not
 * written to; only a filter loses rows; {@code retainedBytes()} is what the heap grows by, give or
 * take 15 % and 2 KiB.
 *
 * <pre>{@code
 * StageContract.of(new MyStage("fare")).on(rows).check();
 * }</pre>
 *
 * <p>A {@link BatchOnlyStage} is fitted to all rows at once, as a batch does it, and then: another
 * fit to the same rows ends in the same state; {@code apply} does the same to a row in any chunk
 * and in any order of chunks, and leaves the state alone; a rollback undoes a fit, and whatever
 * {@code apply} did; a loaded run applies what the saved one did; what was opened and not fitted
 * names all columns that come out of the fit; the order of rows names each row once.
 *
 * <p>What is not in the rows is not tried: give it missing values, values that appear late, and
 * some hundred rows. A check takes them through the stage a few dozen times. The rows are cut and
 * attempts thrown away at places that follow from a fixed seed, so a check that fails fails again.
 * Needs no test framework. Immutable.
 */
public final class StageContract {

  private static final int[] CHUNK_SIZES = {1, 2, 3, 7, 64};

  private final Stage stage;
  private final @Nullable Chunk testRows;
  private final long seed;

  private StageContract(Stage stage, @Nullable Chunk given, long seed) {
    this.stage = stage;
    this.testRows = given;
    this.seed = seed;
  }

  /** The contract of this stage, to be tried on rows that are still to be given. */
  public static StageContract of(Stage stage) {
    return new StageContract(Objects.requireNonNull(stage, "stage"), null, 1);
  }

  /** Tries it on the rows of a table. */
  public StageContract on(Table rows) {
    return on(Chunk.of(0, rows));
  }

  /** Tries it on the rows of a chunk, which must have some. */
  public StageContract on(Chunk rows) {
    if (rows.rowCount() == 0) {
      throw new IllegalArgumentException("no rows are given; a stage is tried on some hundred");
    }
    return new StageContract(stage, rows, seed);
  }

  /** Cuts the rows at other places; 1 if not said. */
  public StageContract seed(long number) {
    return new StageContract(stage, testRows, number);
  }

  /**
   * Tries only whether {@code retainedBytes()} is what the heap grows by, so that many rows may be
   * given, whose state is large.
   *
   * @throws AssertionError naming the stage, what it says and what was measured
   * @throws IllegalStateException when no rows were given
   */
  public void checkRetainedBytes() {
    trial().reportsRetainedBytes();
  }

  private Trial trial() {
    Chunk rows = testRows;
    if (rows == null) {
      throw new IllegalStateException("no rows to try the stage on; give some with on(rows)");
    }
    return new Trial(stage, rows, new Random(seed));
  }

  /**
   * Tries everything.
   *
   * @throws AssertionError naming the stage, what it did wrong, and the first row in which it shows
   * @throws IllegalStateException when no rows were given
   */
  public void check() {
    Trial trial = trial();
    if (stage instanceof BatchOnlyStage batchOnly) {
      trial.declaresFittedColumns();
      trial.ordersEachRowOnce(batchOnly);
      trial.fitIsRepeatable();
      trial.applyIgnoresChunking();
      trial.rollbackUndoesTheFit();
      trial.loadedStateAppliesEqually();
      trial.rowKernelEqualsApplyOfTheFit();
      trial.reportsRetainedBytes();
      return;
    }
    trial.describesItself();
    trial.chunkingDoesNotMatter();
    trial.rollbackUndoes();
    trial.savedStateResumes();
    trial.clearContextResetsState();
    trial.rowKernelEqualsApply();
    trial.reportsRetainedBytes();
  }

  private record Trial(Stage stage, Chunk rows, Random random) {

    private void reportsRetainedBytes() {
      RetainedBytesCheck.check(
          "stage '" + stage.name() + "'",
          () -> {
            StageRun run = stage.open(rows.schema());
            run.process(withCopiedTexts());
            return run;
          },
          StageRun::retainedBytes,
          256);
    }

    /** The rows with texts of their own, since a stage that keeps some holds them. */
    private Chunk withCopiedTexts() {
      Vector[] vectors = rows.vectors().clone();
      for (int c = 0; c < vectors.length; c++) {
        if (vectors[c] instanceof StringVector texts) {
          String[] own = new String[texts.length()];
          for (int i = 0; i < own.length; i++) {
            own[i] = new String(texts.get(i).toCharArray());
          }
          vectors[c] = StringVector.of(own);
        }
      }
      return rows.with(rows.schema(), vectors);
    }

    private void describesItself() {
      require(!stage.name().isEmpty(), "has no name");
      Schema output = stage.open(rows.schema()).output();
      StageRun run = stage.open(rows.schema());
      Chunk chunk = run.process(rows);
      requireEqual(chunk.schema().toString(), run.output().toString(), "what output() says");
      requireEqual(
          output.declaredOnly().columns(), run.output().declaredOnly().columns(), "its columns");
      preservesRows(chunk);
    }

    private void require(boolean condition, String fault) {
      if (!condition) {
        throw new AssertionError("stage '" + stage.name() + "' " + fault);
      }
    }

    private void requireEqual(Object found, Object expected, String what) {
      require(
          found.equals(expected),
          String.format(
              "differs: %s%n  expected %s%n  found    %s",
              what, abbreviate(expected), abbreviate(found)));
    }

    private static String abbreviate(Object value) {
      String text = value.toString();
      return text.length() <= 2_000 ? text : text.substring(0, 2_000) + "…";
    }

    /** The first row that differs says more than all of them. */
    private void requireEqualRows(List<String> found, List<String> expected, String circumstance) {
      for (int i = 0; i < Math.min(found.size(), expected.size()); i++) {
        requireEqual(found.get(i), expected.get(i), circumstance + ", row of the source:");
      }
      requireEqual(found.size(), expected.size(), circumstance + ", number of rows");
    }

    private void requireEqual(Result found, Result expected, String circumstance) {
      requireEqualRows(found.rows(), expected.rows(), circumstance);
      requireEqual(found.schema(), expected.schema(), circumstance + ", schema");
      requireEqual(found.state(), expected.state(), circumstance + ", saved state");
    }

    /** What came out: the last schema, a text for each row of all cells by name, and the state. */
    private record Result(String schema, List<String> rows, String state) {}

    private enum Mode {
      PROCESS,
      APPLY
    }

    private static String stateHex(StageRun run) {
      StateWriter out = new StateWriter();
      run.save(out);
      return HexFormat.of().formatHex(out.toBytes());
    }

    /** A grown column that is not there yet equals 0, so zeros of grown columns are left out. */
    private static void addRows(Chunk chunk, List<String> to) {
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

    private void feed(StageRun run, int from, int to, int size, Mode how, List<String> out) {
      for (int at = from; at < to; at += size) {
        Chunk chunk = rows.slice(at, Math.min(to, at + size));
        List<String> before = new ArrayList<>();
        addRows(chunk, before);
        addRows(how == Mode.PROCESS ? run.process(chunk) : run.apply(chunk), out);
        List<String> after = new ArrayList<>();
        addRows(chunk, after);
        requireEqualRows(after, before, "writes to the chunk that comes in");
      }
    }

    private Result processAll(int size) {
      StageRun run = stage.open(rows.schema());
      List<String> out = new ArrayList<>();
      feed(run, 0, rows.rowCount(), size, Mode.PROCESS, out);
      return new Result(run.output().toString(), out, stateHex(run));
    }

    private void chunkingDoesNotMatter() {
      Result whole = processAll(Math.max(1, rows.rowCount()));
      for (int size : CHUNK_SIZES) {
        requireEqual(processAll(size), whole, "in chunks of " + size);
      }
    }

    private void rollbackUndoes() {
      Result whole = processAll(Math.max(1, rows.rowCount()));
      for (int trial = 0; trial < 8; trial++) {
        StageRun run = stage.open(rows.schema());
        List<String> out = new ArrayList<>();
        int at = 0;
        while (at < rows.rowCount()) {
          run.mark();
          String schema = run.output().toString();
          String state = stateHex(run);
          for (int attempt = random.nextInt(3); attempt > 0; attempt--) {
            int wrong = at + 1 + random.nextInt(rows.rowCount() - at);
            feed(run, at, wrong, 1 + random.nextInt(9), Mode.PROCESS, new ArrayList<>());
            run.rollback();
            requireEqual(run.output().toString(), schema, "after a rollback, schema");
            requireEqual(stateHex(run), state, "after a rollback, saved state");
          }
          int right = at + 1 + random.nextInt(Math.min(20, rows.rowCount() - at));
          feed(run, at, right, 1 + random.nextInt(9), Mode.PROCESS, out);
          at = right;
        }
        Result same = new Result(run.output().toString(), out, stateHex(run));
        requireEqual(same, whole, "with attempts thrown away");
      }
    }

    private void savedStateResumes() {
      Result whole = processAll(Math.max(1, rows.rowCount()));
      for (int trial = 0; trial < 4; trial++) {
        int cut = random.nextInt(rows.rowCount() + 1);
        StageRun first = stage.open(rows.schema());
        List<String> out = new ArrayList<>();
        feed(first, 0, cut, 5, Mode.PROCESS, out);
        String state = stateHex(first);
        StageRun second = stage.open(rows.schema());
        feed(second, 0, random.nextInt(rows.rowCount() + 1), 4, Mode.PROCESS, new ArrayList<>());
        StateReader in = new StateReader(HexFormat.of().parseHex(state));
        second.load(in);
        require(in.isAtEnd(), "does not read all that it saved");
        requireEqual(stateHex(second), state, "loaded and saved again, state");
        requireEqual(second.output().toString(), first.output().toString(), "loaded, schema");
        second.mark();
        feed(second, cut, rows.rowCount(), 6, Mode.PROCESS, new ArrayList<>());
        second.rollback();
        feed(second, cut, rows.rowCount(), 6, Mode.PROCESS, out);
        Result same = new Result(second.output().toString(), out, stateHex(second));
        requireEqual(same, whole, "saved and loaded after " + cut + " rows");
        require(second.retainedBytes() >= 0, "retains a negative number of bytes");
      }
    }

    /** Parameters stand still in apply, and all else is gone. */
    private void clearContextResetsState() {
      StageRun run = stage.open(rows.schema());
      feed(run, 0, rows.rowCount(), 5, Mode.PROCESS, new ArrayList<>());
      run.clearContext();
      String once = stateHex(run);
      feed(run, 0, rows.rowCount() / 2, 5, Mode.APPLY, new ArrayList<>());
      run.clearContext();
      requireEqual(stateHex(run), once, "cleared after apply, parameters");
    }

    /** Fitted as a batch does it: all rows at once, then without context. */
    private StageRun fitFirstRows(int count) {
      StageRun run = stage.open(rows.schema());
      feed(run, 0, count, Math.max(1, count), Mode.PROCESS, new ArrayList<>());
      run.clearContext();
      return run;
    }

    private StageRun fit() {
      return fitFirstRows(rows.rowCount());
    }

    private Result applyAll(StageRun run, int size) {
      List<String> out = new ArrayList<>();
      feed(run, 0, rows.rowCount(), size, Mode.APPLY, out);
      return new Result(run.output().toString(), out, stateHex(run));
    }

    private void declaresFittedColumns() {
      require(!stage.name().isEmpty(), "has no name");
      StageRun run = stage.open(rows.schema());
      List<ColumnSpec> opened = run.output().columns();
      preservesRows(run.process(rows));
      run.clearContext();
      Chunk chunk = run.apply(rows);
      preservesRows(chunk);
      requireEqual(chunk.schema().toString(), run.output().toString(), "what output() says");
      for (ColumnSpec column : run.output().declaredOnly().columns()) {
        require(
            opened.contains(column),
            "makes a column " + column + " that output() did not name before the fit: " + opened);
      }
      require(run.retainedBytes() >= 0, "retains a negative number of bytes");
    }

    private void preservesRows(Chunk chunk) {
      require(
          chunk.rowCount() == rows.rowCount()
              || (stage.isFilter() && chunk.rowCount() < rows.rowCount()),
          "answers "
              + chunk.rowCount()
              + " rows for "
              + rows.rowCount()
              + "; a stage that loses rows says so with isFilter()");
    }

    private void ordersEachRowOnce(BatchOnlyStage batchOnly) {
      List<String> before = new ArrayList<>();
      addRows(rows, before);
      int[] order = batchOnly.order(rows);
      List<String> after = new ArrayList<>();
      addRows(rows, after);
      requireEqualRows(after, before, "writes to the rows that it orders");
      if (order == null) {
        return;
      }
      requireEqual(order.length, rows.rowCount(), "number of rows in its order");
      boolean[] named = new boolean[order.length];
      for (int position : order) {
        require(
            position >= 0 && position < named.length && !named[position],
            "puts position "
                + position
                + " of "
                + named.length
                + " rows in order, or does so twice");
        named[position] = true;
      }
      require(Arrays.equals(order, batchOnly.order(rows)), "orders the same rows otherwise");
    }

    private void fitIsRepeatable() {
      StageRun once = fit();
      StageRun again = fit();
      requireEqual(stateHex(again), stateHex(once), "fitted again to the same rows, saved state");
      requireEqual(again.output().toString(), once.output().toString(), "fitted again, schema");
    }

    private void applyIgnoresChunking() {
      StageRun run = fit();
      String state = stateHex(run);
      Result whole = applyAll(run, rows.rowCount());
      requireEqual(whole.state(), state, "after apply, saved state");
      for (int size : CHUNK_SIZES) {
        requireEqual(applyAll(fit(), size), whole, "applied in chunks of " + size);
      }
      StageRun backwards = fit();
      List<String> out = new ArrayList<>();
      for (int to = rows.rowCount(); to > 0; to -= 5) {
        List<String> part = new ArrayList<>();
        feed(backwards, Math.max(0, to - 5), to, 5, Mode.APPLY, part);
        out.addAll(0, part);
      }
      Result same = new Result(backwards.output().toString(), out, stateHex(backwards));
      requireEqual(same, whole, "applied to the last rows first");
    }

    private void rollbackUndoesTheFit() {
      StageRun unfitted = stage.open(rows.schema());
      unfitted.mark();
      String nothing = stateHex(unfitted);
      String opened = unfitted.output().toString();
      feed(unfitted, 0, rows.rowCount(), rows.rowCount(), Mode.PROCESS, new ArrayList<>());
      unfitted.rollback();
      requireEqual(stateHex(unfitted), nothing, "after a fit that was rolled back, saved state");
      requireEqual(
          unfitted.output().toString(), opened, "after a fit that was rolled back, schema");

      Result whole = applyAll(fit(), rows.rowCount());
      for (Mode how : Mode.values()) {
        StageRun run = fit();
        run.mark();
        int part = 1 + random.nextInt(rows.rowCount());
        feed(run, 0, part, part, how, new ArrayList<>());
        run.rollback();
        requireEqual(
            stateHex(run), whole.state(), "after " + how + " was rolled back, saved state");
        requireEqual(
            run.output().toString(), whole.schema(), "after " + how + " was rolled back, schema");
        requireEqual(applyAll(run, 7), whole, "after " + how + " was rolled back");
      }
    }

    private void loadedStateAppliesEqually() {
      StageRun saved = fit();
      String state = stateHex(saved);
      Result whole = applyAll(saved, rows.rowCount());
      int part = 1 + random.nextInt(rows.rowCount());
      for (StageRun loaded : List.of(stage.open(rows.schema()), fitFirstRows(part))) {
        StateReader in = new StateReader(HexFormat.of().parseHex(state));
        loaded.load(in);
        require(in.isAtEnd(), "does not read all that it saved");
        requireEqual(stateHex(loaded), state, "loaded and saved again, state");
        requireEqual(loaded.output().toString(), saved.output().toString(), "loaded, schema");
        requireEqual(applyAll(loaded, 6), whole, "saved, loaded and applied");
      }
    }

    private void rowKernelEqualsApplyOfTheFit() {
      if (fit() instanceof RowStageRun single) {
        rowKernelEqualsApply(single, fit(), 0);
      }
    }

    private void rowKernelEqualsApply() {
      int cut = rows.rowCount() / 2;
      StageRun chunks = stage.open(rows.schema());
      StageRun single = stage.open(rows.schema());
      if (!(single instanceof RowStageRun byRow)) {
        return;
      }
      feed(chunks, 0, cut, 9, Mode.PROCESS, new ArrayList<>());
      feed(single, 0, cut, 9, Mode.PROCESS, new ArrayList<>());
      rowKernelEqualsApply(byRow, chunks, cut);
    }

    private void rowKernelEqualsApply(RowStageRun single, StageRun chunks, int cut) {
      List<String> expected = new ArrayList<>();
      feed(chunks, cut, rows.rowCount(), 4, Mode.APPLY, expected);

      RowLayout layout = new RowLayout(rows.schema());
      int[] sourceSlots = layout.slots(rows.schema().names());
      RowKernel kernel = single.rowKernel(layout);
      requireEqual(
          layout.schema().toString(), chunks.output().toString(), "schema of the row kernel");
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
      requireEqualRows(actual, expected, "row kernel against apply");
      requireEqual(stateHex(single), stateHex(chunks), "after the row kernel, state");
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
  }
}
