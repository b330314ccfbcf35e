package org.bandsaw;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.bandsaw.engine.BackgroundRun;
import org.bandsaw.engine.plan.RunPlan;
import org.bandsaw.report.JobStatus;
import org.bandsaw.report.StreamReport;

/**
 * A job that runs on a thread of its own, started by {@link Job#start}. Safe for use by several
 * threads.
 */
public final class RunningJob implements AutoCloseable {

  private static final Duration CLOSE_TIMEOUT = Duration.ofMinutes(1);

  private final BackgroundRun run;

  RunningJob(RunPlan plan) {
    this.run = new BackgroundRun(plan);
  }

  /** Returns the state of the job without waiting, for health checks. */
  public JobStatus status() {
    return run.status();
  }

  /**
   * Returns what the job has done so far. Waits for the present chunk to be committed, but not for
   * a pause or a budget. Also works after the end, and after a failure.
   */
  public StreamReport report() {
    return run.report();
  }

  /** Pauses the job after the present chunk; does nothing if it has ended. */
  public void pause() {
    run.pause();
  }

  /** Continues a paused job; does nothing if it is not paused. */
  public void resume() {
    run.resume();
  }

  /**
   * Waits for the end of the job.
   *
   * @throws org.bandsaw.data.BandsawException if the job failed: what it threw
   * @throws org.bandsaw.data.RunCancelledException if the waiting thread is interrupted; the job
   *     continues
   */
  public StreamReport await() {
    return run.await();
  }

  /**
   * Returns a future that completes with the report when the job ends, or exceptionally with what
   * the job threw. Completing or cancelling the future has no effect on the job.
   */
  public CompletableFuture<StreamReport> completion() {
    return run.completion();
  }

  /**
   * Stops the job: the present chunk is committed, everything is closed, and the report says {@link
   * StreamReport.End#STOPPED}.
   *
   * @param timeout how long to wait for the end
   * @throws IllegalStateException if the present chunk takes longer; the job ends after it
   */
  public StreamReport stop(Duration timeout) {
    return run.stop(timeout);
  }

  /** Stops the job and waits at most a minute for its end; does nothing if it has ended. */
  @Override
  public void close() {
    if (!run.isDone()) {
      run.stop(CLOSE_TIMEOUT);
    }
  }
}
