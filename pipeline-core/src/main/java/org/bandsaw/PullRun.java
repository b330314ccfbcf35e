package org.bandsaw;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import tech.tablesaw.api.Table;

/**
 * A run that is pulled by its consumer, on the consumer's thread: a table counts as committed
 * (learned, written to the sinks) when the next one is asked for, the last one on {@link #close}.
 * Tables may be kept; they are then outside the memory budget. Leaving early is no error: the
 * report says {@link StreamReport.End#STOPPED_BY_CONSUMER}. Used by one thread.
 */
public final class PullRun implements Iterable<Table>, AutoCloseable {

  private final StreamRun run;
  private final Pulling pulling = new Pulling();

  PullRun(StreamRun run) {
    this.run = run;
  }

  /** The one iterator over the tables; asking again gives the same one. */
  @Override
  public Iterator<Table> iterator() {
    return pulling;
  }

  /** The tables that are left, as a stream; closing it closes this run. */
  public Stream<Table> stream() {
    return StreamSupport.stream(
            Spliterators.spliteratorUnknownSize(
                pulling, Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.IMMUTABLE),
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
    pulling.commitLast();
    run.close();
  }

  private final class Pulling implements Iterator<Table> {

    private boolean handedOut;
    private boolean ready;

    @Override
    public boolean hasNext() {
      if (ready) {
        return true;
      }
      if (run.isEnded()) {
        return false;
      }
      commitLast();
      ready = run.prepare();
      if (!ready) {
        run.finish(StreamReport.End.SOURCE_ENDED);
      }
      return ready;
    }

    @Override
    public Table next() {
      if (!hasNext()) {
        throw new NoSuchElementException("the source has ended");
      }
      ready = false;
      handedOut = true;
      return run.preparedRows().table();
    }

    private void commitLast() {
      if (handedOut) {
        handedOut = false;
        run.commit();
      }
    }
  }
}
