package org.bandsaw.telemetry;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.bandsaw.probe.EnergyMeter;
import org.bandsaw.probe.EnergyReading;
import org.bandsaw.probe.EnergySource;
import org.bandsaw.probe.ResourceProbe;
import org.bandsaw.probe.Ticker;
import org.jspecify.annotations.Nullable;

/**
 * Finds the energy counters of the Linux powercap tree and selects those whose sum is the energy of
 * the machine; see {@link EnergySources#powercap()}.
 */
final class PowercapSource implements EnergySource {

  private static final String PREFERRED_CONTROL_TYPE = "intel-rapl";
  private static final Pattern ZONE_NAME = Pattern.compile("[A-Za-z][A-Za-z_-]*(:\\d{1,9}){1,3}");
  private static final long MAX_WATTS = 2_000;
  private static final long MAX_PLATFORM_WATTS = 10_000;

  private final Path root;
  private final PowercapFiles files;
  private final SamplingScheduler scheduler;

  /**
   * @param root the directory that contains {@code sys} and {@code proc}
   */
  PowercapSource(Path root, PowercapFiles files, SamplingScheduler scheduler) {
    this.root = root;
    this.files = files;
    this.scheduler = scheduler;
  }

  /**
   * The result of a search for energy counters.
   *
   * @param domains the selected domains; empty if there is an obstacle
   * @param obstacle why energy cannot be measured; null if it can
   */
  record Discovery(List<PowercapDomain> domains, EnergyReading.@Nullable Unavailable obstacle) {}

  /** A zone of the powercap tree, which is a directory. */
  private record Zone(String id, String name) {

    String controlType() {
      return id.substring(0, id.indexOf(':'));
    }

    int[] indexes() {
      String[] parts = id.split(":", -1);
      return Arrays.stream(parts, 1, parts.length).mapToInt(Integer::parseInt).toArray();
    }

    boolean isTopLevel() {
      return indexes().length == 1;
    }

    String parent() {
      return id.substring(0, id.lastIndexOf(':'));
    }

    boolean isPackage() {
      return isTopLevel() && name.startsWith("package");
    }

    boolean isPlatform() {
      return isTopLevel() && name.startsWith("psys");
    }

    boolean isMemory() {
      return name.equals("dram") && indexes().length <= 2;
    }
  }

  /** Files that could not be read during a search. */
  private static final class Obstacles {
    final List<Path> denied = new ArrayList<>();
    final List<Path> hidden = new ArrayList<>();
    final List<String> broken = new ArrayList<>();
  }

  private Path powercapDirectory() {
    return root.resolve("sys/class/powercap");
  }

  @Override
  public EnergyMeter open(Ticker ticker, ResourceProbe probe) {
    Discovery found = discover();
    return found.obstacle() == null
        ? new PowercapMeter(found.domains(), files, ticker, scheduler)
        : new UnavailableMeter(found.obstacle());
  }

  Discovery discover() {
    List<String> names;
    try {
      names = files.list(powercapDirectory());
    } catch (NoSuchFileException | NotDirectoryException none) {
      return noCounters("there is no " + powercapDirectory());
    } catch (AccessDeniedException denied) {
      return denied(List.of(powercapDirectory()), "a+rx");
    } catch (IOException broken) {
      return unavailable(powercapDirectory() + " cannot be listed: " + broken, null);
    }
    Obstacles obstacles = new Obstacles();
    List<Zone> zones = zones(names, obstacles);
    List<PowercapDomain> domains = selectDomains(withoutDuplicates(zones), obstacles);
    if (!obstacles.denied.isEmpty()) {
      return denied(obstacles.denied, "a+r");
    }
    if (!obstacles.broken.isEmpty()) {
      return unavailable(String.join("; ", obstacles.broken), null);
    }
    if (!domains.isEmpty()) {
      return new Discovery(domains, null);
    }
    if (!obstacles.hidden.isEmpty()) {
      return unavailable(
          "the links in "
              + powercapDirectory()
              + " are broken: a container hides the energy counters. Mount the /sys of the host at"
              + " /host/sys, and use EnergySources.powercap(Path.of(\"/host\"))",
          "docker run --volume /sys:/host/sys:ro …");
    }
    if (zones.isEmpty()) {
      return noCounters("there is no energy domain in " + powercapDirectory());
    }
    String found = zones.stream().map(Zone::name).distinct().collect(Collectors.joining(", "));
    return unavailable(
        "none of the domains in "
            + powercapDirectory()
            + " is a package, memory or platform: "
            + found,
        null);
  }

  // ---- the zones

  /** Returns all zones with a name, ordered by control type, the preferred one first, and index. */
  private List<Zone> zones(List<String> names, Obstacles obstacles) {
    List<Zone> zones = new ArrayList<>();
    for (String id : names) {
      if (!ZONE_NAME.matcher(id).matches()) {
        continue;
      }
      Path file = powercapDirectory().resolve(id).resolve("name");
      try {
        zones.add(new Zone(id, files.readText(file)));
      } catch (NoSuchFileException | NotDirectoryException none) {
        obstacles.hidden.add(file);
      } catch (AccessDeniedException denied) {
        obstacles.denied.add(file);
      } catch (IOException broken) {
        obstacles.broken.add(file + " cannot be read: " + broken.getMessage());
      }
    }
    Comparator<Zone> byControl =
        Comparator.comparing(zone -> !zone.controlType().equals(PREFERRED_CONTROL_TYPE));
    zones.sort(
        byControl.thenComparing(Zone::controlType).thenComparing(Zone::indexes, Arrays::compare));
    return zones;
  }

