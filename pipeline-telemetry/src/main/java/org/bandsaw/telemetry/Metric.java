package org.bandsaw.telemetry;

import java.util.Locale;

/**
 * The metrics of a process and its machine. A gauge is a value at one moment; a rate is the
 * increase of a counter between two moments, divided by the time between them.
 */
public enum Metric {
  /**
   * Processor time of all threads of this process, including garbage collector and compiler, as a
   * share of the processors that it may use: 1 if all of them were busy.
   */
  CPU_PROCESS("share", true),
  /**
   * Processor time of the threads of the run: the committing thread, the reading thread and the
   * workers; in a session, of the thread that started it. 1 is one busy processor.
   */
  CPU_RUN("share", true),
  /** Time in which the processors of the machine were not idle, as a share of all their time. */
  CPU_SYSTEM("share", true),
  /**
   * Threads of the machine that run or are ready to run, as averaged by the system over a minute.
   */
  LOAD_AVERAGE("threads", false),
  /** Physical memory of this process. */
  RESIDENT_MEMORY("bytes", false),
  /** Used heap, including garbage. */
  HEAP_USED("bytes", false),
  /** Used heap after the last garbage collection; unknown before the first one. */
  HEAP_AFTER_GC("bytes", false),
  /** Memory of direct buffers. */
  DIRECT_MEMORY("bytes", false),
  /** Memory charged to the container, including the page cache. */
  CONTAINER_MEMORY("bytes", false),
  /** The memory limit of the container. */
  CONTAINER_MEMORY_LIMIT("bytes", false),
  /** Memory charged to the container, as a share of its limit. */
  CONTAINER_MEMORY_USE("share", false),
  /** Processors that the container may use, such as 1.5. */
  CONTAINER_PROCESSORS("processors", false),
  /** Memory of the machine that is not available without paging, as a share of all its memory. */
  MEMORY_SYSTEM("share", false),
  /** Garbage collections per second. */
  GC_COUNT("1/s", true),
  /** Time in garbage collections as reported by the collectors, as a share of elapsed time. */
  GC_TIME("share", true),
  /** Bytes read from the disks of the machine, by all processes. */
  DISK_READ("bytes/s", true),
  /** Bytes written to the disks of the machine, by all processes. */
  DISK_WRITTEN("bytes/s", true),
  /** Bytes received by the machine, without loopback. */
  NETWORK_RECEIVED("bytes/s", true),
  /** Bytes sent by the machine, without loopback. */
  NETWORK_SENT("bytes/s", true),
  /** Page faults of this process that read from a disk. */
  PAGE_FAULTS_MAJOR("1/s", true),
  /** Page faults of this process for pages in memory that were not mapped yet. */
  PAGE_FAULTS_MINOR("1/s", true),
  /** Mean frequency of the processors; often unknown in a virtual machine. */
  FREQUENCY("hertz", false),
  /** Temperature of the processor package; unknown in a virtual machine. */
  TEMPERATURE("celsius", false);

  private final String label = name().toLowerCase(Locale.ROOT);
  private final String unit;
  private final boolean rate;

  Metric(String unit, boolean rate) {
    this.unit = unit;
    this.rate = rate;
  }

  /** Returns the name in reports and files: the constant in lower case, such as {@code cpu_run}. */
  public String label() {
    return label;
  }

  /** Returns the unit, such as {@code bytes/s}. */
  public String unit() {
    return unit;
  }

  /** Returns the position in arrays and reports. */
  @SuppressWarnings("EnumOrdinal") // values are kept in arrays and reports, in the order above
  int index() {
    return ordinal();
  }

  /** Returns whether this is a rate rather than a gauge. */
  public boolean isRate() {
    return rate;
  }
}
