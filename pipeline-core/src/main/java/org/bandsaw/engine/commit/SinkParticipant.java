package org.bandsaw.engine.commit;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bandsaw.data.BandsawException;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.Schema;
import org.bandsaw.data.SchemaException;
import org.bandsaw.probe.Ticker;
import org.bandsaw.report.StreamReport;
import org.bandsaw.sink.Sink;
import org.bandsaw.sink.SinkFailedException;
import org.bandsaw.sink.SinkRun;
import org.bandsaw.state.StateCorruptException;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;
import org.jspecify.annotations.Nullable;

/**
 * The sinks of one run, written one after the other. Saves how many rows each has written; where a
 * file ends is the sink's own concern.
 */
public final class SinkParticipant implements CommitParticipant {

  private final List<Sink> sinks;
  private final List<SinkRun> runs = new ArrayList<>();
  private final Ticker ticker;
  private final long[] writeNanos;
  private long[] rowsBefore;
  private boolean closed;

  private SinkParticipant(List<Sink> sinks, Ticker ticker) {
    this.sinks = sinks;
    this.ticker = ticker;
    this.writeNanos = new long[sinks.size()];
    this.rowsBefore = new long[sinks.size()];
  }

  /**
   * Opens sinks.
   *
   * @param predictions the columns of predictions; none without a learner
   */
  public static SinkParticipant open(
      List<Sink> sinks, Schema rows, List<ColumnSpec> predictions, Ticker ticker) {
    SinkParticipant participant = new SinkParticipant(sinks, ticker);
    try {
      for (Sink sink : sinks) {
        participant.runs.add(open(sink, rows, predictions));
      }
      return participant;
    } catch (RuntimeException | Error problem) {
      participant.abort(problem);
      throw problem;
    }
  }

  private static SinkRun open(Sink sink, Schema rows, List<ColumnSpec> predictions) {
    if (sink.wantsPrediction() && predictions.isEmpty()) {
      throw new IllegalStateException(
          "sink '" + sink.name() + "' writes predictions, but the pipeline has no learner");
    }
    if (sink.needsFixedColumns() && rows.isOpenEnded()) {
      throw new SchemaException(
          "sink '"
              + sink.name()
              + "' writes its header first, but columns of this pipeline appear while it runs."
              + " Declare the values of the one-hot stage, choose columns for the sink, or write"
              + " JSON lines");
    }
    try {
      return sink.open(
          sink.wantsPrediction() ? rows.with(predictions.toArray(ColumnSpec[]::new)) : rows);
    } catch (BandsawException | IllegalStateException ours) {
      throw ours; // a file that another run is writing is the caller's mistake
    } catch (IOException | RuntimeException problem) {
      throw new SinkFailedException(sink.name(), "could not be opened: " + problem, problem);
    }
  }

  @Override
  public String name() {
    return "sinks";
  }

  @Override
  public void commit(ProcessedChunk chunk) {
    Chunk rows = chunk.rows();
    for (int i = 0; i < runs.size(); i++) {
      Sink sink = sinks.get(i);
      long before = ticker.nanoTime();
      try {
        runs.get(i)
            .write(
                sink.wantsPrediction()
                    ? rows.withColumns(chunk.predictionColumns(), chunk.predictions())
                    : rows);
      } catch (BandsawException ours) {
        throw ours;
      } catch (IOException | RuntimeException problem) {
        throw new SinkFailedException(
            sink.name(),
            String.format(
                Locale.ROOT, "failed on chunk %d (%s): %s", chunk.number(), rows, problem),
            problem);
      }
      writeNanos[i] += ticker.nanoTime() - before;
    }
  }

  /** Returns the rows written to each sink. */
  public List<StreamReport.SinkRows> rows() {
    List<StreamReport.SinkRows> rows = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      rows.add(new StreamReport.SinkRows(sinks.get(i).name(), rowsWritten(i)));
    }
    return rows;
  }

  private long rowsWritten(int sink) {
    return rowsBefore[sink] + runs.get(sink).rowsWritten();
  }

  @Override
  public void addTimes(Map<String, Duration> times) {
    for (int i = 0; i < writeNanos.length; i++) {
      times.put("write " + sinks.get(i).name(), Duration.ofNanos(writeNanos[i]));
    }
  }

  @Override
  public long retainedBytes() {
    long sum = 0;
    for (SinkRun run : runs) {
      sum += run.retainedBytes();
    }
    return sum;
  }

  /** Closes all sinks, even if one fails; the first failure is thrown. */
  @Override
  public void finish() {
    SinkFailedException failure = close();
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public void abort(Throwable problem) {
    SinkFailedException failure = close();
    if (failure != null) {
      problem.addSuppressed(failure);
    }
  }

  private @Nullable SinkFailedException close() {
    if (closed) {
      return null;
    }
    closed = true;
    @Nullable SinkFailedException first = null;
    for (int i = 0; i < runs.size(); i++) {
      try {
        runs.get(i).close();
      } catch (IOException | RuntimeException problem) {
        SinkFailedException failure =
            new SinkFailedException(
                sinks.get(i).name(), "could not be closed: " + problem, problem);
        if (first == null) {
          first = failure;
        } else {
          first.addSuppressed(failure);
        }
      }
    }
    return first;
  }

  @Override
  public void save(StateWriter out) {
    long[] rows = new long[runs.size()];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = rowsWritten(i);
    }
    out.writeVersion(1).writeLongs(rows);
  }

  @Override
  public void load(StateReader in) {
    in.readVersion(1);
    long[] rows = in.readLongs();
    if (rows.length != runs.size()) {
      throw new StateCorruptException(
          "row counts of " + runs.size() + " sinks were expected, not of " + rows.length);
    }
    rowsBefore = rows;
  }
}
