package org.bandsaw.stage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.bandsaw.data.BandsawException;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.MutableRow;
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
 * The stages of a pipeline in one run, one after the other. What comes out has the declared columns
 * first and then the grown ones in the order of the row, and then of the stage, in which they
 * appeared: the same for any chunk size. Used by one thread at a time, which may have {@link
 * Workers}.
 */
public final class StageChain implements Saveable {

  /** What the objects of a run take beside the arrays and texts that it counts. */
  public static final long RUN_OVERHEAD_BYTES = 1 << 10;

  private final List<Stage> stages;
  private final List<StageRun> runs;
  private final Schema input;
  private final Ticker ticker;
  private final long[] elapsedNanos;
  private final long[] dropped;
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
      List<ParallelSection> segments,
      Schema input,
      Schema output,
      Ticker ticker) {
    this.stages = List.copyOf(stages);
    this.runs = runs;
    this.parallelSections = segments;
    this.input = input;
    this.ticker = ticker;
    this.elapsedNanos = new long[stages.size()];
    this.dropped = new long[stages.size()];
    this.output = output;
    this.markedOutput = output;
  }

  /**
   * Opens every stage on what the one before puts out.
   *
   * @throws SchemaException naming the stage, when a column is absent or has the wrong type
   */
  public static StageChain open(List<Stage> stages, Schema input, Ticker ticker) {
    return openAll(stages, input, ticker, null);
  }

  /**
   * As {@link #open(List, Schema, Ticker)}; stages that remember nothing are then done by several
   * threads at once where that is worth it, with the same result. Such a stage is opened once for
   * each of them, when it is first needed.
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
    List<ParallelSection> segments =
        workers == null ? List.of() : parallelSections(stages, runs, schemas, workers, ticker);
    return new StageChain(stages, runs, segments, input, schemas.get(schemas.size() - 1), ticker);
  }

  private static List<ParallelSection> parallelSections(
      List<Stage> stages,
      List<StageRun> runs,
      List<Schema> schemas,
      Workers workers,
      Ticker ticker) {
    List<ParallelSection> segments = new ArrayList<>();
    int first = 0;
    for (int i = 0; i <= runs.size(); i++) {
      if (i < runs.size() && ParallelSection.isStateless(runs.get(i))) {
        continue;
      }
      if (first < i) {
        segments.add(
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
    return segments;
  }

  /**
   * Stages that are to be fitted one after the other by {@link #fit}, each opened on what the ones
   * before put out once they were fitted.
   */
  public static StageChain unfitted(List<Stage> stages, Schema input, Ticker ticker) {
    return new StageChain(stages, new ArrayList<>(), List.of(), input, input, ticker);
  }

  /** Opens one stage; whatever it throws names it. */
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

  /** The columns that go in. */
  public Schema input() {
    return input;
  }

  /** The columns that come out now; after loading, those of the next chunk on. */
  public Schema output() {
    return output;
  }

  /** The stages. */
  public List<Stage> stages() {
    return stages;
  }

  /** The run of a stage. */
  public StageRun run(int stage) {
    return runs.get(stage);
  }

  /**
   * Learns from the rows and transforms them.
   *
   * @param chunk rows of the input
   * @param number the chunk's number as read, for errors; 0 outside a run
   * @throws StageFailedException when a stage throws or loses rows without being a filter
   */
  public Chunk process(Chunk chunk, long number) {
    return transform(chunk, number, true);
  }

  /** Transforms the rows with what was learned; windows move on. */
  public Chunk apply(Chunk chunk) {
    return transform(chunk, 0, false);
  }

  private Chunk transform(Chunk chunk, long number, boolean learning) {
    Chunk passing = chunk;
    int next = 0;
    for (ParallelSection segment : parallelSections) {
      if (learning) {
        passing = runStages(next, segment.start(), passing, number, true);
        passing = runSection(segment, passing, number);
        next = segment.end();
      }
    }
    return arrangeColumns(runStages(next, runs.size(), passing, number, learning));
  }

  /** Lets rows pass some of the stages on this thread. */
  private Chunk runStages(int from, int to, Chunk chunk, long number, boolean learning) {
    Chunk passing = chunk;
    long before = ticker.nanoTime();
    for (int i = from; i < to; i++) {
      Chunk out = runStage(stages.get(i), runs.get(i), passing, number, learning);
      dropped[i] = (long) passing.rowCount() - out.rowCount();
      passing = out;
      long after = ticker.nanoTime();
      elapsedNanos[i] += after - before;
      before = after;
    }
    return passing;
  }

  /**
   * Lets rows pass a segment, by several threads where that is worth it. What fails there is done
   * again on this thread, so that the error is the one that a single thread would have met.
   */
  private Chunk runSection(ParallelSection segment, Chunk chunk, long number) {
    int slices = segment.sliceCount(chunk.rowCount());
    long before = sectionNanos(segment);
    Chunk out = slices > 1 ? segment.process(chunk, slices, number, elapsedNanos, dropped) : null;
    RuntimeException interruption = slices > 1 && out == null ? segment.interruption() : null;
    if (interruption != null) {
      throw interruption;
    }
    if (out == null) {
      out = runStages(segment.start(), segment.end(), chunk, number, true);
      if (slices > 1) {
        throw segment.parallelFailure(chunk, number);
      }
    }
    segment.recordTime(sectionNanos(segment) - before, chunk.rowCount());
    return out;
  }

  private long sectionNanos(ParallelSection segment) {
    long sum = 0;
    for (int i = segment.start(); i < segment.end(); i++) {
      sum += elapsedNanos[i];
    }
    return sum;
  }

  /**
   * Opens a stage, fits it to the training rows, and transforms all rows with what it has learned;
   * to be called for each stage in order. After the last one, columns that grew stand in the order
   * in which they appeared.
   *
   * @param rows all rows, as the stage before put them out
   * @param training those that the stage may be fitted to
   */
  public Chunk fit(int stage, Chunk rows, Chunk training) {
    long before = ticker.nanoTime();
    StageRun run = open(stages.get(stage), rows.schema());
    runs.add(run);
    runStage(stages.get(stage), run, training, 0, true);
    run.clearContext();
    Chunk out = runStage(stages.get(stage), run, rows, 0, false);
    dropped[stage] = (long) rows.rowCount() - out.rowCount();
    run.mark(); // a rollback right after the mark changes nothing, but lets buffers go
    run.rollback();
    elapsedNanos[stage] += ticker.nanoTime() - before;
    return stage == stages.size() - 1 ? arrangeColumns(out) : out;
  }

  /** Lets rows pass one stage; whatever it throws names it. */
  static Chunk runStage(Stage stage, StageRun run, Chunk in, long number, boolean learning) {
    Chunk out;
    try {
      out = learning ? run.process(in) : run.apply(in);
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
    boolean fewer = out.rowCount() < in.rowCount() && stage.isFilter();
    if (out.rowCount() != in.rowCount() && !fewer) {
      String problem =
          String.format(
              Locale.ROOT,
              "%d rows went in and %d came out; a stage must return as many rows, in order, and only"
                  + " a filter (Stages.filter) may return fewer",
              in.rowCount(),
              out.rowCount());
      throw new StageFailedException(
          stage.name(), number, in, problem, new IllegalStateException(problem));
    }
    return out;
  }

  /** Puts grown columns into the order of their rows. */
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

  /** Begins an attempt. */
  public void mark() {
    markedDynamicCount = dynamicColumns.size();
    markedOutput = output;
    for (StageRun run : runs) {
      run.mark();
    }
  }

  /** Throws the attempt away: every stage is as it was at the mark. */
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

  /** Empties windows and lags, and keeps what was learned. */
  public void clearContext() {
    for (StageRun run : runs) {
      run.clearContext();
    }
  }

  /** Rows that each stage filtered out in the last call. */
  public long[] droppedRows() {
    return dropped.clone();
  }

  /**
   * Nanoseconds spent in each stage so far, those of all workers together; cutting chunks for them
   * and putting the slices together is not counted.
   */
  public long[] stageNanos() {
    return elapsedNanos.clone();
  }

  /** Bytes held by all stages, and by what workers need beside them. */
  public long retainedBytes() {
    long sum = 0;
    for (ParallelSection segment : parallelSections) {
      sum += segment.retainedBytes();
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
        // opened anew on what is left of the columns, as it was when the batch was fitted
        runs.set(i, open(stages.get(i), runs.get(i - 1).output()));
      }
      in.readNested(runs.get(i));
    }
    arrangedSchema = null;
  }

  /**
   * The kernels of all stages, or null when one of them has none.
   *
   * @param layout where the input's columns stand; advanced to the output
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
