package org.bandsaw.telemetry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.bandsaw.observe.LearnerScores;
import org.bandsaw.observe.RunEvent;
import org.bandsaw.observe.RunTelemetry;
import org.bandsaw.observe.RunWatch;
import org.bandsaw.observe.TelemetryReport;
import org.bandsaw.observe.WatchedRun;

/**
 * What {@code job.telemetry(Telemetry.standard())} measures: the {@link Metric}s of process and
 * host, sampled by a thread of its own from the first chunk on, and {@link RecorderEvents}. The
 * report of the run carries means, extremes and a series of at most 600 samples.
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

  private static final Duration LEAST_EVERY = Duration.ofSeconds(1);
  private static final Duration USUAL_HOST_AFTER = Duration.ofSeconds(30);

  private final Machine machine;
  private final Duration every;
  private final Duration hostAfter;
  private final List<RunTelemetry> others;

  private Telemetry(
      Machine machine, Duration every, Duration hostAfter, List<RunTelemetry> others) {
    this.machine = machine;
    this.every = every;
    this.hostAfter = hostAfter;
    this.others = others;
  }

  /** Samples each second, the host after 30 seconds, and events for the flight recorder. */
  public static Telemetry standard() {
    return new Telemetry(
        new ThisMachine(), LEAST_EVERY, USUAL_HOST_AFTER, List.of(new RecorderEvents()));
  }

  /** Samples of a machine that a test made up, and nothing else. */
  static Telemetry of(Machine machine) {
    return new Telemetry(machine, LEAST_EVERY, USUAL_HOST_AFTER, List.of());
  }

  /**
   * Takes a sample so often; each second when not called.
   *
   * @param every at least a second
   */
  public Telemetry every(Duration every) {
    if (every.compareTo(LEAST_EVERY) < 0) {
      throw new IllegalArgumentException(
          "a sample can be taken each second or less often, not each " + every);
    }
    return new Telemetry(machine, every, hostAfter, others);
  }

  /**
   * For how long the host is not asked: 30 seconds when not called, {@link Duration#ZERO} to ask it
   * as soon as the first chunk was committed.
   */
  public Telemetry hostAfter(Duration time) {
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
    return new Telemetry(machine, every, hostAfter, List.copyOf(more));
  }

  @Override
  public RunWatch watch(WatchedRun run) {
    List<RunWatch> all = new ArrayList<>();
    all.add(new RunReadings(this, run));
    for (RunTelemetry other : others) {
      all.add(other.watch(run));
    }
    return new Together(all);
  }

  Machine machine() {
    return machine;
  }

  Duration every() {
    return every;
  }

  Duration hostAfter() {
    return hostAfter;
  }

  /** Tells several watches; the first that has a report answers it. */
  private record Together(List<RunWatch> all) implements RunWatch {

    @Override
    public void on(RunEvent event) {
      for (RunWatch each : all) {
        each.on(event);
      }
    }

    @Override
    public void scored(List<LearnerScores> soFar) {
      for (RunWatch each : all) {
        each.scored(soFar);
      }
    }

    @Override
    public Optional<TelemetryReport> report() {
      for (RunWatch each : all) {
        Optional<TelemetryReport> report = each.report();
        if (report.isPresent()) {
          return report;
        }
      }
      return Optional.empty();
    }

    @Override
    public void close() {
      for (RunWatch each : all) {
        each.close();
      }
    }
  }
}
