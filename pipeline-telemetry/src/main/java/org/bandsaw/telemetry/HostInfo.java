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
 * What this machine offers to a run, and what of it cannot be known here.
 *
 * @param system the operating system
 * @param processor the name of the processor
 * @param java the virtual machine
 * @param disks names and sizes of disks
 * @param networks names of network interfaces
 * @param facts everything that is a number
 */
public record HostInfo(
    String system,
    String processor,
    String java,
    List<String> disks,
    List<String> networks,
    List<Fact> facts) {

  private static final String UNKNOWN = "unknown";

  /**
   * One number.
   *
   * @param name with its unit, as in {@code memory_bytes}
   * @param value unknown with a reason where this machine does not say; never 0 for that
   */
  public record Fact(String name, Figure value) {}

  public HostInfo {
    disks = List.copyOf(disks);
    networks = List.copyOf(networks);
    facts = List.copyOf(facts);
  }

  /** Looks at this machine, which takes a second or two. */
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
    add(facts, "most_frequency_hertz", () -> processor(hardware).getMaxFreq());
    facts.add(new Fact("temperature_celsius", now.value(Metric.TEMPERATURE)));
    facts.add(new Fact("load_1m_threads", now.value(Metric.LOAD_AVERAGE)));
    add(facts, "memory_bytes", () -> hardware.getMemory().getTotal());
    facts.add(new Fact("memory_used_share", now.value(Metric.MEMORY_SYSTEM)));
    facts.add(
        new Fact("container_memory_limit_bytes", limit(process.container().memoryLimitBytes())));
    facts.add(new Fact("container_processors", limit(process.container().cpuLimit())));
    facts.add(new Fact("heap_most_bytes", Figure.known((double) process.heapMaxBytes())));
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
    return bytes.isPresent()
        ? Figure.known((double) bytes.getAsLong())
        : Figure.unknown("there is no limit");
  }

  private static Figure limit(OptionalDouble processors) {
    return processors.isPresent()
        ? Figure.known(processors.getAsDouble())
        : Figure.unknown("there is no limit");
  }

  private static void add(List<Fact> facts, String name, DoubleSupplier reading) {
    facts.add(new Fact(name, OshiHost.figure(() -> OshiHost.zeroAsUnknown(reading.getAsDouble()))));
  }

  private static String text(Supplier<String> reading) {
    List<String> read = texts(() -> List.of(reading.get()));
    return read.isEmpty() || read.get(0).isBlank() ? UNKNOWN : read.get(0).strip();
  }

  /** What OSHI cannot tell on a system is left out. */
  private static List<String> texts(Supplier<List<String>> reading) {
    try {
      return reading.get();
    } catch (RuntimeException | LinkageError problem) {
      return List.of(UNKNOWN + ": " + problem);
    }
  }
}
