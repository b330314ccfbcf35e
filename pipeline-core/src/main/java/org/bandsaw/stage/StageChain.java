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
import org.bandsaw.state.Saved;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;
import org.jspecify.annotations.Nullable;

/**
 * The stages of a pipeline in one run, one after the other. What comes out has the declared columns
 * first and then the grown ones in the order of the row, and then of the stage, in which they
 * appeared: the same for any chunk size. Used by one thread at a time, which may have {@link
 * Workers}.
 */
public final class StageChain implements Saved {

  /** What the objects of a run take beside the arrays and texts that it counts. */
  static final long OBJECTS_OF_A_RUN = 1 << 10;

  private final List<Stage> stages;
  private final List<StageRun> runs;
  private final Schema input;
  private final Ticker ticker;
  private final long[] nanos;
  private final long[] lost;
  private final List<Segment> segments;
  private final List<ColumnSpec> grown = new ArrayList<>();
  private final List<Long> born = new ArrayList<>();
  private int grownAtMark;
  private Schema outputAtMark;
  private @Nullable Schema arranged;
  private Schema output;
  private int @Nullable [] order;

  private StageChain(
      List<Stage> stages,
      List<StageRun> runs,
      List<Segment> segments,
      Schema input,
      Schema output,
      Ticker ticker) {
    this.stages = List.copyOf(stages);
    this.runs = runs;
    this.segments = segments;
    this.input = input;
    this.ticker = ticker;
    this.nanos = new long[stages.size()];
    this.lost = new long[stages.size()];
    this.output = output;
    this.outputAtMark = output;
  }

  /**
   * Opens every stage on what the one before puts out.
   *
   * @throws SchemaException naming the stage, when a column is absent or has the wrong type
   */
  public static StageChain open(List<Stage> stages, Schema input, Ticker ticker) {
    return opened(stages, input, ticker, null);
  }

  /**
   * As {@link #open(List, Schema, Ticker)}; stages that remember nothing are then done by several
   * threads at once where that is worth it, with the same result. Such a stage is opened once for
   * each of them, when it is first needed.
   *
   * @param workers used in {@link #process} only
   */
  public static StageChain open(List<Stage> stages, Schema input, Ticker ticker, Workers workers) {
    return opened(stages, input, ticker, workers.threads() > 1 ? workers : null);
  }

  private static StageChain opened(
      List<Stage> stages, Schema input, Ticker ticker, @Nullable Workers workers) {
    List<StageRun> runs = new ArrayList<>();
    List<Schema> schemas = new ArrayList<>();
    schemas.add(input);
    for (Stage stage : stages) {
      StageRun run = open(stage, schemas.get(schemas.size() - 1));
      runs.add(run);
      schemas.add(run.output());
    }
    List<Segment> segments =
        workers == null ? List.of() : segments(stages, runs, schemas, workers, ticker);
    return new StageChain(stages, runs, segments, input, schemas.get(schemas.size() - 1), ticker);
  }

