package org.bandsaw.telemetry;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.bandsaw.probe.EnergySource;

/**
 * What a run can learn its energy from: {@link #powercap()} measures, {@link #watts} and {@link
 * #wattsPerBusyProcessor} estimate by a power that the user states, {@link #powercapOr} measures
 * where it can. Nothing is estimated unless somebody states a power. Safe for any number of
 * threads.
 */
public final class EnergySources {

  private static final Path ROOT = Path.of("/");

  private EnergySources() {}

  /**
   * The energy counters of Linux on processors of Intel and AMD, {@code /sys/class/powercap}. They
   * count the whole machine, whoever uses it.
   *
   * <p>What is added up, so that nothing counts twice:
   *
   * <ul>
   *   <li>the platform ({@code psys}) alone where there is one: it contains packages, memory and
   *       more. One whose counter is 0 was never wired and is left out;
   *   <li>otherwise all packages, dies that are counted apart included, and the memory ({@code
   *       dram}) of each. Cores and graphics are in their package.
   *   <li>A package that is there a second time under another control type ({@code
   *       intel-rapl-mmio}) is counted once.
   * </ul>
   *
   * <p>Counters begin anew at {@code max_energy_range_uj}. They are sampled at each reading and, on
   * a daemon thread, each fourth of the time in which they could begin anew, taking 2 000 W as more
   * than a package or its memory can draw and 10 000 W for a platform; at least once a minute. A
   * difference d of a counter with range r counts when it is the only one of d, d + r, d + 2r, …
   * that can have been used since the sample before at this power, with one second to spare. If
   * none can, or more than one, the sample is discarded and counted as such. So is one that cannot
   * be read, the first one after that, and one of a counter that has stood still for a second.
   * Where the range is not told, a counter that falls is discarded.
   *
   * <p>Everything that is to be added up must be readable when the meter is opened; otherwise the
   * reading is {@link org.bandsaw.probe.EnergyReading.Unavailable}, and says what is in the way and
   * which command would grant access. It is so too as long as no counter has moved. A domain that
   * never moved is not among those of the reading.
   */
  public static EnergySource powercap() {
    return powercap(ROOT);
  }

  /**
   * As {@link #powercap()}, below another directory, such as {@code /host} in a container that was
   * given the {@code /sys} of its host as {@code /host/sys}.
   *
   * @param root the directory that has {@code sys/class/powercap} in it
   */
  public static EnergySource powercap(Path root) {
    return powercapSource(root);
  }

  private static PowercapSource powercapSource(Path root) {
    return new PowercapSource(
        Objects.requireNonNull(root, "root"), PowercapFiles.SYSTEM, SamplingScheduler.system());
  }

  /**
   * Measures as {@link #powercap()} where that can be done when the run begins, and asks another
   * source otherwise. It does not change over in the middle of a run.
   *
   * @param otherwise such as {@code EnergySources.wattsPerBusyProcessor(6.5)}
   */
  public static EnergySource powercapOr(EnergySource otherwise) {
    return powercapOr(ROOT, otherwise);
  }

  /** As {@link #powercapOr(EnergySource)}, below another directory. */
  public static EnergySource powercapOr(Path root, EnergySource otherwise) {
    PowercapSource powercap = powercapSource(root);
    Objects.requireNonNull(otherwise, "otherwise");
    return (ticker, probe) ->
        (powercap.discover().obstacle() == null ? powercap : otherwise).open(ticker, probe);
  }

  /**
   * An estimate: the time that passes, multiplied by a stated power of the machine.
   *
   * @param watts above 0
   */
  public static EnergySource watts(double watts) {
    return new EnergyEstimate(EnergyEstimate.TimeBasis.ELAPSED, watts);
  }

  /**
   * An estimate for this process alone: its processor time, that of the collector and the compiler
   * included, multiplied by a stated power.
   *
   * @param watts what a busy processor draws more than an idle one, above 0
   */
  public static EnergySource wattsPerBusyProcessor(double watts) {
    return new EnergyEstimate(EnergyEstimate.TimeBasis.PROCESSOR, watts);
  }

  /** Whether {@link #powercap()} can measure here, and what is in the way. Reads some files. */
  public static EnergyAccess access() {
    return access(ROOT);
  }

  /** As {@link #access()}, below another directory. */
  public static EnergyAccess access(Path root) {
    PowercapSource.Discovery found = powercapSource(root).discover();
    List<String> names = found.domains().stream().map(PowercapDomain::name).toList();
    return new EnergyAccess(names, Optional.ofNullable(found.obstacle()));
  }
}
