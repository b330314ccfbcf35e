package org.bandsaw.telemetry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.bandsaw.observe.LearnerScores;
import org.bandsaw.observe.RunContext;
import org.bandsaw.observe.RunEvent;
import org.bandsaw.observe.RunObserver;
import org.bandsaw.observe.RunTelemetry;
import org.bandsaw.observe.TelemetryReport;

/**
 * What {@code job.telemetry(Telemetry.standard())} measures: the {@link Metric}s of process and
 * host, sampled by a thread of its own from the first chunk on, and {@link JfrEvents}. The report
 * of the run carries means, extremes and a series of at most 600 samples.
 *
 * <p>The host is asked through OSHI, at most once a second and by that thread alone. OSHI takes 0.6
 * to 2 seconds of processor time when it is first used, so it is not used in the first 30 seconds
 * of a run: it costs a longer run a twentieth at most, and a shorter one nothing. The report then
 * says that the host was not asked. What the virtual machine, procfs and the control groups tell is
 * sampled from the beginning.
 *
 * <p>Immutable; one can measure any number of jobs, at the same time too.
 */
public final class Telemetry implements RunTelemetry {

  private static final Duration MIN_INTERVAL = Duration.ofSeconds(1);
  private static final Duration DEFAULT_HOST_DELAY = Duration.ofSeconds(30);

  private final Machine machine;
  private final Duration every;
  private final Duration hostDelay;
  private final List<RunTelemetry> others;

  private Telemetry(
      Machine machine, Duration every, Duration hostAfter, List<RunTelemetry> others) {
    this.machine = machine;
    this.every = every;
    this.hostDelay = hostAfter;
    this.others = others;
  }

  /** Samples each second, the host after 30 seconds, and events for the flight recorder. */
  public static Telemetry standard() {
    return new Telemetry(
        new SystemMachine(), MIN_INTERVAL, DEFAULT_HOST_DELAY, List.of(new JfrEvents()));
  }

  /** Samples of a machine that a test made up, and nothing else. */
  static Telemetry of(Machine machine) {
    return new Telemetry(machine, MIN_INTERVAL, DEFAULT_HOST_DELAY, List.of());
  }

  /**
   * Takes a sample so often; each second when not called.
   *
   * @param every at least a second
   */
  public Telemetry every(Duration every) {
    if (every.compareTo(MIN_INTERVAL) < 0) {
      throw new IllegalArgumentException(
          "a sample can be taken each second or less often, not each " + every);
    }
    return new Telemetry(machine, every, hostDelay, others);
  }

  /**
   * For how long the host is not asked: 30 seconds when not called, {@link Duration#ZERO} to ask it
   * as soon as the first chunk was committed.
   */
  public Telemetry hostDelay(Duration time) {
    if (time.isNegative()) {
      throw new IllegalArgumentException(
          "the host can be asked after no time or some, not after " + time);
    }
    return new Telemetry(machine, every, time, others);
  }

  /** Lets something else watch as well: {@link BandsawMeters}, say, or one's own. */
  public Telemetry with(RunTelemetry other) {
    List<RunTelemetry> more = new ArrayList<>(others);
    more.add(Objects.requireNonNull(other, "other"));
    return new Telemetry(machine, every, hostDelay, List.copyOf(more));
  }

  @Override
  public RunObserver observe(RunContext run) {
    List<RunObserver> all = new ArrayList<>();
    all.add(new RunSampler(this, run));
    for (RunTelemetry other : others) {
      all.add(other.observe(run));
    }
    return new CompositeWatch(all);
  }

  Machine machine() {
    return machine;
  }

  Duration every() {
    return every;
  }

  Duration hostDelay() {
    return hostDelay;
  }

  /** Tells several watches; the first that has a report answers it. */
  private record CompositeWatch(List<RunObserver> all) implements RunObserver {

    @Override
    public void onEvent(RunEvent event) {
      for (RunObserver each : all) {
        each.onEvent(event);
      }
    }

    @Override
    public void onScores(List<LearnerScores> soFar) {
      for (RunObserver each : all) {
        each.onScores(soFar);
      }
    }

    @Override
    public Optional<TelemetryReport> report() {
      for (RunObserver each : all) {
        Optional<TelemetryReport> report = each.report();
        if (report.isPresent()) {
          return report;
        }
      }
      return Optional.empty();
    }

    @Override
    public void close() {
      for (RunObserver each : all) {
        each.close();
      }
    }
  }
}
