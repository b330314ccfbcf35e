package org.bandsaw.stage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.bandsaw.data.BandsawException;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.MutableRow;
import org.bandsaw.data.RejectedRow;
import org.bandsaw.data.RowLayout;
import org.bandsaw.data.Schema;
import org.bandsaw.data.SchemaException;
import org.bandsaw.data.Vector;
import org.bandsaw.probe.Ticker;
import org.bandsaw.state.Saveable;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;
import org.jspecify.annotations.Nullable;

/**
 * The stages of a pipeline in one run, one after the other. The output has the declared columns
 * first, and then the dynamic columns by the row, and then by the stage, in which they appeared:
 * the same order for any chunk size. Used by one thread at a time, which may have {@link Workers}.
 */
public final class StageChain implements Saveable {

  /** The bytes of a run's objects, in addition to the arrays and texts that it counts. */
  public static final long RUN_OVERHEAD_BYTES = 1 << 10;

  private final List<Stage> stages;
  private final List<StageRun> runs;
  private final Schema input;
  private final Ticker ticker;
  private final long[] elapsedNanos;
  private final long[] dropped;
  private final List<RejectedRow> rejected = new ArrayList<>();
  private final List<ParallelSection> parallelSections;
  private final List<ColumnSpec> dynamicColumns = new ArrayList<>();
  private final List<Long> firstSeenRows = new ArrayList<>();
  private int markedDynamicCount;
  private Schema markedOutput;
  private @Nullable Schema arrangedSchema;
  private Schema output;
  private int @Nullable [] columnOrder;

  private StageChain(
      List<Stage> stages,
      List<StageRun> runs,
      List<ParallelSection> sections,
      Schema input,
      Schema output,
      Ticker ticker) {
    this.stages = List.copyOf(stages);
    this.runs = runs;
    this.parallelSections = sections;
    this.input = input;
    this.ticker = ticker;
    this.elapsedNanos = new long[stages.size()];
    this.dropped = new long[stages.size()];
    this.output = output;
    this.markedOutput = output;
  }

  /**
   * Opens every stage on the output of the one before.
   *
   * @throws SchemaException naming the stage, if a column is absent or has the wrong type
   */
  public static StageChain open(List<Stage> stages, Schema input, Ticker ticker) {
    return openAll(stages, input, ticker, null);
  }

  /**
   * Opens every stage as {@link #open(List, Schema, Ticker)} does. {@link #process} then runs
   * stages without state on several threads where that pays, with the same result. Such a stage is
   * opened once for each thread, when it is first needed.
   *
   * @param workers used in {@link #process} only
   */
  public static StageChain open(List<Stage> stages, Schema input, Ticker ticker, Workers workers) {
    return openAll(stages, input, ticker, workers.threads() > 1 ? workers : null);
  }

  private static StageChain openAll(
      List<Stage> stages, Schema input, Ticker ticker, @Nullable Workers workers) {
    List<StageRun> runs = new ArrayList<>();
    List<Schema> schemas = new ArrayList<>();
    schemas.add(input);
    for (Stage stage : stages) {
      StageRun run = open(stage, schemas.get(schemas.size() - 1));
      runs.add(run);
      schemas.add(run.output());
    }
    List<ParallelSection> sections =
        workers == null ? List.of() : parallelSections(stages, runs, schemas, workers, ticker);
    return new StageChain(stages, runs, sections, input, schemas.get(schemas.size() - 1), ticker);
  }

  private static List<ParallelSection> parallelSections(
      List<Stage> stages,
      List<StageRun> runs,
      List<Schema> schemas,
      Workers workers,
      Ticker ticker) {
    List<ParallelSection> sections = new ArrayList<>();
    int first = 0;
    for (int i = 0; i <= runs.size(); i++) {
      if (i < runs.size() && ParallelSection.isStateless(runs.get(i))) {
        continue;
      }
      if (first < i) {
        sections.add(
            new ParallelSection(
                first,
                List.copyOf(stages.subList(first, i)),
                List.copyOf(schemas.subList(first, i)),
                runs.subList(first, i),
                workers,
                ticker));
      }
      first = i + 1;
    }
    return sections;
  }

