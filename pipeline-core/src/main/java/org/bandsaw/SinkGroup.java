package org.bandsaw;

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
import org.bandsaw.data.Vector;
import org.bandsaw.probe.Ticker;
import org.bandsaw.report.StreamReport;
import org.bandsaw.sink.Sink;
import org.bandsaw.sink.SinkFailedException;
import org.bandsaw.sink.SinkRun;
import org.jspecify.annotations.Nullable;

/** The sinks of one run, written one after the other. */
final class SinkGroup implements AutoCloseable {

  private final List<Sink> sinks;
  private final List<ColumnSpec> predictions;
  private final List<SinkRun> runs = new ArrayList<>();
  private final Ticker ticker;
  private final long[] writeNanos;
  private boolean closed;

  private SinkGroup(List<Sink> sinks, List<ColumnSpec> predictions, Ticker ticker) {
    this.sinks = sinks;
    this.predictions = predictions;
    this.ticker = ticker;
    this.writeNanos = new long[sinks.size()];
  }

  /**
   * Opens sinks.
   *
   * @param predictions the columns of predictions; none without a learner
   */
  static SinkGroup open(
      List<Sink> sinks, Schema rows, List<ColumnSpec> predictions, Ticker ticker) {
    SinkGroup group = new SinkGroup(sinks, predictions, ticker);
    try {
      for (Sink sink : sinks) {
        group.runs.add(open(sink, rows, predictions));
      }
      return group;
    } catch (RuntimeException | Error problem) {
      try {
        group.close();
      } catch (RuntimeException second) {
        problem.addSuppressed(second);
      }
      throw problem;
    }
  }

  private static SinkRun open(Sink sink, Schema rows, List<ColumnSpec> predictions) {
    if (sink.wantsPrediction() && predictions.isEmpty()) {
      throw new IllegalStateException(
          "sink '" + sink.name() + "' asks for predictions, but the pipeline has no learner");
    }
    if (sink.needsFixedColumns() && rows.isOpenEnded()) {
      throw new SchemaException(
          "sink '"
              + sink.name()
              + "' writes its header first, but columns of this pipeline appear while data passes."
              + " Declare the values of the one-hot stage, choose columns for the sink, or write"
              + " JSON lines");
    }
    try {
      return sink.open(
          sink.wantsPrediction() ? rows.with(predictions.toArray(ColumnSpec[]::new)) : rows);
    } catch (BandsawException | IllegalStateException ours) {
      throw ours; // a file that is being written by another run is the caller's mistake
    } catch (IOException | RuntimeException problem) {
      throw new SinkFailedException(sink.name(), "could not be opened: " + problem, problem);
    }
  }

  void write(Chunk rows, List<Vector> predicted, long number) {
    for (int i = 0; i < runs.size(); i++) {
      Sink sink = sinks.get(i);
      long before = ticker.nanoTime();
      Chunk out = rows;
      if (sink.wantsPrediction()) {
        out = rows.withColumns(predictions, predicted);
      }
      try {
        runs.get(i).write(out);
      } catch (BandsawException ours) {
        throw ours;
      } catch (IOException | RuntimeException problem) {
        throw new SinkFailedException(
            sink.name(),
            String.format(Locale.ROOT, "failed on chunk %d (%s): %s", number, rows, problem),
            problem);
      }
      writeNanos[i] += ticker.nanoTime() - before;
    }
  }

  List<StreamReport.SinkRows> rows() {
    List<StreamReport.SinkRows> rows = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      rows.add(new StreamReport.SinkRows(sinks.get(i).name(), runs.get(i).rowsWritten()));
    }
    return rows;
  }

  void addTimes(Map<String, Duration> times) {
    for (int i = 0; i < writeNanos.length; i++) {
      times.put("write " + sinks.get(i).name(), Duration.ofNanos(writeNanos[i]));
    }
  }

  long retainedBytes() {
    long sum = 0;
    for (SinkRun run : runs) {
      sum += run.retainedBytes();
    }
    return sum;
  }

  /** Closes all of them, even if one fails; the first failure is thrown. */
  @Override
  public void close() {
    if (closed) {
      return;
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
    if (first != null) {
      throw first;
    }
  }
}
