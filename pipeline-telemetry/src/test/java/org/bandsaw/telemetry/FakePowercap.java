package org.bandsaw.telemetry;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.bandsaw.probe.EnergyMeter;
import org.bandsaw.testkit.FakeProbe;
import org.bandsaw.testkit.ManualTicker;
import org.jspecify.annotations.Nullable;

/**
 * A machine with a powercap tree in a directory, a manual clock and a manual scheduler. Access is
 * denied by file name, since a test may run as a user with all permissions.
 */
final class FakePowercap implements PowercapFiles, SamplingScheduler {

  /** 2³² units of 2⁻¹⁴ J, less one microjoule, as reported by Intel processors. */
  static final long RANGE = 262_143_328_850L;

  final ManualTicker time = ManualTicker.start();
  private final Path root;
  private final Set<Path> denied = new HashSet<>();
  private Duration afterReading = Duration.ZERO;
  private @Nullable Duration interval;
  private @Nullable Runnable task;

  FakePowercap(Path root) {
    this.root = root;
  }

  Path tree() {
    return root.resolve("sys/class/powercap");
  }

  Path file(String zone, String name) {
    return tree().resolve(zone).resolve(name);
  }

  /** Adds a domain with a counter value in joules. */
  FakePowercap zone(String id, String name, double joules) {
    return zone(id, name, joules, RANGE);
  }

  FakePowercap zone(String id, String name, double joules, long range) {
    write(file(id, "name"), name + "\n");
    write(file(id, "max_energy_range_uj"), range + "\n");
    return setCounter(id, joules);
  }

  /** Sets a counter. */
  FakePowercap setCounter(String id, double joules) {
    return setCounter(id, Math.round(joules * 1e6) + "\n");
  }

  FakePowercap setCounter(String id, String text) {
    write(file(id, "energy_uj"), text);
    return this;
  }

  FakePowercap processor(String cpuinfo) {
    write(root.resolve("proc/cpuinfo"), cpuinfo);
    return this;
  }

  void write(Path file, String text) {
    try {
      Files.createDirectories(Objects.requireNonNull(file.getParent()));
      Files.writeString(file, text);
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
  }

  FakePowercap deny(String zone) {
    denied.add(file(zone, "energy_uj"));
    return this;
  }

  FakePowercap grant(String zone) {
    denied.remove(file(zone, "energy_uj"));
    return this;
  }

  /** Deletes a file or directory. */
  FakePowercap remove(Path path) {
    try (Stream<Path> all = Files.walk(path)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
    return this;
  }

  @Override
  public List<String> list(Path directory) throws IOException {
    return PowercapFiles.SYSTEM.list(directory);
  }

  @Override
  public String readText(Path file) throws IOException {
    if (denied.contains(file)) {
      throw new AccessDeniedException(file.toString());
    }
    String text = PowercapFiles.SYSTEM.readText(file);
    time.advance(afterReading);
    afterReading = Duration.ZERO;
    return text;
  }

  @Override
  public Runnable schedule(Duration samplingInterval, Runnable samplingTask) {
    interval = samplingInterval;
    task = samplingTask;
    return () -> task = null;
  }

  /** Returns the sampling interval of the meter. */
  Duration interval() {
    return Objects.requireNonNull(interval);
  }

  /** Returns whether a meter is scheduled. */
  boolean isSampling() {
    return task != null;
  }

  /** Advances the clock without sampling, as a busy or suspended machine would. */
  FakePowercap stall(Duration duration) {
    time.advance(duration);
    return this;
  }

  /** Advances the clock after the next file is read, as if the reading thread was preempted. */
  FakePowercap interruptNextReader(Duration duration) {
    afterReading = duration;
    return this;
  }

  /** Runs the scheduled sampling of the meter once. */
  FakePowercap runSampling() {
    Objects.requireNonNull(task).run();
    return this;
  }

  PowercapSource powercap() {
    return new PowercapSource(root, this, this);
  }

  EnergyMeter open() {
    return powercap().open(time, FakeProbe.idle());
  }
}