  /**
   * Returns a chain for a batch, whose stages are fitted one after the other by {@link #fit}; each
   * is opened on the output of the fitted ones before it.
   */
  public static StageChain unfitted(List<Stage> stages, Schema input, Ticker ticker) {
    return new StageChain(stages, new ArrayList<>(), List.of(), input, input, ticker);
  }

  /** Opens one stage. Every exception names it. */
  public static StageRun open(Stage stage, Schema schema) {
    try {
      return stage.open(schema);
    } catch (SchemaException problem) {
      throw problem.withStage(stage.name());
    } catch (BandsawException ours) {
      throw ours;
    } catch (RuntimeException problem) {
      throw new BandsawException(
          "stage '" + stage.name() + "' could not be opened: " + problem, problem);
    }
  }

  /** Returns the columns of the input. */
  public Schema input() {
    return input;
  }

  /** Returns the columns of the output; after loading, they are known from the next chunk on. */
  public Schema output() {
    return output;
  }

  /** Returns the stages, in order. */
  public List<Stage> stages() {
    return stages;
  }

  /** Returns the run of a stage. */
  public StageRun run(int stage) {
    return runs.get(stage);
  }

  /**
   * Learns from the rows and transforms them.
   *
   * @param chunk rows of the input
   * @param number the chunk's number as read, for errors; 0 outside a run
   * @throws StageFailedException if a stage throws, or drops rows without being a filter
   */
  public ChainResult process(Chunk chunk, long number) {
    rejected.clear();
    Chunk rows = transform(chunk, number, true);
    return new ChainResult(rows, dropped.clone(), rejected);
  }

  /** Transforms the rows with what was learned; windows advance. */
  public Chunk apply(Chunk chunk) {
    return transform(chunk, 0, false);
  }

  private Chunk transform(Chunk chunk, long number, boolean learning) {
    Chunk current = chunk;
    int next = 0;
    for (ParallelSection section : parallelSections) {
      if (learning) {
        current = runStages(next, section.start(), current, number, true);
        current = runSection(section, current, number);
        next = section.end();
      }
    }
    return arrangeColumns(runStages(next, runs.size(), current, number, learning));
  }

  /** Runs some of the stages on this thread. */
  private Chunk runStages(int from, int to, Chunk chunk, long number, boolean learning) {
    Chunk current = chunk;
    long before = ticker.nanoTime();
    for (int i = from; i < to; i++) {
      int rejectedBefore = rejected.size();
      Chunk out = runStage(stages.get(i), runs.get(i), current, number, learning, rejected);
      int refused = rejected.size() - rejectedBefore;
      dropped[i] = (long) current.rowCount() - out.rowCount() - refused;
      current = out;
      long after = ticker.nanoTime();
      elapsedNanos[i] += after - before;
      before = after;
    }
    return current;
  }

  /**
   * Runs a parallel section, on several threads where that pays. If a slice fails, all rows are
   * processed again on this thread, so that the error is that of a single thread.
   */
  private Chunk runSection(ParallelSection section, Chunk chunk, long number) {
    int slices = section.sliceCount(chunk.rowCount());
    long before = sectionNanos(section);
    Chunk out = slices > 1 ? section.process(chunk, slices, number, elapsedNanos, dropped) : null;
    RuntimeException interruption = slices > 1 && out == null ? section.interruption() : null;
    if (interruption != null) {
      throw interruption;
    }
    if (out == null) {
      out = runStages(section.start(), section.end(), chunk, number, true);
      if (slices > 1) {
        throw section.parallelFailure(chunk, number);
      }
    }
    section.recordTime(sectionNanos(section) - before, chunk.rowCount());
    return out;
  }

  private long sectionNanos(ParallelSection section) {
    long sum = 0;
    for (int i = section.start(); i < section.end(); i++) {
      sum += elapsedNanos[i];
    }
    return sum;
  }

