package org.bandsaw.telemetry;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.bandsaw.probe.EnergySource;

/**
 * Factories of energy sources. {@link #powercap()} measures, {@link #watts} and {@link
 * #wattsPerBusyProcessor} estimate from a stated power, {@link #powercapOr} measures if possible.
 * Energy is never estimated without a stated power. Thread-safe.
 */
public final class EnergySources {

  private static final Path ROOT = Path.of("/");

  private EnergySources() {}

  /**
   * Returns a source that reads the energy counters of Linux on Intel and AMD processors, {@code
   * /sys/class/powercap}. The counters cover the whole machine, not this process alone.
   *
   * <p>Domains are selected so that no energy is counted twice:
   *
   * <ul>
   *   <li>the platform ({@code psys}) alone if there is one, since it contains packages, memory and
   *       more. A platform whose counter is 0 is not connected and is ignored;
   *   <li>otherwise all packages, including dies with separate counters, and the memory ({@code
   *       dram}) of each. Cores and graphics are part of their package;
   *   <li>a package that is also listed under another control type ({@code intel-rapl-mmio}) once.
   * </ul>
   *
   * <p>Counters wrap around at {@code max_energy_range_uj}. They are sampled at each reading and,
   * on a daemon thread, four times in the shortest time in which they can wrap around, but at least
   * once a minute and at most once a second. That time follows from an assumed maximum power of 2
   * 000 W for a package or its memory and 10 000 W for a platform. A difference d of a counter with
   * range r counts if exactly one of d, d + r, d + 2r, … is possible at this power in the time
   * since the previous sample plus one second. Otherwise the sample is discarded, and the reading
   * has the number of discarded samples. A sample is also discarded if the counter cannot be read,
   * if it is the first after such a failure, and if the counter has not changed for a second. If
   * the range is not available, a sample is discarded if the counter fell.
   *
   * <p>All selected counters must be readable when the meter is opened; otherwise the reading is
   * {@link org.bandsaw.probe.EnergyReading.Unavailable} with the reason and the command that grants
   * access. The reading is also unavailable as long as no counter has changed. A domain whose
   * counter has never changed is not part of the reading.
   */
  public static EnergySource powercap() {
    return powercap(ROOT);
  }

  /**
   * Returns a source as {@link #powercap()} does, with another root directory, such as {@code
   * /host} in a container that has the {@code /sys} of its host mounted as {@code /host/sys}.
   *
   * @param root the directory that contains {@code sys/class/powercap}
   */
  public static EnergySource powercap(Path root) {
    return powercapSource(root);
  }

  private static PowercapSource powercapSource(Path root) {
    return new PowercapSource(
        Objects.requireNonNull(root, "root"), PowercapFiles.SYSTEM, SamplingScheduler.system());
  }

  /**
   * Returns a source that measures as {@link #powercap()} does if that is possible when the run
   * starts, and uses another source otherwise. The source does not change during a run.
   *
   * @param otherwise such as {@code EnergySources.wattsPerBusyProcessor(6.5)}
   */
  public static EnergySource powercapOr(EnergySource otherwise) {
    return powercapOr(ROOT, otherwise);
  }

  /** Returns a source as {@link #powercapOr(EnergySource)} does, with another root directory. */
  public static EnergySource powercapOr(Path root, EnergySource otherwise) {
    PowercapSource powercap = powercapSource(root);
    Objects.requireNonNull(otherwise, "otherwise");
    return (ticker, probe) ->
        (powercap.discover().obstacle() == null ? powercap : otherwise).open(ticker, probe);
  }

  /**
   * Returns a source that estimates: elapsed time multiplied by a stated power of the machine.
   *
   * @param watts above 0
   */
  public static EnergySource watts(double watts) {
    return new EnergyEstimate(EnergyEstimate.TimeBasis.ELAPSED, watts);
  }

  /**
   * Returns a source that estimates the energy of this process alone: its processor time, including
   * that of the garbage collector and the compiler, multiplied by a stated power.
   *
   * @param watts the additional power of a busy processor over an idle one, above 0
   */
  public static EnergySource wattsPerBusyProcessor(double watts) {
    return new EnergyEstimate(EnergyEstimate.TimeBasis.PROCESSOR, watts);
  }

  /**
   * Returns whether {@link #powercap()} can measure on this machine and, if not, why. Reads some
   * files.
   */
  public static EnergyAccess access() {
    return access(ROOT);
  }

  /** Returns access as {@link #access()} does, with another root directory. */
  public static EnergyAccess access(Path root) {
    PowercapSource.Discovery found = powercapSource(root).discover();
    List<String> names = found.domains().stream().map(PowercapDomain::name).toList();
    return new EnergyAccess(names, Optional.ofNullable(found.obstacle()));
  }
}
