package org.bandsaw.telemetry;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.stream.LongStream;
import org.bandsaw.data.Figure;
import org.jspecify.annotations.Nullable;
import oshi.SystemInfo;
import oshi.hardware.CentralProcessor;
import oshi.hardware.CentralProcessor.TickType;
import oshi.hardware.GlobalMemory;
import oshi.hardware.HWDiskStore;
import oshi.hardware.HardwareAbstractionLayer;
import oshi.hardware.NetworkIF;
import oshi.software.os.OSProcess;
import oshi.software.os.OperatingSystem;

/**
 * The machine as read by OSHI. A value that cannot be read does not affect the others. OSHI returns
 * 0 for many unavailable values, above all on virtual machines; these are unknown here.
 */
final class OshiHost implements Host {

  /**
   * Devices made of other disks, whose traffic would count twice, and devices that are no disks.
   */
  private static final List<String> EXCLUDED_DISK_PREFIXES =
      List.of("dm-", "md", "loop", "zram", "ram", "sr");

  /** Loopback, and interfaces whose traffic also passes through other interfaces. */
  private static final List<String> EXCLUDED_NETWORK_PREFIXES =
      List.of("lo", "docker", "veth", "br-", "virbr", "cni", "flannel", "tun", "tap");

  private final CentralProcessor processor;
  private final HardwareAbstractionLayer hardware;
  private final @Nullable OSProcess process;

  /** Opens this machine. Loads OSHI, which takes 0.6 to 2 seconds of processor time. */
  OshiHost() {
    SystemInfo info = new SystemInfo();
    hardware = info.getHardware();
    processor = hardware.getProcessor();
    OperatingSystem system = info.getOperatingSystem();
    process = system.getProcess(system.getProcessId());
  }

  @Override
  public HostReading read() {
    Map<Metric, Figure> values = new EnumMap<>(Metric.class);
    long[] ticks = processor.getSystemCpuLoadTicks();
    double all = LongStream.of(ticks).sum();
    double idle = ticks[TickType.IDLE.getIndex()] + ticks[TickType.IOWAIT.getIndex()];
    double perProcessor = 1e-3 / processor.getLogicalProcessorCount();
    put(values, Metric.CPU_SYSTEM, () -> all > 0 ? (all - idle) * perProcessor : -1);
    put(values, Metric.LOAD_AVERAGE, () -> processor.getSystemLoadAverage(1)[0]);
    put(values, Metric.MEMORY_SYSTEM, this::memoryUsed);
    disks(values);
    networks(values);
    pageFaults(values);
    put(values, Metric.FREQUENCY, () -> zeroAsUnknown(frequency()));
    put(values, Metric.TEMPERATURE, () -> zeroAsUnknown(hardware.getSensors().getCpuTemperature()));
    return new HostReading(System.nanoTime(), all * perProcessor, values);
  }

  private double memoryUsed() {
    GlobalMemory memory = hardware.getMemory();
    return memory.getTotal() > 0 ? 1 - (double) memory.getAvailable() / memory.getTotal() : -1;
  }

  private void disks(Map<Metric, Figure> values) {
    try {
      List<HWDiskStore> disks =
          hardware.getDiskStores().stream()
              .filter(
                  disk ->
                      !startsWith(
                          disk.getName().replaceFirst("^/dev/", ""), EXCLUDED_DISK_PREFIXES))
              .toList();
      put(values, Metric.DISK_READ, () -> sum(disks.stream().mapToLong(HWDiskStore::getReadBytes)));
      put(
          values,
          Metric.DISK_WRITTEN,
          () -> sum(disks.stream().mapToLong(HWDiskStore::getWriteBytes)));
    } catch (RuntimeException | LinkageError problem) {
      putAll(values, problem, Metric.DISK_READ, Metric.DISK_WRITTEN);
    }
  }

  private void networks(Map<Metric, Figure> values) {
    try {
      List<NetworkIF> all =
          hardware.getNetworkIFs().stream()
              .filter(network -> !startsWith(network.getName(), EXCLUDED_NETWORK_PREFIXES))
              .toList();
      put(
          values,
          Metric.NETWORK_RECEIVED,
          () -> sum(all.stream().mapToLong(NetworkIF::getBytesRecv)));
      put(values, Metric.NETWORK_SENT, () -> sum(all.stream().mapToLong(NetworkIF::getBytesSent)));
    } catch (RuntimeException | LinkageError problem) {
      putAll(values, problem, Metric.NETWORK_RECEIVED, Metric.NETWORK_SENT);
    }
  }

  private void pageFaults(Map<Metric, Figure> values) {
    OSProcess own = process;
    if (own == null) {
      return;
    }
    try {
      boolean updated = own.updateAttributes();
      // a running process has had minor faults: 0 means that faults are not counted
      boolean counted = updated && own.getMinorFaults() > 0;
      put(values, Metric.PAGE_FAULTS_MAJOR, () -> counted ? own.getMajorFaults() : -1);
      put(values, Metric.PAGE_FAULTS_MINOR, () -> counted ? own.getMinorFaults() : -1);
    } catch (RuntimeException | LinkageError problem) {
      putAll(values, problem, Metric.PAGE_FAULTS_MAJOR, Metric.PAGE_FAULTS_MINOR);
    }
  }

  private double frequency() {
    return LongStream.of(processor.getCurrentFreq()).filter(hertz -> hertz > 0).average().orElse(0);
  }

  /** Maps 0, OSHI's value for unavailable, to a negative value. */
  static double zeroAsUnknown(double value) {
    return value == 0 ? -1 : value;
  }

  /** Returns the sum of the non-negative values; -1 if there are none. */
  private static double sum(LongStream counters) {
    return counters
        .filter(value -> value >= 0)
        .mapToDouble(value -> value)
        .reduce(Double::sum)
        .orElse(-1);
  }

  private static boolean startsWith(String name, List<String> prefixes) {
    return prefixes.stream().anyMatch(name::startsWith);
  }

  private static void put(Map<Metric, Figure> values, Metric metric, DoubleSupplier reading) {
    values.put(metric, figure(reading));
  }

  /** Returns a figure; unknown if the value is negative or not finite, or if OSHI fails. */
  static Figure figure(DoubleSupplier reading) {
    try {
      double value = reading.getAsDouble();
      return value >= 0 && value < Double.POSITIVE_INFINITY
          ? Figure.known(value)
          : Figure.unknown("not reported by this machine");
    } catch (RuntimeException | LinkageError problem) {
      return unreadable(problem);
    }
  }

  private static Figure unreadable(Throwable problem) {
    return Figure.unknown("could not be read: " + problem);
  }

  private static void putAll(Map<Metric, Figure> values, Throwable problem, Metric... metrics) {
    Figure none = unreadable(problem);
    for (Metric metric : metrics) {
      values.put(metric, none);
    }
  }
}