  /**
   * Opens a stage, fits it to the training rows, and transforms all rows with what it has learned.
   * Call it for each stage, in order. The last call puts dynamic columns into the order in which
   * they appeared.
   *
   * @param rows all rows, after the stage before
   * @param training the rows that the stage may be fitted to
   */
  public Chunk fit(int stage, Chunk rows, Chunk training) {
    long before = ticker.nanoTime();
    StageRun run = open(stages.get(stage), rows.schema());
    runs.add(run);
    List<RejectedRow> refused = new ArrayList<>();
    runStage(stages.get(stage), run, training, 0, true, refused);
    run.clearContext();
    Chunk out = runStage(stages.get(stage), run, rows, 0, false, refused);
    dropped[stage] = (long) rows.rowCount() - out.rowCount();
    run.mark(); // a rollback right after the mark changes nothing, but releases buffers
    run.rollback();
    elapsedNanos[stage] += ticker.nanoTime() - before;
    return stage == stages.size() - 1 ? arrangeColumns(out) : out;
  }

  /**
   * Runs one stage. Every exception names it.
   *
   * @param rejected receives the rows that the stage refuses
   */
  static Chunk runStage(
      Stage stage,
      StageRun run,
      Chunk in,
      long number,
      boolean learning,
      List<RejectedRow> rejected) {
    Chunk out;
    int rejectedBefore = rejected.size();
    try {
      out = learning ? run.process(in) : run.apply(in);
      if (run instanceof RejectingRun rejecting) {
        rejected.addAll(rejecting.rejectedRows());
      }
    } catch (BandsawException ours) {
      ours.addContext(StageFailedException.place(stage.name(), number, in));
      throw ours;
    } catch (WrappedCheckedException checked) {
      Exception thrown = checked.checkedCause();
      throw new StageFailedException(stage.name(), number, in, thrown.toString(), thrown);
    } catch (RuntimeException problem) {
      String message = problem.getMessage();
      throw new StageFailedException(
          stage.name(), number, in, message == null ? problem.toString() : message, problem);
    }
    int missing = in.rowCount() - out.rowCount() - (rejected.size() - rejectedBefore);
    if (missing != 0 && !(missing > 0 && stage.isFilter())) {
      String problem =
          String.format(
              Locale.ROOT,
              "%d rows went in and %d came out; a stage must return as many rows, in order; only a"
                  + " filter (Stages.filter) may return fewer, or a RejectingRun that lists the"
                  + " others",
              in.rowCount(),
              out.rowCount());
      throw new StageFailedException(
          stage.name(), number, in, problem, new IllegalStateException(problem));
    }
    return out;
  }

