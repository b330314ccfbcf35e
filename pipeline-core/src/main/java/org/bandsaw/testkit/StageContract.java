package org.bandsaw.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
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
import org.bandsaw.stage.RejectingRun;
import org.bandsaw.stage.RowKernel;
import org.bandsaw.stage.RowStageRun;
import org.bandsaw.stage.Stage;
import org.bandsaw.stage.StageRun;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;
import org.jspecify.annotations.Nullable;
import tech.tablesaw.api.Table;

/**
 * Checks the contract of a stage with the rows of a test.
 *
 * <ul>
 *   <li>The output is equal, bit for bit, for all sizes of chunks.
 *   <li>A rollback restores the state.
 *   <li>A run that loads a saved state continues like the run that saved it.
 *   <li>{@code apply} does not change the parameters.
 *   <li>A row kernel is equivalent to {@code apply}.
 *   <li>The input chunk is not modified.
 *   <li>Only a filter removes rows.
 *   <li>{@code retainedBytes()} equals the growth of the heap, with a tolerance of 15 % plus 2 KiB.
 * </ul>
 *
 * <pre>{@code
 * StageContract.of(new MyStage("fare")).on(rows).check();
 * }</pre>
 *
 * <p>A {@link BatchOnlyStage} is fitted to all rows at once, as in a batch run:
 *
 * <ul>
 *   <li>Another fit to the same rows results in the same state.
 *   <li>The output of {@code apply} for a row does not depend on its chunk, or on the order of the
 *       chunks, and {@code apply} does not change the state.
 *   <li>A rollback restores the state after a fit and after {@code apply}.
 *   <li>A run that loads a saved state applies the same as the run that saved it.
 *   <li>A run that is not fitted yet declares all columns of the output after a fit.
 *   <li>The order of the rows contains each row once.
 *   <li>Input chunk, row kernel, removed rows and retained bytes are checked as above.
 * </ul>
 *
 * <p>Only values in the rows are checked: use a few hundred rows, with missing values and with
 * values that first appear in late rows. The stage processes them a few dozen times. The positions
 * of chunks and rollbacks are determined by a fixed seed, so that a failure can be repeated.
 * Requires no test framework. Immutable.
 */
public final class StageContract {

  private static final int[] CHUNK_SIZES = {1, 2, 3, 7, 64};

  private final Stage stage;
  private final @Nullable Chunk testRows;
  private final long seed;

  private StageContract(Stage stage, @Nullable Chunk testRows, long seed) {
    this.stage = stage;
    this.testRows = testRows;
    this.seed = seed;
  }

  /** Checks a stage. The rows are set with {@link #on(Table)} or {@link #on(Chunk)}. */
  public static StageContract of(Stage stage) {
    return new StageContract(Objects.requireNonNull(stage, "stage"), null, 1);
  }

  /** Sets the rows to those of a table. */
  public StageContract on(Table rows) {
    return on(Chunk.of(0, rows));
  }

  /** Sets the rows to those of a chunk, which must have at least one row. */
  public StageContract on(Chunk rows) {
    if (rows.rowCount() == 0) {
      throw new IllegalArgumentException("the chunk has no rows; use a few hundred");
    }
    return new StageContract(stage, rows, seed);
  }

  /** Sets the seed for the positions of chunks and rollbacks. Default: 1. */
  public StageContract seed(long newSeed) {
    return new StageContract(stage, testRows, newSeed);
  }

  /**
   * Checks only {@code retainedBytes()}, which is fast enough for many rows with a large state.
   *
   * @throws AssertionError if the check fails, with the name of the stage, the reported bytes, and
   *     the measured ones
   * @throws IllegalStateException if no rows were set
   */
  public void checkRetainedBytes() {
    trial().reportsRetainedBytes();
  }

  private Trial trial() {
    Chunk rows = testRows;
    if (rows == null) {
      throw new IllegalStateException("the check of a stage needs rows; set them with on(rows)");
    }
    return new Trial(stage, rows, new Random(seed));
  }

  /**
   * Runs all checks.
   *
   * @throws AssertionError if a check fails, with the name of the stage, the violation, and the
   *     first row that differs
   * @throws IllegalStateException if no rows were set
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
    trial.hasNameAndSchema();
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

    /** Returns the rows with copies of all texts, so that the texts of a stage count for it. */
    private Chunk withCopiedTexts() {
      Vector[] vectors = rows.vectors().clone();
      for (int c = 0; c < vectors.length; c++) {
        if (vectors[c] instanceof StringVector texts) {
          String[] copies = new String[texts.length()];
          for (int i = 0; i < copies.length; i++) {
            copies[i] = new String(texts.get(i).toCharArray());
          }
          vectors[c] = StringVector.of(copies);
        }
      }
      return rows.with(rows.schema(), vectors);
    }

