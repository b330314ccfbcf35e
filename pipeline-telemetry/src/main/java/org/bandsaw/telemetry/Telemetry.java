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
 * Measures the {@link Metric}s of process and host during a run: {@code
 * job.telemetry(Telemetry.standard())}. A separate thread takes samples after the first chunk. The
 * report of the run has the mean, minimum and maximum of each metric and a series of at most 600
 * samples. {@link #standard} also emits {@link JfrEvents}.
 *
 * <p>The host is read through OSHI, at most once a second and by that thread alone. The first use
 * of OSHI takes 0.6 to 2 seconds of processor time. It is therefore not used in the first 30
 * seconds of a run, so that it costs a longer run a twentieth at most and a shorter one nothing;
 * the report then notes that the host was not read. The metrics of the virtual machine, procfs and
 * control groups are sampled from the start.
 *
 * <p>Immutable and thread-safe. One instance can measure any number of jobs concurrently.
 */
public final class Telemetry implements RunTelemetry {

  private static final Duration MIN_INTERVAL = Duration.ofSeconds(1);
  private static final Duration DEFAULT_HOST_DELAY = Duration.ofSeconds(30);

  private final Machine machine;
  private final Duration interval;
  private final Duration hostDelay;
  private final List<RunTelemetry> others;

  private Telemetry(
      Machine machine, Duration interval, Duration hostDelay, List<RunTelemetry> others) {
    this.machine = machine;
    this.interval = interval;
    this.hostDelay = hostDelay;
    this.others = others;
  }

  /**
   * Returns the default telemetry: a sample each second, the host after 30 seconds, and flight
   * recorder events.
   */
  public static Telemetry standard() {
    return new Telemetry(
        new SystemMachine(), MIN_INTERVAL, DEFAULT_HOST_DELAY, List.of(new JfrEvents()));
  }

  /** Returns telemetry of a machine, without flight recorder events. */
  static Telemetry of(Machine machine) {
    return new Telemetry(machine, MIN_INTERVAL, DEFAULT_HOST_DELAY, List.of());
  }

  /**
   * Returns telemetry with another sampling interval. Default: one second.
   *
   * @param interval one second or longer
   */
  public Telemetry every(Duration interval) {
    if (interval.compareTo(MIN_INTERVAL) < 0) {
      throw new IllegalArgumentException(
          "the sampling interval must be 1 s or longer, not " + interval);
    }
    return new Telemetry(machine, interval, hostDelay, others);
  }

  /**
   * Returns telemetry that reads the host only after a delay. Default: 30 seconds.
   *
   * @param delay the time from the start of the run; {@link Duration#ZERO} reads the host after the
   *     first chunk
   */
  public Telemetry hostDelay(Duration delay) {
    if (delay.isNegative()) {
      throw new IllegalArgumentException("the host delay must be 0 or longer, not " + delay);
    }
    return new Telemetry(machine, interval, delay, others);
  }

  /** Returns telemetry that also uses another one, such as {@link BandsawMeters}. */
  public Telemetry with(RunTelemetry other) {
    List<RunTelemetry> all = new ArrayList<>(others);
    all.add(Objects.requireNonNull(other, "other"));
    return new Telemetry(machine, interval, hostDelay, List.copyOf(all));
  }

  @Override
  public RunObserver observe(RunContext run) {
    List<RunObserver> all = new ArrayList<>();
    all.add(new RunSampler(this, run));
    for (RunTelemetry other : others) {
      all.add(other.observe(run));
    }
    return new CompositeObserver(all);
  }

  Machine machine() {
    return machine;
  }

  Duration interval() {
    return interval;
  }

  Duration hostDelay() {
    return hostDelay;
  }

  /** Forwards to several observers; the report is that of the first one that has a report. */
  private record CompositeObserver(List<RunObserver> all) implements RunObserver {

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
