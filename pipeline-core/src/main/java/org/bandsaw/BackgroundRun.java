package org.bandsaw;

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
import org.bandsaw.probe.Ticker;
import org.bandsaw.report.JobStatus;
import org.bandsaw.report.StreamReport;

/** Runs a job on a thread of its own. The lock is held while a chunk is under way. */
final class BackgroundRun implements RunningJob {

  private static final Duration DEFAULT_STOP_TIMEOUT = Duration.ofMinutes(1);

  private final StreamRun run;
  private final Ticker ticker;
  private final ReentrantLock lock =
      new ReentrantLock(true); // fair, so that report() gets its turn
  private final ReentrantLock pauseLock =
      new ReentrantLock(); // never held while a chunk is under way
  private final Condition resumed = pauseLock.newCondition();
  private final CompletableFuture<StreamReport> completion = new CompletableFuture<>();
  private volatile JobStatus.State state = JobStatus.State.STARTING;
  private volatile long rows;
  private volatile long lastCommitNanos;
  private volatile boolean pauseRequested;
  private volatile boolean stopRequested;
  private boolean sourceEnded;

  BackgroundRun(Job job) {
    run = new StreamRun(job);
    ticker = job.settings().ticker();
    lastCommitNanos = ticker.nanoTime();
    Thread thread = new Thread(this::runToEnd, "bandsaw-" + job.settings().name());
    thread.start();
  }

  private void runToEnd() {
    try {
      while (step()) {
        state = stopRequested ? JobStatus.State.STOPPING : JobStatus.State.RUNNING;
      }
      lock.lock();
      try {
        run.finish(sourceEnded ? StreamReport.End.SOURCE_ENDED : StreamReport.End.STOPPED);
        state = JobStatus.State.ENDED;
      } finally {
        lock.unlock();
      }
      completion.complete(run.report());
    } catch (RuntimeException | Error problem) {
      state = JobStatus.State.FAILED;
      completion.completeExceptionally(problem);
    }
  }

  /** One chunk; answers false when there is no more to do. */
  private boolean step() {
    awaitResume();
    lock.lock();
    try {
      if (stopRequested && !run.hasPendingParts()) {
        return false;
      }
      StreamRun.Progress progress = run.advance();
      if (progress == StreamRun.Progress.PREPARED) {
        run.commit();
        rows = run.rowsCommitted();
        lastCommitNanos = ticker.nanoTime();
      }
      sourceEnded = progress == StreamRun.Progress.END_OF_SOURCE;
      return !sourceEnded;
    } finally {
      lock.unlock();
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

  @Override
  public JobStatus status() {
    Optional<BandsawException> error = Optional.empty();
    if (state == JobStatus.State.FAILED) {
      error = run.report().failure();
    }
    return new JobStatus(
        state, rows, Duration.ofNanos(Math.max(0, ticker.nanoTime() - lastCommitNanos)), error);
  }

  @Override
  public StreamReport report() {
    lock.lock();
    try {
      return run.report();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void pause() {
    pauseRequested = true;
  }

  @Override
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

  @Override
  public StreamReport await() {
    try {
      return completion.get();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new RunCancelledException("interrupted while waiting for the run", interrupted);
    } catch (ExecutionException failure) {
      throw causeOf(failure);
    }
  }

  private static RuntimeException causeOf(ExecutionException failure) {
    if (failure.getCause() instanceof RuntimeException problem) {
      return problem;
    }
    throw (Error) failure.getCause();
  }

  @Override
  public CompletableFuture<StreamReport> completion() {
    return completion.copy();
  }

  @Override
  public StreamReport stop(Duration within) {
    requestStop();
    try {
      return completion.get(within.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new RunCancelledException("interrupted while waiting for the run to stop", interrupted);
    } catch (TimeoutException late) {
      throw new IllegalStateException(
          "the present chunk takes longer than " + within + "; the run ends after it", late);
    } catch (ExecutionException failure) {
      throw causeOf(failure);
    }
  }

  @Override
  public void close() {
    if (!completion.isDone()) {
      stop(DEFAULT_STOP_TIMEOUT);
    }
  }
}
