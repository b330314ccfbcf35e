package org.bandsaw.probe;

import java.util.Collection;
import java.util.OptionalLong;

/**
 * What the machine says now. Implementations may be called by one thread at a time, but those of a
 * run with telemetry by a second one meanwhile, for {@link #read}; what they answer about a thread
 * is about the calling one.
 */
public interface ResourceProbe {

  /**
   * Everything that can be read. May cost some hundreds of microseconds, and the first time some
   * tens of milliseconds; the other methods answer one thing and cost less.
   */
  ResourceReading read();

  /**
   * Bytes the calling thread has allocated since it started; empty where the virtual machine does
   * not count them. Called twice for each attempt at a chunk, so it must be cheap.
   */
  OptionalLong threadAllocatedBytes();

  /**
   * Bytes that these threads have allocated since they started, together; an ended one counts
   * nothing. Empty where the virtual machine does not count them. Called twice for each attempt at
   * a chunk of a run with {@code parallelism}, about its workers, while they do nothing; answers
   * what the virtual machine says unless overridden.
   */
  default OptionalLong allocatedBytes(Collection<Thread> threads) {
    return system().allocatedBytes(threads);
  }

  /**
   * Processor time of all threads of this process, those of the collector and the compiler
   * included; empty where the system does not say. Called before each chunk of a run with a compute
   * budget, which needs it.
   */
  default OptionalLong processCpuNanos() {
    return OptionalLong.empty();
  }

  /**
   * Processor time of all processes of this machine, this one included; in a container that of the
   * machine around it. Empty where the system does not say. Called when a run begins and ends that
   * was asked for its energy.
   */
  default OptionalLong machineCpuNanos() {
    return OptionalLong.empty();
  }

  /** How many processors this process may use at once, at least 1. */
  default int processors() {
    return Runtime.getRuntime().availableProcessors();
  }

  /** The most physical memory this process ever had. */
  default OptionalLong peakResidentBytes() {
    return read().peakResidentBytes();
  }

  /** The machine's memory, or the limit of the container around it, whichever is less. */
  default OptionalLong totalMemoryBytes() {
    return read().totalMemoryBytes();
  }

  /** The virtual machine, and procfs where there is one. */
  static ResourceProbe system() {
    return JvmProbe.INSTANCE;
  }
}
