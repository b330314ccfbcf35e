package org.bandsaw;

import java.util.Iterator;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.bandsaw.engine.PulledTables;
import org.bandsaw.engine.plan.RunPlan;
import org.bandsaw.report.StreamReport;
import tech.tablesaw.api.Table;

/**
 * A run whose processed rows are pulled by the caller, on the caller's thread, started by {@link
 * Job#pull}. A table is committed (learned, written to the sinks) when the next one is requested,
 * the last one on {@link #close}. Tables may be kept; they are then outside the memory budget.
 * Closing early is not an error: the report says {@link StreamReport.End#STOPPED_BY_CONSUMER}. Used
 * by one thread.
 */
public final class PullRun implements Iterable<Table>, AutoCloseable {

  private final PulledTables tables;

  PullRun(RunPlan plan) {
    this.tables = new PulledTables(plan);
  }

  /** Returns the iterator over the tables, the same one at every call. */
  @Override
  public Iterator<Table> iterator() {
    return tables;
  }

  /** Returns the remaining tables as a stream; closing the stream closes this run. */
  public Stream<Table> stream() {
    return StreamSupport.stream(
            Spliterators.spliteratorUnknownSize(
                tables, Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.IMMUTABLE),
            false)
        .onClose(this::close);
  }

  /** Returns what the run has done so far. */
  public StreamReport report() {
    return tables.report();
  }

  /** Commits the last table and closes the run. */
  @Override
  public void close() {
    tables.close();
  }
}
