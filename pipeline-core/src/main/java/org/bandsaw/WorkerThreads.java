package org.bandsaw;

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
import org.bandsaw.probe.ResourceProbe;
import org.bandsaw.stage.Workers;
import org.jspecify.annotations.Nullable;

/**
 * The threads that compute beside the run's own. They are made when they are first needed, wait
 * between two chunks, and are gone when this is closed. Used by the run's thread.
 */
final class WorkerThreads implements Workers, AutoCloseable {

  /**
   * Cutting a slice off, waking a thread for it and putting it back take about 70 µs, measured on
   * chunks of 10 000 rows: two slices of 50 µs each take as long as one of 100, of 100 µs a third
   * less than one of 200.
   */
  static final long MIN_PARALLEL_NANOS = 100_000;

  private final String job;
  private final int threads;
  private final long minParallelNanos;
  private final ResourceProbe probe;
  private final RunThreads runThreads;
  private final List<Thread> started = new ArrayList<>();
  private @Nullable ThreadPoolExecutor pool;

  /**
   * @param all where threads are put that are made
   */
  WorkerThreads(RunSettings settings, RunThreads all) {
    this.runThreads = all;
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

  /** The parts of one piece of work, of which each thread takes the next until none is left. */
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

  /** A thread that comes too late finds nothing left to do, and nobody waits for it. */
  @Override
  public void run(int count, IntConsumer work) {
    ParallelTask parts = new ParallelTask(count, work);
    ThreadPoolExecutor others = pool();
    int own = 0;
    try {
      for (int i = 1; i < Math.min(threads, count); i++) {
        others.execute(parts);
      }
      for (int part = parts.next.getAndIncrement();
          part < count;
          part = parts.next.getAndIncrement()) {
        own++;
        work.accept(part);
      }
    } finally {
      int taken = Math.min(count, parts.next.getAndSet(count));
      others.getQueue().clear(); // of threads that did not come, so that the chunk can go
      await(parts.doneByWorkers, taken - own);
    }
  }

  private ThreadPoolExecutor pool() {
    ThreadPoolExecutor present = pool;
    if (present == null) {
      int others = threads - 1;
      present =
          new ThreadPoolExecutor(
              others,
              others,
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
