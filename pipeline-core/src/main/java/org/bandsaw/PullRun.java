package org.bandsaw;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.bandsaw.report.StreamReport;
import tech.tablesaw.api.Table;

/**
 * A run that is pulled by its consumer, on the consumer's thread: a table counts as committed
 * (learned, written to the sinks) when the next one is asked for, the last one on {@link #close}.
 * Tables may be kept; they are then outside the memory budget. Leaving early is no error: the
 * report says {@link StreamReport.End#STOPPED_BY_CONSUMER}. Used by one thread.
 */
public final class PullRun implements Iterable<Table>, AutoCloseable {

  private final StreamRun run;
  private final TableIterator tables = new TableIterator();

  PullRun(StreamRun run) {
    this.run = run;
  }

  /** The one iterator over the tables; asking again gives the same one. */
  @Override
  public Iterator<Table> iterator() {
    return tables;
  }

  /** The tables that are left, as a stream; closing it closes this run. */
  public Stream<Table> stream() {
    return StreamSupport.stream(
            Spliterators.spliteratorUnknownSize(
                tables, Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.IMMUTABLE),
            false)
        .onClose(this::close);
  }

  /** What was done so far. */
  public StreamReport report() {
    return run.report();
  }

  /** Commits the last table and leaves nothing open. */
  @Override
  public void close() {
    tables.commitLast();
    run.close();
  }

  private final class TableIterator implements Iterator<Table> {

    private boolean needsCommit;
    private boolean hasPrepared;

    @Override
    public boolean hasNext() {
      if (hasPrepared) {
        return true;
      }
      if (run.isEnded()) {
        return false;
      }
      commitLast();
      hasPrepared = run.prepare();
      if (!hasPrepared) {
        run.finish(StreamReport.End.SOURCE_ENDED);
      }
      return hasPrepared;
    }

    @Override
    public Table next() {
      if (!hasNext()) {
        throw new NoSuchElementException("the source has ended");
      }
      hasPrepared = false;
      needsCommit = true;
      return run.preparedRows().table();
    }

    private void commitLast() {
      if (needsCommit) {
        needsCommit = false;
        run.commit();
      }
    }
  }
}