    private void hasNameAndSchema() {
      require(!stage.name().isEmpty(), "has no name");
      Schema output = stage.open(rows.schema()).output();
      StageRun run = stage.open(rows.schema());
      Chunk chunk = run.process(rows);
      requireEqual(chunk.schema().toString(), run.output().toString(), "in the schema of output()");
      requireEqual(
          output.declaredOnly().columns(),
          run.output().declaredOnly().columns(),
          "in its declared columns before and after rows are processed");
      preservesRows(run, chunk);
    }

    private void require(boolean condition, String violation) {
      if (!condition) {
        throw new AssertionError("stage '" + stage.name() + "' " + violation);
      }
    }

    private void requireEqual(Object found, Object expected, String circumstance) {
      require(
          found.equals(expected),
          String.format(
              Locale.ROOT,
              "differs %s%n  expected %s%n  found    %s",
              circumstance,
              RowText.abbreviate(expected.toString()),
              RowText.abbreviate(found.toString())));
    }

    /** Compares rows one by one, so that the message contains only the first that differs. */
    private void requireEqualRows(List<String> found, List<String> expected, String circumstance) {
      for (int i = 0; i < Math.min(found.size(), expected.size()); i++) {
        requireEqual(found.get(i), expected.get(i), circumstance + ", source row:");
      }
      requireEqual(found.size(), expected.size(), circumstance + ", number of rows");
    }

    private void requireEqual(Result found, Result expected, String circumstance) {
      requireEqualRows(found.rows(), expected.rows(), circumstance);
      requireEqual(found.schema(), expected.schema(), circumstance + ", schema");
      requireEqual(found.state(), expected.state(), circumstance + ", saved state");
    }

    /** The last schema, all rows as text, and the saved state. */
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

    // Zeros of dynamic columns are omitted: a column that was not seen yet equals 0.
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

