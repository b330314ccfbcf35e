package org.bandsaw.engine;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.bandsaw.engine.plan.RunPlan;
import org.bandsaw.report.StreamReport;
import tech.tablesaw.api.Table;

/**
 * A run whose tables are pulled by the consumer, on the consumer's thread. A table is committed
 * when the next one is requested, the last one on {@link #close}. Used by one thread.
 */
public final class PulledTables implements Iterator<Table>, AutoCloseable {

  private final StreamRun run;
  private boolean needsCommit;
  private boolean hasPrepared;

  public PulledTables(RunPlan plan) {
    this.run = new StreamRun(plan);
  }

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
    return run.processedRows().table();
  }

  private void commitLast() {
    if (needsCommit) {
      needsCommit = false;
      run.commit();
    }
  }

  /** Returns what the run has done so far. */
  public StreamReport report() {
    return run.report();
  }

  /** Commits the last table and closes the run. */
  @Override
  public void close() {
    commitLast();
    run.close();
  }
}
