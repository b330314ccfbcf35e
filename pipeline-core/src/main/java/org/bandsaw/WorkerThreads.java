package org.bandsaw;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.bandsaw.probe.ResourceProbe;
import org.bandsaw.stage.Workers;
import org.jspecify.annotations.Nullable;

/**
 * The threads that compute beside the run's own. They are made when they are first needed, wait
 * between two chunks, and are gone when this is closed. Used by the run's thread.
 */
final class WorkerThreads implements Workers, AutoCloseable {

  /**
   * Handing a slice over and waking a thread takes some 50 µs, and cutting it off and putting it
   * back about as long: less work than this is done sooner where it is.
   */
  static final long LEAST_NANOS = 200_000;

  private final String job;
  private final int threads;
  private final long leastNanos;
  private final ResourceProbe probe;
  private final List<Thread> started = new ArrayList<>();
  private volatile boolean cancelled;
  private @Nullable ThreadPoolExecutor pool;

  WorkerThreads(JobSettings settings) {
    this.job = settings.name();
    this.threads = settings.parallelism();
    this.leastNanos = settings.leastNanos();
    this.probe = settings.probe();
  }

  @Override
  public int threads() {
    return threads;
  }

  @Override
  public long leastNanos() {
    return leastNanos;
  }

  @Override
  public void run(int parts, IntConsumer work) {
    Executor others = pool();
    Semaphore done = new Semaphore(0);
    int handedOver = 0;
    try {
      for (int i = 1; i < parts; i++) {
        int part = i;
        others.execute(
            () -> {
              try {
                if (!cancelled) {
                  work.accept(part);
                }
              } finally {
                done.release();
              }
            });
        handedOver++;
      }
      work.accept(0);
    } finally {
      await(done, handedOver);
    }
  }

  private ThreadPoolExecutor pool() {
    ThreadPoolExecutor present = pool;
    if (present == null) {
      int others = threads - 1;
      present =
          new ThreadPoolExecutor(
              others, others, 0, TimeUnit.NANOSECONDS, new LinkedBlockingQueue<>(), this::made);
      pool = present;
    }
    return present;
  }

  private Thread made(Runnable work) {
    Thread thread = new Thread(work, "bandsaw-work-" + job + "-" + (started.size() + 1));
    thread.setDaemon(true);
    started.add(thread);
    return thread;
  }

  private void await(Semaphore done, int parts) {
    try {
      done.acquire(parts);
    } catch (InterruptedException interrupted) {
      cancelled = true; // for those not begun yet, whose flag is cleared when they begin
      started.forEach(Thread::interrupt);
      done.acquireUninterruptibly(parts); // they still read the chunk
      Thread.currentThread().interrupt();
      throw new RunCancelledException(
          "interrupted while several threads were at work on a chunk", interrupted);
    }
  }

  /** What the calling thread and these have allocated since they started. */
  OptionalLong allocatedBytes() {
    OptionalLong own = probe.threadAllocatedBytes();
    if (own.isEmpty() || started.isEmpty()) {
      return own;
    }
    OptionalLong theirs = probe.allocatedBytes(started);
    return theirs.isEmpty() ? theirs : OptionalLong.of(own.getAsLong() + theirs.getAsLong());
  }

  /** Ends the threads and waits for that; an interruption meanwhile is kept for later. */
  @Override
  public void close() {
    ThreadPoolExecutor present = pool;
    if (present == null) {
      return;
    }
    present.shutdown();
    boolean interrupted = false;
    for (Thread thread : started) {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException later) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
