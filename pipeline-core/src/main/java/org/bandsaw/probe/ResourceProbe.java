package org.bandsaw.probe;

import java.util.Collection;
import java.util.OptionalLong;

/**
 * Reads the resource usage of this process and machine. Implementations are called by one thread at
 * a time; with telemetry, a second thread may call {@link #read} at the same time. Values about a
 * thread are those of the calling thread.
 */
public interface ResourceProbe {

  /**
   * Returns all values. May take some hundreds of microseconds, and some tens of milliseconds the
   * first time; the other methods return one value and are cheaper.
   */
  ResourceReading read();

  /**
   * Returns the bytes that the calling thread has allocated since its start; empty if the JVM does
   * not report them. Called twice for each attempt at a chunk, so it must be cheap.
   */
  OptionalLong threadAllocatedBytes();

  /**
   * Returns the total bytes that these threads have allocated since their start, where an ended
   * thread counts as 0; empty if the JVM does not report them. Called for the idle workers of a run
   * with {@code parallelism}, twice for each attempt at a chunk. Default: the values of the JVM.
   */
  default OptionalLong allocatedBytes(Collection<Thread> threads) {
    return system().allocatedBytes(threads);
  }

  /**
   * Returns the processor time of all threads of this process, including those of the collector and
   * the compiler; empty if unavailable. Called before each chunk of a run with a compute budget,
   * which requires it. Default: empty.
   */
  default OptionalLong processCpuNanos() {
    return OptionalLong.empty();
  }

  /**
   * Returns the processor time of all processes of this machine, including this one; inside a
   * container that of the host. Empty if unavailable. Called at the start and the end of a run with
   * an energy source. Default: empty.
   */
  default OptionalLong machineCpuNanos() {
    return OptionalLong.empty();
  }

  /** Returns the number of processors that this process may use at once, at least 1. */
  default int processors() {
    return Runtime.getRuntime().availableProcessors();
  }

  /** Returns the peak physical memory of this process; empty if unavailable. */
  default OptionalLong peakResidentBytes() {
    return read().peakResidentBytes();
  }

  /**
   * Returns the memory of the machine or the container limit, whichever is less; empty if
   * unavailable.
   */
  default OptionalLong totalMemoryBytes() {
    return read().totalMemoryBytes();
  }

  /** Returns the probe that reads the JVM, and procfs and control groups where they exist. */
  static ResourceProbe system() {
    return JvmProbe.INSTANCE;
  }
}
