package org.bandsaw.telemetry;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.bandsaw.data.Figure;
import org.bandsaw.probe.ResourceProbe;
import org.bandsaw.probe.ResourceReading;
import oshi.SystemInfo;
import oshi.hardware.CentralProcessor;
import oshi.hardware.HardwareAbstractionLayer;

/**
 * The hardware and the limits of this machine.
 *
 * @param system the operating system
 * @param processor the name of the processor
 * @param java the virtual machine
 * @param disks names and sizes of the disks
 * @param networks names of the network interfaces
 * @param facts all numeric values
 */
public record HostInfo(
    String system,
    String processor,
    String java,
    List<String> disks,
    List<String> networks,
    List<Fact> facts) {

  private static final String UNKNOWN = "unknown";
  private static final Figure NO_LIMIT = Figure.unknown("no limit is set");

  /**
   * A numeric value.
   *
   * @param name the name with its unit, such as {@code memory_bytes}
   * @param value the value; unknown, never 0, if this machine does not report it
   */
  public record Fact(String name, Figure value) {}

  public HostInfo {
    disks = List.copyOf(disks);
    networks = List.copyOf(networks);
    facts = List.copyOf(facts);
  }

  /** Reads the information from this machine. Takes one to two seconds. */
  public static HostInfo read() {
    SystemInfo info = new SystemInfo();
    HardwareAbstractionLayer hardware = info.getHardware();
    return new HostInfo(
        text(() -> info.getOperatingSystem().toString()),
        text(() -> hardware.getProcessor().getProcessorIdentifier().getName()),
        System.getProperty("java.vm.name") + " " + Runtime.version(),
        texts(() -> disks(hardware)),
        texts(() -> networks(hardware)),
        facts(hardware));
  }

  private static List<Fact> facts(HardwareAbstractionLayer hardware) {
    ResourceReading process = ResourceProbe.system().read();
    HostReading now = new OshiHost().read();
    List<Fact> facts = new ArrayList<>();
    add(facts, "logical_processors", () -> processor(hardware).getLogicalProcessorCount());
    add(facts, "physical_processors", () -> processor(hardware).getPhysicalProcessorCount());
    add(facts, "processor_packages", () -> processor(hardware).getPhysicalPackageCount());
    facts.add(new Fact("processors_for_this_process", Figure.known(process.processors())));
    facts.add(new Fact("frequency_hertz", now.value(Metric.FREQUENCY)));
    add(facts, "max_frequency_hertz", () -> processor(hardware).getMaxFreq());
    facts.add(new Fact("temperature_celsius", now.value(Metric.TEMPERATURE)));
    facts.add(new Fact("load_average_threads", now.value(Metric.LOAD_AVERAGE)));
    add(facts, "memory_bytes", () -> hardware.getMemory().getTotal());
    facts.add(new Fact("memory_used_share", now.value(Metric.MEMORY_SYSTEM)));
    facts.add(
        new Fact("container_memory_limit_bytes", limit(process.container().memoryLimitBytes())));
    facts.add(new Fact("container_processors", limit(process.container().cpuLimit())));
    facts.add(new Fact("heap_max_bytes", Figure.known((double) process.heapMaxBytes())));
    return facts;
  }

  private static CentralProcessor processor(HardwareAbstractionLayer hardware) {
    return hardware.getProcessor();
  }

  private static List<String> disks(HardwareAbstractionLayer hardware) {
    return hardware.getDiskStores().stream()
        .map(
            disk ->
                disk.getSize() > 0
                    ? String.format(
                        Locale.ROOT, "%s (%.1f GB)", disk.getName(), disk.getSize() / 1e9)
                    : disk.getName())
        .toList();
  }

  private static List<String> networks(HardwareAbstractionLayer hardware) {
    return hardware.getNetworkIFs().stream().map(network -> network.getName()).toList();
  }

  private static Figure limit(OptionalLong bytes) {
    return bytes.isPresent() ? Figure.known((double) bytes.getAsLong()) : NO_LIMIT;
  }

  private static Figure limit(OptionalDouble processors) {
    return processors.isPresent() ? Figure.known(processors.getAsDouble()) : NO_LIMIT;
  }

  private static void add(List<Fact> facts, String name, DoubleSupplier reading) {
    facts.add(new Fact(name, OshiHost.figure(() -> OshiHost.zeroAsUnknown(reading.getAsDouble()))));
  }

  private static String text(Supplier<String> reading) {
    List<String> read = texts(() -> List.of(reading.get()));
    return read.isEmpty() || read.get(0).isBlank() ? UNKNOWN : read.get(0).strip();
  }

  /** Returns {@value #UNKNOWN} with the cause if OSHI fails on this system. */
  private static List<String> texts(Supplier<List<String>> reading) {
    try {
      return reading.get();
    } catch (RuntimeException | LinkageError problem) {
      return List.of(UNKNOWN + ": " + problem);
    }
  }
}
