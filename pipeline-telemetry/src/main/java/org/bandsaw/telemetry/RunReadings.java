package org.bandsaw.telemetry;

import java.util.Optional;
import org.bandsaw.observe.RunEvent;
import org.bandsaw.observe.RunWatch;
import org.bandsaw.observe.TelemetryReport;
import org.bandsaw.observe.WatchedRun;
import org.jspecify.annotations.Nullable;

/** The readings of one run, taken by a thread that begins behind its first chunk. */
final class RunReadings implements RunWatch {

  private final Telemetry telemetry;
  private final WatchedRun run;
  private final HostDesk host;
  private final Sampler sampler;
  private Pulse.@Nullable Beating beating;

  RunReadings(Telemetry telemetry, WatchedRun run) {
    this.telemetry = telemetry;
    this.run = run;
    this.host = new HostDesk(telemetry.host(), run.ticker(), telemetry.hostAfter().toNanos());
    this.sampler =
        new Sampler(
            new Looker(
                run.probe(), run.ticker(), telemetry.counters(Thread.currentThread()), host));
  }

  @Override
  public void on(RunEvent event) {
    boolean goesOn =
        event instanceof RunEvent.Committed
            || (run.mode() == WatchedRun.Mode.BATCH && event instanceof RunEvent.Started);
    if (goesOn && beating == null) {
      beating =
          telemetry.pulse().start("bandsaw-telemetry-" + run.job(), telemetry.every(), this::beat);
    }
  }

  private void beat() {
    sampler.take();
    host.ask(); // behind the sample: it may take seconds
  }

  @Override
  public Optional<TelemetryReport> report() {
    return Optional.of(sampler.report());
  }

  @Override
  public void close() {
    Pulse.Beating present = beating;
    if (present != null) {
      present.close();
      sampler.end();
    }
  }
}