  /** Puts dynamic columns into the order of the rows in which they appeared. */
  @SuppressWarnings("ReferenceEquality") // an equal schema is only arranged again
  private Chunk arrangeColumns(Chunk chunk) {
    Schema found = chunk.schema();
    if (found != arrangedSchema) {
      updateColumnOrder(found);
    }
    if (columnOrder == null) {
      return chunk;
    }
    Vector[] vectors = new Vector[columnOrder.length];
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = chunk.vector(columnOrder[i]);
    }
    return chunk.with(output, vectors);
  }

  private void updateColumnOrder(Schema found) {
    arrangedSchema = found;
    int declared = found.declaredCount();
    if (declared == found.size()) {
      columnOrder = null;
      output = found;
      return;
    }
    record Newcomer(ColumnSpec column, long row) {}
    List<Newcomer> newcomers = new ArrayList<>();
    for (int i = declared; i < found.size(); i++) {
      if (!dynamicColumns.contains(found.column(i))) {
        newcomers.add(new Newcomer(found.column(i), found.firstSeenRow(i)));
      }
    }
    newcomers.sort(java.util.Comparator.comparingLong(Newcomer::row)); // stable: then by stage
    for (Newcomer newcomer : newcomers) {
      dynamicColumns.add(newcomer.column());
      firstSeenRows.add(newcomer.row());
    }
    Schema schema = found.declaredOnly();
    int[] positions = new int[found.size()];
    for (int i = 0; i < declared; i++) {
      positions[i] = i;
    }
    int at = declared;
    for (int i = 0; i < dynamicColumns.size(); i++) {
      int position = found.find(dynamicColumns.get(i).name());
      if (position >= declared) {
        schema = schema.withDynamic(dynamicColumns.get(i), firstSeenRows.get(i));
        positions[at++] = position;
      }
    }
    output = schema;
    columnOrder = positions;
  }

  /** Starts an attempt; {@link #rollback} returns to here. */
  public void mark() {
    markedDynamicCount = dynamicColumns.size();
    markedOutput = output;
    for (StageRun run : runs) {
      run.mark();
    }
  }

  /** Discards the attempt: every stage is as it was at the mark. */
  public void rollback() {
    for (StageRun run : runs) {
      run.rollback();
    }
    parallelSections.forEach(ParallelSection::rollback);
    while (dynamicColumns.size() > markedDynamicCount) {
      dynamicColumns.remove(dynamicColumns.size() - 1);
      firstSeenRows.remove(firstSeenRows.size() - 1);
    }
    arrangedSchema = null;
    output = markedOutput;
  }

  /** Clears windows and lags, and keeps what was learned. */
  public void clearContext() {
    for (StageRun run : runs) {
      run.clearContext();
    }
  }

  /**
   * Returns the nanoseconds spent in each stage so far, summed over all threads, without slicing
   * chunks and joining the slices.
   */
  public long[] stageNanos() {
    return elapsedNanos.clone();
  }

  /** Returns the bytes of all stages, and of the runs and buffers of workers. */
  public long retainedBytes() {
    long sum = 0;
    for (ParallelSection section : parallelSections) {
      sum += section.retainedBytes();
    }
    for (StageRun run : runs) {
      sum += run.retainedBytes() + RUN_OVERHEAD_BYTES;
    }
    return sum;
  }

  @Override
  public void save(StateWriter out) {
    out.writeVersion(1).writeInt(dynamicColumns.size());
    for (int i = 0; i < dynamicColumns.size(); i++) {
      out.writeString(dynamicColumns.get(i).name());
      out.writeString(dynamicColumns.get(i).type().name());
      out.writeLong(firstSeenRows.get(i));
    }
    for (StageRun run : runs) {
      out.writeNested(run);
    }
  }

  @Override
  public void load(StateReader in) {
    in.readVersion(1);
    dynamicColumns.clear();
    firstSeenRows.clear();
    int count = in.readCount(1);
    for (int i = 0; i < count; i++) {
      String name = in.readString();
      dynamicColumns.add(new ColumnSpec(name, org.bandsaw.data.ValueType.valueOf(in.readString())));
      firstSeenRows.add(in.readLong());
    }
    boolean fits = stages.stream().anyMatch(BatchOnlyStage.class::isInstance);
    for (int i = 0; i < runs.size(); i++) {
      if (fits && i > 0) {
        // opened again on the remaining columns, as it was when the batch was fitted
        runs.set(i, open(stages.get(i), runs.get(i - 1).output()));
      }
      in.readNested(runs.get(i));
    }
    arrangedSchema = null;
  }

  /**
   * Returns the kernels of all stages as one; null if a stage has none.
   *
   * @param layout the positions of the input's columns; advanced to the output
   */
  public @Nullable RowKernel rowKernel(RowLayout layout) {
    RowKernel[] kernels = new RowKernel[runs.size()];
    for (int i = 0; i < runs.size(); i++) {
      if (!(runs.get(i) instanceof RowStageRun run)) {
        return null;
      }
      kernels[i] = run.rowKernel(layout);
    }
    return row -> applyAll(kernels, row);
  }

  private static boolean applyAll(RowKernel[] kernels, MutableRow row) {
    for (RowKernel kernel : kernels) {
      if (!kernel.apply(row)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return Arrays.toString(stages.stream().map(Stage::name).toArray());
  }
}