  private static List<Segment> segments(
      List<Stage> stages,
      List<StageRun> runs,
      List<Schema> schemas,
      Workers workers,
      Ticker ticker) {
    List<Segment> segments = new ArrayList<>();
    int first = 0;
    for (int i = 0; i <= runs.size(); i++) {
      if (i < runs.size() && Segment.isStateless(runs.get(i))) {
        continue;
      }
      if (first < i) {
        segments.add(
            new Segment(
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
      throw problem.in(stage.name());
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
    return pass(chunk, number, true);
  }

  /** Transforms the rows with what was learned; windows move on. */
  public Chunk apply(Chunk chunk) {
    return pass(chunk, 0, false);
  }

  private Chunk pass(Chunk chunk, long number, boolean learning) {
    Chunk passing = chunk;
    int next = 0;
    for (Segment segment : segments) {
      if (learning) {
        passing = steps(next, segment.first(), passing, number, true);
        passing = through(segment, passing, number);
        next = segment.end();
      }
    }
    return arrange(steps(next, runs.size(), passing, number, learning));
  }

  /** Lets rows pass some of the stages on this thread. */
  private Chunk steps(int from, int to, Chunk chunk, long number, boolean learning) {
    Chunk passing = chunk;
    long before = ticker.nanoTime();
    for (int i = from; i < to; i++) {
      Chunk out = step(stages.get(i), runs.get(i), passing, number, learning);
      lost[i] = (long) passing.rowCount() - out.rowCount();
      passing = out;
      long after = ticker.nanoTime();
      nanos[i] += after - before;
      before = after;
    }
    return passing;
  }

  /**
   * Lets rows pass a segment, by several threads where that is worth it. What fails there is done
   * again on this thread, so that the error is the one that a single thread would have met.
   */
  private Chunk through(Segment segment, Chunk chunk, long number) {
    int slices = segment.slices(chunk.rowCount());
    long before = nanosOf(segment);
    Chunk out = slices > 1 ? segment.pass(chunk, slices, number, nanos, lost) : null;
    RuntimeException interruption = slices > 1 && out == null ? segment.interruption() : null;
    if (interruption != null) {
      throw interruption;
    }
    if (out == null) {
      out = steps(segment.first(), segment.end(), chunk, number, true);
      if (slices > 1) {
        throw segment.failedInSlices(chunk, number);
      }
    }
    segment.took(nanosOf(segment) - before, chunk.rowCount());
    return out;
  }

  private long nanosOf(Segment segment) {
    long sum = 0;
    for (int i = segment.first(); i < segment.end(); i++) {
      sum += nanos[i];
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
    step(stages.get(stage), run, training, 0, true);
    run.clearContext();
    Chunk out = step(stages.get(stage), run, rows, 0, false);
    lost[stage] = (long) rows.rowCount() - out.rowCount();
    run.mark(); // a rollback right after the mark changes nothing, but lets buffers go
    run.rollback();
    nanos[stage] += ticker.nanoTime() - before;
    return stage == stages.size() - 1 ? arrange(out) : out;
  }

  /** Lets rows pass one stage; whatever it throws names it. */
  static Chunk step(Stage stage, StageRun run, Chunk in, long number, boolean learning) {
    Chunk out;
    try {
      out = learning ? run.process(in) : run.apply(in);
    } catch (BandsawException ours) {
      ours.addPlace(StageFailedException.place(stage.name(), number, in));
      throw ours;
    } catch (CheckedFailure checked) {
      Exception thrown = checked.thrown();
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
  private Chunk arrange(Chunk chunk) {
    Schema found = chunk.schema();
    if (found != arranged) {
      rearrange(found);
    }
    if (order == null) {
      return chunk;
    }
    Vector[] vectors = new Vector[order.length];
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = chunk.vector(order[i]);
    }
    return chunk.with(output, vectors);
  }

  private void rearrange(Schema found) {
    arranged = found;
    int declared = found.declaredCount();
    if (declared == found.size()) {
      order = null;
      output = found;
      return;
    }
    record Newcomer(ColumnSpec column, long row) {}
    List<Newcomer> newcomers = new ArrayList<>();
    for (int i = declared; i < found.size(); i++) {
      if (!grown.contains(found.column(i))) {
        newcomers.add(new Newcomer(found.column(i), found.bornAt(i)));
      }
    }
    newcomers.sort(java.util.Comparator.comparingLong(Newcomer::row)); // stable: then by stage
    for (Newcomer newcomer : newcomers) {
      grown.add(newcomer.column());
      born.add(newcomer.row());
    }
    Schema schema = found.declaredPart();
    int[] positions = new int[found.size()];
    for (int i = 0; i < declared; i++) {
      positions[i] = i;
    }
    int at = declared;
    for (int i = 0; i < grown.size(); i++) {
      int position = found.find(grown.get(i).name());
      if (position >= declared) {
        schema = schema.grown(grown.get(i), born.get(i));
        positions[at++] = position;
      }
    }
    output = schema;
    order = positions;
  }

  /** Begins an attempt. */
  public void mark() {
    grownAtMark = grown.size();
    outputAtMark = output;
    for (StageRun run : runs) {
      run.mark();
    }
  }

  /** Throws the attempt away: every stage is as it was at the mark. */
  public void rollback() {
    for (StageRun run : runs) {
      run.rollback();
    }
    segments.forEach(Segment::rollback);
    while (grown.size() > grownAtMark) {
      grown.remove(grown.size() - 1);
      born.remove(born.size() - 1);
    }
    arranged = null;
    output = outputAtMark;
  }

  /** Empties windows and lags, and keeps what was learned. */
  public void clearContext() {
    for (StageRun run : runs) {
      run.clearContext();
    }
  }

  /** Rows that each stage filtered out in the last call. */
  public long[] lostRows() {
    return lost.clone();
  }

  /**
   * Nanoseconds spent in each stage so far, those of all workers together; cutting chunks for them
   * and putting the slices together is not counted.
   */
  public long[] stageNanos() {
    return nanos.clone();
  }

  /** Bytes held by all stages, and by what workers need beside them. */
  public long retainedBytes() {
    long sum = 0;
    for (Segment segment : segments) {
      sum += segment.retainedBytes();
    }
    for (StageRun run : runs) {
      sum += run.retainedBytes() + OBJECTS_OF_A_RUN;
    }
    return sum;
  }

  @Override
  public void save(StateWriter out) {
    out.version(1).writeInt(grown.size());
    for (int i = 0; i < grown.size(); i++) {
      out.writeString(grown.get(i).name());
      out.writeString(grown.get(i).type().name());
      out.writeLong(born.get(i));
    }
    for (StageRun run : runs) {
      out.writePart(run);
    }
  }

  @Override
  public void load(StateReader in) {
    in.version(1);
    grown.clear();
    born.clear();
    int count = in.count(1);
    for (int i = 0; i < count; i++) {
      String name = in.readString();
      grown.add(new ColumnSpec(name, org.bandsaw.data.ValueType.valueOf(in.readString())));
      born.add(in.readLong());
    }
    boolean fits = stages.stream().anyMatch(BatchOnlyStage.class::isInstance);
    for (int i = 0; i < runs.size(); i++) {
      if (fits && i > 0) {
        // opened anew on what is left of the columns, as it was when the batch was fitted
        runs.set(i, open(stages.get(i), runs.get(i - 1).output()));
      }
      runs.get(i).load(new StateReader(in.readBytes()));
    }
    arranged = null;
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
