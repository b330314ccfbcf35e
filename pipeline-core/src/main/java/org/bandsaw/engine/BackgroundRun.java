package org.bandsaw.engine;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.bandsaw.data.BandsawException;
import org.bandsaw.data.RunCancelledException;
import org.bandsaw.engine.plan.RunPlan;
import org.bandsaw.probe.Ticker;
import org.bandsaw.report.JobStatus;
import org.bandsaw.report.StreamReport;

/**
 * Runs a stream on a thread of its own. A lock guards the run; it is held while a chunk is
 * processed and committed, but not while the run waits for a budget. Safe for use by several
 * threads.
 */
public final class BackgroundRun {

  private final StreamRun run;
  private final Ticker ticker;
  private final ReentrantLock lock = new ReentrantLock(true); // fair, so that report() gets in
  private final ReentrantLock pauseLock = new ReentrantLock(); // never held together with the other
  private final Condition resumed = pauseLock.newCondition();
  private final CompletableFuture<StreamReport> completion = new CompletableFuture<>();
  private volatile JobStatus.State state = JobStatus.State.STARTING;
  private volatile Optional<BandsawException> failure = Optional.empty();
  private volatile long rows;
  private volatile long lastCommitNanos;
  private volatile boolean pauseRequested;
  private volatile boolean stopRequested;

  /** Starts a run. */
  public BackgroundRun(RunPlan plan) {
    run = new StreamRun(plan);
    ticker = plan.settings().ticker();
    lastCommitNanos = ticker.nanoTime();
    Thread thread = new Thread(this::runToEnd, "bandsaw-" + plan.settings().name());
    thread.start();
  }

  private void runToEnd() {
    try {
      StreamReport.End end = loop();
      StreamReport report;
      lock.lock();
      try {
        run.finish(end);
        report = run.report();
      } finally {
        lock.unlock();
      }
      state = JobStatus.State.ENDED;
      completion.complete(report);
    } catch (Throwable problem) { // also checked exceptions that other languages do not declare
      completion.completeExceptionally(fail(problem));
    }
  }

  private StreamReport.End loop() {
    while (true) {
      awaitResume();
      if (!stopRequested) {
        run.awaitBudgets(() -> stopRequested || pauseRequested);
      }
      if (pauseRequested && !stopRequested) {
        continue;
      }
      lock.lock();
      try {
        if (stopRequested && !run.hasPendingParts()) {
          return StreamReport.End.STOPPED;
        }
        StreamRun.Progress progress = run.advance();
        if (progress == StreamRun.Progress.END_OF_SOURCE) {
          return StreamReport.End.SOURCE_ENDED;
        }
        if (progress == StreamRun.Progress.PROCESSED) {
          run.commit();
          rows = run.rowsCommitted();
          lastCommitNanos = ticker.nanoTime();
        }
      } finally {
        lock.unlock();
      }
      state = stopRequested ? JobStatus.State.STOPPING : JobStatus.State.RUNNING;
    }
  }

  private void awaitResume() {
    if (!pauseRequested) {
      return;
    }
    pauseLock.lock();
    try {
      while (pauseRequested && !stopRequested) {
        state = JobStatus.State.PAUSED;
        resumed.awaitUninterruptibly();
      }
    } finally {
      pauseLock.unlock();
    }
    state = stopRequested ? JobStatus.State.STOPPING : JobStatus.State.RUNNING;
  }

  private Throwable fail(Throwable problem) {
    Throwable thrown = problem;
    lock.lock();
    try {
      thrown = run.fail(problem);
    } catch (Error error) {
      thrown = error;
    } finally {
      failure = run.report().failure();
      lock.unlock();
    }
    state = JobStatus.State.FAILED;
    return thrown;
  }

  /** Returns the state of the run, without waiting. */
  public JobStatus status() {
    JobStatus.State now = state;
    return new JobStatus(
        now,
        rows,
        Duration.ofNanos(Math.max(0, ticker.nanoTime() - lastCommitNanos)),
        now == JobStatus.State.FAILED ? failure : Optional.empty());
  }

  /** Returns what the run has done so far, between two chunks. */
  public StreamReport report() {
    lock.lock();
    try {
      return run.report();
    } finally {
      lock.unlock();
    }
  }

  /** Pauses the run after the present chunk. */
  public void pause() {
    pauseRequested = true;
  }

  /** Ends a pause. */
  public void resume() {
    pauseLock.lock();
    try {
      pauseRequested = false;
      resumed.signalAll();
    } finally {
      pauseLock.unlock();
    }
  }

  private void requestStop() {
    pauseLock.lock();
    try {
      stopRequested = true;
      resumed.signalAll();
    } finally {
      pauseLock.unlock();
    }
  }

  /** Waits for the end of the run. */
  public StreamReport await() {
    try {
      return completion.get();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new RunCancelledException("interrupted while waiting for the run", interrupted);
    } catch (ExecutionException failed) {
      throw causeOf(failed);
    }
  }

  private static RuntimeException causeOf(ExecutionException failed) {
    if (failed.getCause() instanceof RuntimeException problem) {
      return problem;
    }
    throw (Error) failed.getCause();
  }

  /** Returns a future of the report; it fails with what the run threw. */
  public CompletableFuture<StreamReport> completion() {
    return completion.copy();
  }

  /** Stops the run after the present chunk and waits for its end. */
  public StreamReport stop(Duration timeout) {
    requestStop();
    try {
      return completion.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new RunCancelledException("interrupted while waiting for the run to stop", interrupted);
    } catch (TimeoutException late) {
      throw new IllegalStateException(
          "the present chunk takes longer than " + timeout + "; the run ends after it", late);
    } catch (ExecutionException failed) {
      throw causeOf(failed);
    }
  }

  /** Returns whether the run has ended. */
  public boolean isDone() {
    return completion.isDone();
  }
}
