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
 * Reads the Linux control groups, version 1 and 2, at their standard mount points. The ancestors of
 * a group limit it too, so all groups up to the mount point are read. Inside a container the path
 * in {@code /proc/self/cgroup} may be that of the host and not exist; then the existing part is
 * used.
 */
final class ControlGroups {

  /** Version 1 reports "no limit" as the largest multiple of a page. */
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
      boolean isLowest =
          here.isPresent() && (limit.isEmpty() || here.getAsLong() < limit.getAsLong());
      if (isLowest || group.equals(memory.get(0))) {
        used = readFirst(group, "memory.current", "memory.usage_in_bytes");
        reclaimable = reclaimable(group);
      }
      if (isLowest) {
        limit = here;
      }
    }
    return new ContainerReading(used, limit, reclaimable, cpuLimit(groups(own, "cpu")));
  }

  OptionalLong memoryLimitBytes() {
    return read().memoryLimitBytes();
  }

  /** The existing groups, from that of the process to the mount point. */
  private List<Path> groups(String own, String controller) {
    @Nullable String path = null;
    Path mount = root.resolve("sys/fs/cgroup");
    for (String line : own.split("\n", -1)) {
      String[] parts = line.split(":", 3);
      if (parts.length < 3) {
        continue;
      }
      if (List.of(parts[1].split(",")).contains(controller)) {
        Path joined = mount.resolve(parts[1]);
        mount = Files.isDirectory(joined) ? joined : mount.resolve(controller);
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
    List<Path> existing = new ArrayList<>();
    Path group;
    try {
      group = mount.resolve(path.startsWith("/") ? path.substring(1) : path).normalize();
    } catch (InvalidPathException unreadable) {
      group = mount;
    }
    while (group != null && group.startsWith(mount)) {
      if (Files.isDirectory(group)) {
        existing.add(group);
      }
      group = group.getParent();
    }
    return existing;
  }

  private static OptionalDouble cpuLimit(List<Path> groups) {
    double lowest = Double.POSITIVE_INFINITY;
    for (Path group : groups) {
      String[] quotaAndPeriod = KernelFile.readText(group.resolve("cpu.max")).trim().split(" ", 2);
      OptionalLong quota =
          quotaAndPeriod.length == 2
              ? parseLimit(quotaAndPeriod[0])
              : parseLimit(KernelFile.readText(group.resolve("cpu.cfs_quota_us")));
      OptionalLong period =
          quotaAndPeriod.length == 2
              ? parseLimit(quotaAndPeriod[1])
              : parseLimit(KernelFile.readText(group.resolve("cpu.cfs_period_us")));
      if (quota.isPresent() && period.isPresent()) {
        lowest = Math.min(lowest, (double) quota.getAsLong() / period.getAsLong());
      }
    }
    return lowest < Double.POSITIVE_INFINITY ? OptionalDouble.of(lowest) : OptionalDouble.empty();
  }

  /** Inactive pages of files; in version 1 including those of descendant groups. */
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

  private static OptionalLong readFirst(Path group, String name, String fallback) {
    String text = KernelFile.readText(group.resolve(name));
    return parseLimit(text.isEmpty() ? KernelFile.readText(group.resolve(fallback)) : text);
  }

  /** A positive number; "max", -1, and text that is not a number mean no limit. */
  private static OptionalLong parseLimit(String text) {
    try {
      long value = Long.parseLong(text.trim());
      return value > 0 && value < NO_LIMIT ? OptionalLong.of(value) : OptionalLong.empty();
    } catch (NumberFormatException noNumber) {
      return OptionalLong.empty();
    }
  }
}
