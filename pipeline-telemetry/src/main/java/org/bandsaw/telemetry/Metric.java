package org.bandsaw.telemetry;

/**
 * What telemetry measures of a machine and a process. A state is what it is at a moment; a rate is
 * what was counted between two moments over the time between them.
 */
public enum Metric {
  /**
   * Processor time of all threads of this process over the time that passed, as a share of the
   * processors it may use: 1 when all of them were busy for it. The collector and the compiler
   * count.
   */
  CPU_PROCESS("cpu_process", "share", true),
  /** Processor time of the thread that commits, or began the session: 1 when it never waited. */
  CPU_RUN("cpu_run", "share", true),
  /** Time in which processors of the machine were not idle, as a share of all of their time. */
  CPU_SYSTEM("cpu_system", "share", true),
  /** Threads of the machine that run or wait to, averaged over the last minute by the system. */
  LOAD_AVERAGE("load_1m", "threads", false),
  /** Physical memory of this process. */
  RESIDENT_MEMORY("resident", "bytes", false),
  /** The heap in use, garbage included. */
  HEAP_USED("heap_used", "bytes", false),
  /** The heap in use when the last collection had ended; unknown before the first one. */
  HEAP_AFTER_GC("heap_after_collection", "bytes", false),
  /** Direct buffers. */
  DIRECT_MEMORY("direct", "bytes", false),
  /** Memory charged to the container, cached pages of files included. */
  CONTAINER_MEMORY("container_memory", "bytes", false),
  /** What the container may have. */
  CONTAINER_MEMORY_LIMIT("container_memory_limit", "bytes", false),
  /** Memory charged to the container, as a share of its limit. */
  CONTAINER_MEMORY_USE("container_memory_use", "share", false),
  /** Processors that the container may use, as in 1.5. */
  CONTAINER_PROCESSORS("container_processors", "processors", false),
  /** Memory of the machine that cannot be had without paging, as a share of all of it. */
  MEMORY_SYSTEM("memory_system", "share", false),
  /** Collections of garbage. */
  GC_COUNT("collections", "1/s", true),
  /** Time that collectors say they took, as a share of the time that passed. */
  GC_TIME("collection_time", "share", true),
  /** Read from the disks of the machine, by anyone. */
  DISK_READ("disk_read", "bytes/s", true),
  /** Written to the disks of the machine, by anyone. */
  DISK_WRITTEN("disk_written", "bytes/s", true),
  /** Received by the machine, but not from itself. */
  NETWORK_RECEIVED("network_received", "bytes/s", true),
  /** Sent by the machine, but not to itself. */
  NETWORK_SENT("network_sent", "bytes/s", true),
  /** Pages of this process that had to be read from a disk. */
  PAGE_FAULTS_MAJOR("page_faults_major", "1/s", true),
  /** Pages of this process that were in memory, but not mapped yet. */
  PAGE_FAULTS_MINOR("page_faults_minor", "1/s", true),
  /** Mean frequency of the processors; virtual machines often do not tell. */
  FREQUENCY("frequency", "hertz", false),
  /** Temperature of the processor package; virtual machines do not tell. */
  TEMPERATURE("temperature", "celsius", false);

  private final String label;
  private final String unit;
  private final boolean rate;

  Metric(String label, String unit, boolean rate) {
    this.label = label;
    this.unit = unit;
    this.rate = rate;
  }

  /** The name in reports and files, as in {@code cpu_process}. */
  public String label() {
    return label;
  }

  /** As in {@code bytes/s}. */
  public String unit() {
    return unit;
  }

  /** Its place among all metrics. */
  @SuppressWarnings("EnumOrdinal") // values are kept in arrays and reports, in the order above
  int index() {
    return ordinal();
  }

  /** Whether it is counted between two moments. */
  public boolean isRate() {
    return rate;
  }
}