    private void feed(StageRun run, int from, int to, int size, Mode mode, List<String> out) {
      for (int at = from; at < to; at += size) {
        Chunk chunk = rows.slice(at, Math.min(to, at + size));
        List<String> before = new ArrayList<>();
        addRows(chunk, before);
        addRows(mode == Mode.PROCESS ? run.process(chunk) : run.apply(chunk), out);
        List<String> after = new ArrayList<>();
        addRows(chunk, after);
        requireEqualRows(after, before, "in its input, which must not be modified");
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
            int end = at + 1 + random.nextInt(rows.rowCount() - at);
            feed(run, at, end, 1 + random.nextInt(9), Mode.PROCESS, new ArrayList<>());
            run.rollback();
            requireEqual(run.output().toString(), schema, "after a rollback, schema");
            requireEqual(stateHex(run), state, "after a rollback, saved state");
          }
          int end = at + 1 + random.nextInt(Math.min(20, rows.rowCount() - at));
          feed(run, at, end, 1 + random.nextInt(9), Mode.PROCESS, out);
          at = end;
        }
        Result same = new Result(run.output().toString(), out, stateHex(run));
        requireEqual(same, whole, "after attempts that were rolled back");
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
        require(in.isAtEnd(), "does not read all of its saved state");
        requireEqual(stateHex(second), state, "after loading and saving, state");
        requireEqual(
            second.output().toString(), first.output().toString(), "after loading, schema");
        second.mark();
        feed(second, cut, rows.rowCount(), 6, Mode.PROCESS, new ArrayList<>());
        second.rollback();
        feed(second, cut, rows.rowCount(), 6, Mode.PROCESS, out);
        Result same = new Result(second.output().toString(), out, stateHex(second));
        requireEqual(same, whole, "after saving and loading at row " + cut);
        require(second.retainedBytes() >= 0, "retains a negative number of bytes");
      }
    }

    private void clearContextResetsState() {
      StageRun run = stage.open(rows.schema());
      feed(run, 0, rows.rowCount(), 5, Mode.PROCESS, new ArrayList<>());
      run.clearContext();
      String once = stateHex(run);
      feed(run, 0, rows.rowCount() / 2, 5, Mode.APPLY, new ArrayList<>());
      run.clearContext();
      requireEqual(stateHex(run), once, "after apply and clearContext, parameters");
    }

    /** Fits a run like a batch run: all rows in one chunk, then clears the context. */
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
      preservesRows(run, run.process(rows));
      run.clearContext();
      Chunk chunk = run.apply(rows);
      preservesRows(run, chunk);
      requireEqual(chunk.schema().toString(), run.output().toString(), "in the schema of output()");
      for (ColumnSpec column : run.output().declaredOnly().columns()) {
        require(
            opened.contains(column),
            "adds a column " + column + " that output() did not declare before the fit: " + opened);
      }
      require(run.retainedBytes() >= 0, "retains a negative number of bytes");
    }

    private void preservesRows(StageRun run, Chunk chunk) {
      int rejected = run instanceof RejectingRun refusing ? refusing.rejectedRows().size() : 0;
      int missing = rows.rowCount() - chunk.rowCount() - rejected;
      require(
          missing == 0 || (stage.isFilter() && missing > 0),
          "returns "
              + chunk.rowCount()
              + " rows for "
              + rows.rowCount()
              + "; a stage that removes rows must return true from isFilter(), or its run must be"
              + " a RejectingRun that lists them");
    }

    private void ordersEachRowOnce(BatchOnlyStage batchOnly) {
      List<String> before = new ArrayList<>();
      addRows(rows, before);
      int[] order = batchOnly.order(rows);
      List<String> after = new ArrayList<>();
      addRows(rows, after);
      requireEqualRows(after, before, "in the rows that it orders, which must not be modified");
      if (order == null) {
        return;
      }
      requireEqual(order.length, rows.rowCount(), "in the number of rows of its order");
      boolean[] seen = new boolean[order.length];
      for (int position : order) {
        require(
            position >= 0 && position < seen.length && !seen[position],
            "returns an order of "
                + seen.length
                + " rows with position "
                + position
                + ", which is out of range or contained twice");
        seen[position] = true;
      }
      require(
          Arrays.equals(order, batchOnly.order(rows)), "returns another order for the same rows");
    }

    private void fitIsRepeatable() {
      StageRun once = fit();
      StageRun again = fit();
      String circumstance = "after another fit to the same rows";
      requireEqual(stateHex(again), stateHex(once), circumstance + ", saved state");
      requireEqual(again.output().toString(), once.output().toString(), circumstance + ", schema");
    }

    private void applyIgnoresChunking() {
      StageRun run = fit();
      String state = stateHex(run);
      Result whole = applyAll(run, rows.rowCount());
      requireEqual(whole.state(), state, "after apply, saved state");
      for (int size : CHUNK_SIZES) {
        requireEqual(applyAll(fit(), size), whole, "when applied in chunks of " + size);
      }
      StageRun backwards = fit();
      List<String> out = new ArrayList<>();
      for (int to = rows.rowCount(); to > 0; to -= 5) {
        List<String> part = new ArrayList<>();
        feed(backwards, Math.max(0, to - 5), to, 5, Mode.APPLY, part);
        out.addAll(0, part);
      }
      Result same = new Result(backwards.output().toString(), out, stateHex(backwards));
      requireEqual(same, whole, "when applied to the last chunk first");
    }

    private void rollbackUndoesTheFit() {
      StageRun unfitted = stage.open(rows.schema());
      unfitted.mark();
      String state = stateHex(unfitted);
      String schema = unfitted.output().toString();
      feed(unfitted, 0, rows.rowCount(), rows.rowCount(), Mode.PROCESS, new ArrayList<>());
      unfitted.rollback();
      requireEqual(stateHex(unfitted), state, "after the rollback of a fit, saved state");
      requireEqual(unfitted.output().toString(), schema, "after the rollback of a fit, schema");

      Result whole = applyAll(fit(), rows.rowCount());
      for (Mode mode : Mode.values()) {
        StageRun run = fit();
        run.mark();
        int part = 1 + random.nextInt(rows.rowCount());
        feed(run, 0, part, part, mode, new ArrayList<>());
        run.rollback();
        String circumstance = "after the rollback of " + mode;
        requireEqual(stateHex(run), whole.state(), circumstance + ", saved state");
        requireEqual(run.output().toString(), whole.schema(), circumstance + ", schema");
        requireEqual(applyAll(run, 7), whole, circumstance);
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
        require(in.isAtEnd(), "does not read all of its saved state");
        requireEqual(stateHex(loaded), state, "after loading and saving, state");
        requireEqual(
            loaded.output().toString(), saved.output().toString(), "after loading, schema");
        requireEqual(applyAll(loaded, 6), whole, "when applied after loading");
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
          layout.schema().toString(),
          chunks.output().toString(),
          "in the schema of the row kernel");
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
      requireEqualRows(actual, expected, "between row kernel and apply");
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
