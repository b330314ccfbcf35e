package org.bandsaw.probe;

import java.util.OptionalLong;

/**
 * What the machine says now. Implementations may be called by one thread at a time; what they
 * answer about a thread is about the calling one.
 */
public interface ResourceProbe {

  /** Everything that can be read; may cost some tens of microseconds. */
  ResourceReading read();

  /**
   * Bytes the calling thread has allocated since it started; empty where the virtual machine does
   * not count them. Called twice for each attempt at a chunk, so it must be cheap.
   */
  OptionalLong threadAllocatedBytes();

  /** The virtual machine, and procfs where there is one. */
  static ResourceProbe system() {
    return JvmProbe.INSTANCE;
  }
}