  /**
   * Keeps one control type per name: the registers of a package are also listed as {@code
   * intel-rapl-mmio}.
   */
  private static List<Zone> withoutDuplicates(List<Zone> zones) {
    Map<String, String> controlTypeByName = new HashMap<>();
    Set<String> duplicates = new HashSet<>();
    List<Zone> kept = new ArrayList<>();
    for (Zone zone : zones) {
      if (zone.isTopLevel()) {
        String control = controlTypeByName.putIfAbsent(zone.name, zone.controlType());
        if (control != null && !control.equals(zone.controlType())) {
          duplicates.add(zone.id);
          continue;
        }
      } else if (duplicates.contains(zone.parent())) {
        continue;
      }
      kept.add(zone);
    }
    return kept;
  }

  /**
   * Selects the platform if its counter works, since it contains all else; otherwise packages and
   * memory.
   */
  private List<PowercapDomain> selectDomains(List<Zone> zones, Obstacles obstacles) {
    List<PowercapDomain> chosen = new ArrayList<>();
    for (Zone zone : zones) {
      if (zone.isPlatform() && hasNonZeroCounter(zone, obstacles)) {
        chosen.add(domain(zone, zone.name, MAX_PLATFORM_WATTS, chosen));
      }
    }
    if (!chosen.isEmpty()) {
      return chosen;
    }
    Map<String, String> packages = new HashMap<>();
    for (Zone zone : zones) {
      String parent = zone.isTopLevel() ? null : packages.get(zone.parent());
      if (zone.isPackage()) {
        PowercapDomain domain = domain(zone, zone.name, MAX_WATTS, chosen);
        packages.put(zone.id, domain.name());
        if (isReadable(zone, obstacles)) {
          chosen.add(domain);
        }
      } else if (zone.isMemory()
          && (zone.isTopLevel() || parent != null)
          && hasCounter(zone)
          && isReadable(zone, obstacles)) {
        String name = parent == null ? zone.name : parent + "/" + zone.name;
        chosen.add(domain(zone, name, MAX_WATTS, chosen));
      }
    }
    return chosen;
  }

  /**
   * A connected platform has used energy since the machine was started, so its counter is not 0.
   */
  private boolean hasNonZeroCounter(Zone zone, Obstacles obstacles) {
    Path file = energyFile(zone);
    try {
      return PowercapDomain.readMicrojoules(files, file) > 0;
    } catch (AccessDeniedException denied) {
      obstacles.denied.add(file);
      return false;
    } catch (IOException none) {
      return false; // packages and memory are used instead
    }
  }

  /** A memory zone may have a power limit only, and no counter. */
  private boolean hasCounter(Zone zone) {
    try {
      return !files.readText(energyFile(zone)).isEmpty();
    } catch (NoSuchFileException none) {
      return false;
    } catch (IOException unreadable) {
      return true;
    }
  }

  private boolean isReadable(Zone zone, Obstacles obstacles) {
    Path file = energyFile(zone);
    try {
      return PowercapDomain.readMicrojoules(files, file) >= 0;
    } catch (AccessDeniedException denied) {
      obstacles.denied.add(file);
    } catch (NoSuchFileException none) {
      obstacles.broken.add("there is no " + file);
    } catch (IOException broken) {
      obstacles.broken.add(String.valueOf(broken.getMessage()));
    }
    return false;
  }

  private Path energyFile(Zone zone) {
    return powercapDirectory().resolve(zone.id).resolve("energy_uj");
  }

  private PowercapDomain domain(
      Zone zone, String name, long maxWatts, List<PowercapDomain> selected) {
    Path directory = powercapDirectory().resolve(zone.id);
    long range;
    try {
      range = PowercapDomain.readMicrojoules(files, directory.resolve("max_energy_range_uj"));
    } catch (IOException unknown) {
      range = 0;
    }
    boolean taken = selected.stream().anyMatch(other -> other.name().equals(name));
    return new PowercapDomain(
        taken ? name + " (" + zone.id + ")" : name,
        directory,
        zone.name,
        range > 0 ? range : PowercapDomain.UNKNOWN_RANGE,
        maxWatts);
  }

  // ---- obstacles

  private static Discovery unavailable(String reason, @Nullable String command) {
    return new Discovery(
        List.of(), new EnergyReading.Unavailable(reason, Optional.ofNullable(command)));
  }

  private static Discovery denied(List<Path> paths, String mode) {
    List<String> sorted = paths.stream().map(Path::toString).sorted().toList();
    return unavailable(
        "no permission to read " + String.join(" and ", sorted),
        "sudo chmod " + mode + " " + String.join(" ", sorted));
  }

  /** Explains why a machine has no counters. */
  private Discovery noCounters(String what) {
    String processor;
    try {
      processor = files.readText(root.resolve("proc/cpuinfo"));
    } catch (IOException unknown) {
      processor = "";
    }
    if (Pattern.compile("^flags\\b.*\\bhypervisor\\b", Pattern.MULTILINE)
        .matcher(processor)
        .find()) {
      return unavailable(
          what + ": this is a virtual machine, and its host does not pass on the energy counters",
          null);
    }
    if (processor.contains("GenuineIntel") || processor.contains("AuthenticAMD")) {
      return unavailable(
          what + ": the driver of the energy counters, also used for AMD, is not loaded",
          "sudo modprobe intel_rapl_msr");
    }
    return unavailable(what + ": energy counters need Linux on a processor of Intel or AMD", null);
  }
}
