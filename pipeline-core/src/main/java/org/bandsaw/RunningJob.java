package org.bandsaw;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.bandsaw.report.JobStatus;
import org.bandsaw.report.StreamReport;

/** A job under way on a thread of its own. Safe for any number of threads. */
public interface RunningJob extends AutoCloseable {

  /** For a health check; answers at once. */
  JobStatus status();

  /** What was done so far, between two chunks; also after the end, and after a failure. */
  StreamReport report();

  /** Lets the run rest after the present chunk. */
  void pause();

  /** Lets a resting run go on. */
  void resume();

  /**
   * Waits for the end.
   *
   * @throws org.bandsaw.data.BandsawException what the run threw
   * @throws org.bandsaw.data.RunCancelledException when the waiting thread is interrupted; the run
   *     goes on
   */
  StreamReport await();

  /** Ends with the report of a run that ended well, or exceptionally with what it threw. */
  CompletableFuture<StreamReport> completion();

  /**
   * Finishes the present chunk, closes everything, and ends with {@link StreamReport.End#STOPPED}.
   *
   * @param within how long to wait for that
   * @throws IllegalStateException when the chunk takes longer; the run ends after it all the same
   */
  StreamReport stop(Duration within);

  /** Stops within a minute; a run that has ended stays as it is. */
  @Override
  void close();
}
