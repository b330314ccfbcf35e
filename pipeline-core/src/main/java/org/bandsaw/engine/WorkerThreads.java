package org.bandsaw.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.bandsaw.data.RunCancelledException;
import org.bandsaw.engine.plan.RunSettings;
import org.bandsaw.probe.ResourceProbe;
import org.bandsaw.stage.Workers;
import org.jspecify.annotations.Nullable;

/**
 * The threads that compute in addition to the run's own. They are created when they are first
 * needed, wait between two chunks, and have ended when this is closed. Used by the run's thread.
 */
final class WorkerThreads implements Workers, AutoCloseable {

  private final String job;
  private final int threads;
  private final long minParallelNanos;
  private final ResourceProbe probe;
  private final RunThreads runThreads;
  private final List<Thread> started = new ArrayList<>();
  private @Nullable ThreadPoolExecutor pool;

  /**
   * @param runThreads receives the threads that are created
   */
  WorkerThreads(RunSettings settings, RunThreads runThreads) {
    this.runThreads = runThreads;
    this.job = settings.name();
    this.threads = settings.parallelism();
    this.minParallelNanos = settings.minParallelNanos();
    this.probe = settings.probe();
  }

  @Override
  public int threads() {
    return threads;
  }

  @Override
  public long minParallelNanos() {
    return minParallelNanos;
  }

  /** The parts of one task; each thread takes the next part until none is left. */
  private static final class ParallelTask implements Runnable {
    private final int count;
    private final IntConsumer work;
    private final AtomicInteger next = new AtomicInteger();
    private final Semaphore doneByWorkers = new Semaphore(0);

    ParallelTask(int count, IntConsumer work) {
      this.count = count;
      this.work = work;
    }

    @Override
    public void run() {
      for (int part = next.getAndIncrement(); part < count; part = next.getAndIncrement()) {
        try {
          work.accept(part);
        } finally {
          doneByWorkers.release();
        }
      }
    }
  }

  /** Runs a task. A thread that starts too late finds no part left, and is not waited for. */
  @Override
  public void run(int count, IntConsumer work) {
    ParallelTask task = new ParallelTask(count, work);
    ThreadPoolExecutor workers = pool();
    int own = 0;
    try {
      for (int i = 1; i < Math.min(threads, count); i++) {
        workers.execute(task);
      }
      for (int part = task.next.getAndIncrement();
          part < count;
          part = task.next.getAndIncrement()) {
        own++;
        work.accept(part);
      }
    } finally {
      int taken = Math.min(count, task.next.getAndSet(count));
      workers.getQueue().clear(); // tasks of threads that start too late would retain the chunk
      await(task.doneByWorkers, taken - own);
    }
  }

  private ThreadPoolExecutor pool() {
    ThreadPoolExecutor present = pool;
    if (present == null) {
      int workers = threads - 1;
      present =
          new ThreadPoolExecutor(
              workers,
              workers,
              0,
              TimeUnit.NANOSECONDS,
              new LinkedBlockingQueue<>(),
              this::newThread);
      pool = present;
    }
    return present;
  }

  private Thread newThread(Runnable work) {
    Thread thread = new Thread(work, "bandsaw-work-" + job + "-" + (started.size() + 1));
    thread.setDaemon(true);
    started.add(thread);
    runThreads.add(thread);
    return thread;
  }

  private void await(Semaphore done, int parts) {
    try {
      done.acquire(parts);
    } catch (InterruptedException interrupted) {
      started.forEach(Thread::interrupt);
      done.acquireUninterruptibly(parts); // the workers still read the chunk
      Thread.currentThread().interrupt();
      throw new RunCancelledException(
          "interrupted while several threads were at work on a chunk", interrupted);
    }
  }

  /**
   * Returns the bytes that the calling thread and the workers have allocated since they started.
   */
  OptionalLong allocatedBytes() {
    OptionalLong own = probe.threadAllocatedBytes();
    if (own.isEmpty() || started.isEmpty()) {
      return own;
    }
    OptionalLong workers = probe.allocatedBytes(started);
    return workers.isEmpty() ? workers : OptionalLong.of(own.getAsLong() + workers.getAsLong());
  }

  /** Ends the threads and waits for that; an interruption meanwhile sets the flag afterwards. */
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
