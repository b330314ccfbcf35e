package org.bandsaw.probe;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Reads the Linux control groups, version 1 and 2, at their usual place. A group is limited by the
 * groups around it as well, so all up to the mount are asked. Inside a container the path in {@code
 * /proc/self/cgroup} may be the host's and not be there; then what is there of it counts.
 */
final class ControlGroups {

  /** Version 1 says "no limit" with the largest multiple of a page. */
  private static final long NO_LIMIT = 1L << 60;

  private final Path root;

  ControlGroups(Path root) {
    this.root = root;
  }

  ContainerReading read() {
    String own = KernelFile.readText(root.resolve("proc/self/cgroup"));
    if (own.isEmpty()) {
      return ContainerReading.none();
    }
    List<Path> memory = groups(own, "memory");
    OptionalLong limit = OptionalLong.empty();
    OptionalLong used = OptionalLong.empty();
    OptionalLong reclaimable = OptionalLong.empty();
    for (Path group : memory) {
      OptionalLong here = readFirst(group, "memory.max", "memory.limit_in_bytes");
      boolean least = here.isPresent() && (limit.isEmpty() || here.getAsLong() < limit.getAsLong());
      if (least || group.equals(memory.get(0))) {
        used = readFirst(group, "memory.current", "memory.usage_in_bytes");
        reclaimable = reclaimable(group);
      }
      if (least) {
        limit = here;
      }
    }
    return new ContainerReading(used, limit, reclaimable, cpuLimit(groups(own, "cpu")));
  }

  /** The memory limit alone. */
  OptionalLong memoryLimitBytes() {
    return read().memoryLimitBytes();
  }

  /** The groups from the process's own outwards that are there. */
  private List<Path> groups(String own, String controller) {
    @Nullable String path = null;
    Path mount = root.resolve("sys/fs/cgroup");
    for (String line : own.split("\n", -1)) {
      String[] parts = line.split(":", 3);
      if (parts.length < 3) {
        continue;
      }
      if (List.of(parts[1].split(",")).contains(controller)) {
        Path together = mount.resolve(parts[1]);
        mount = Files.isDirectory(together) ? together : mount.resolve(controller);
        path = parts[2];
        break;
      }
      if (parts[0].equals("0") && parts[1].isEmpty()) {
        path = parts[2];
      }
    }
    return path == null ? List.of() : ancestors(mount, path);
  }

  private static List<Path> ancestors(Path mount, String path) {
    List<Path> there = new ArrayList<>();
    Path group;
    try {
      group = mount.resolve(path.startsWith("/") ? path.substring(1) : path).normalize();
    } catch (InvalidPathException unreadable) {
      group = mount;
    }
    while (group != null && group.startsWith(mount)) {
      if (Files.isDirectory(group)) {
        there.add(group);
      }
      group = group.getParent();
    }
    return there;
  }

  private static OptionalDouble cpuLimit(List<Path> groups) {
    double least = Double.POSITIVE_INFINITY;
    for (Path group : groups) {
      String[] both = KernelFile.readText(group.resolve("cpu.max")).trim().split(" ", 2);
      OptionalLong quota =
          both.length == 2
              ? parseLimit(both[0])
              : parseLimit(KernelFile.readText(group.resolve("cpu.cfs_quota_us")));
      OptionalLong period =
          both.length == 2
              ? parseLimit(both[1])
              : parseLimit(KernelFile.readText(group.resolve("cpu.cfs_period_us")));
      if (quota.isPresent() && period.isPresent()) {
        least = Math.min(least, (double) quota.getAsLong() / period.getAsLong());
      }
    }
    return least < Double.POSITIVE_INFINITY ? OptionalDouble.of(least) : OptionalDouble.empty();
  }

  /** Pages of files that were not used lately; in version 1 those of groups within count too. */
  private static OptionalLong reclaimable(Path group) {
    OptionalLong here = OptionalLong.empty();
    for (String line : KernelFile.readText(group.resolve("memory.stat")).split("\n", -1)) {
      if (line.startsWith("total_inactive_file ")) {
        return parseLimit(line.substring("total_inactive_file ".length()));
      }
      if (line.startsWith("inactive_file ")) {
        here = parseLimit(line.substring("inactive_file ".length()));
      }
    }
    return here;
  }

  private static OptionalLong readFirst(Path group, String name, String otherwise) {
    String text = KernelFile.readText(group.resolve(name));
    return parseLimit(text.isEmpty() ? KernelFile.readText(group.resolve(otherwise)) : text);
  }

  /** A positive number; "max", -1, and what is no number are no limit. */
  private static OptionalLong parseLimit(String text) {
    try {
      long value = Long.parseLong(text.trim());
      return value > 0 && value < NO_LIMIT ? OptionalLong.of(value) : OptionalLong.empty();
    } catch (NumberFormatException none) {
      return OptionalLong.empty();
    }
  }
}
