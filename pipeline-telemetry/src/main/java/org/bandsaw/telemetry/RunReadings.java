package org.bandsaw.telemetry;

import java.time.Duration;
import java.util.Optional;
import org.bandsaw.observe.RunEvent;
import org.bandsaw.observe.RunWatch;
import org.bandsaw.observe.TelemetryReport;
import org.bandsaw.observe.WatchedRun;
import org.jspecify.annotations.Nullable;

/**
 * The readings of one run, taken by a thread that begins behind its first chunk, a little later: in
 * a cold process the beans that a first reading loads would take processor time from the compiler
 * when the run needs it most.
 */
final class RunReadings implements RunWatch, Runnable {

  private static final Duration WAIT = Duration.ofMillis(250);

  private final Telemetry telemetry;
  private final WatchedRun watched;
  private final HostDesk host;
  private final Sampler sampler;
  private Machine.@Nullable Beating beating;

  RunReadings(Telemetry telemetry, WatchedRun watched) {
    this.telemetry = telemetry;
    this.watched = watched;
    this.host =
        new HostDesk(telemetry.machine(), watched.ticker(), telemetry.hostAfter().toNanos());
    this.sampler =
        new Sampler(
            new Looker(
                watched.probe(),
                watched.ticker(),
                telemetry.machine().counters(Thread.currentThread(), watched.helpers()),
                host));
  }

  @Override
  public void on(RunEvent event) {
    boolean goesOn =
        event instanceof RunEvent.Committed
            || (watched.mode() == WatchedRun.Mode.BATCH && event instanceof RunEvent.Started);
    if (goesOn && beating == null) {
      beating =
          telemetry
              .machine()
              .start("bandsaw-telemetry-" + watched.job(), WAIT, telemetry.every(), this);
    }
  }

  /** A beat of the thread. */
  @Override
  public void run() {
    sampler.take();
    host.ask(); // behind the sample: it may take seconds
  }

  @Override
  public Optional<TelemetryReport> report() {
    return Optional.of(sampler.report());
  }

  @Override
  public void close() {
    Machine.Beating present = beating;
    if (present != null) {
      present.close();
      sampler.end();
    }
  }
}
