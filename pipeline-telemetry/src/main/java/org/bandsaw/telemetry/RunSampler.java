package org.bandsaw.telemetry;

import java.time.Duration;
import java.util.Optional;
import org.bandsaw.observe.RunContext;
import org.bandsaw.observe.RunEvent;
import org.bandsaw.observe.RunObserver;
import org.bandsaw.observe.TelemetryReport;
import org.jspecify.annotations.Nullable;

/**
 * The readings of one run, taken by a thread that begins behind its first chunk, a little later: in
 * a cold process the beans that a first reading loads would take processor time from the compiler
 * when the run needs it most.
 */
final class RunSampler implements RunObserver, Runnable {

  private static final Duration START_DELAY = Duration.ofMillis(250);

  private final Telemetry telemetry;
  private final RunContext watched;
  private final HostPoller host;
  private final Sampler sampler;
  private Machine.@Nullable PeriodicTask samplingTask;

  RunSampler(Telemetry telemetry, RunContext watched) {
    this.telemetry = telemetry;
    this.watched = watched;
    this.host =
        new HostPoller(telemetry.machine(), watched.ticker(), telemetry.hostDelay().toNanos());
    this.sampler =
        new Sampler(
            new SnapshotReader(
                watched.probe(),
                watched.ticker(),
                telemetry.machine().counters(Thread.currentThread(), watched.workerThreads()),
                host));
  }

  @Override
  public void onEvent(RunEvent event) {
    boolean goesOn =
        event instanceof RunEvent.Committed
            || (watched.mode() == RunContext.Mode.BATCH && event instanceof RunEvent.Started);
    if (goesOn && samplingTask == null) {
      samplingTask =
          telemetry
              .machine()
              .schedule("bandsaw-telemetry-" + watched.job(), START_DELAY, telemetry.every(), this);
    }
  }

  /** A beat of the thread. */
  @Override
  public void run() {
    sampler.sample();
    host.pollIfDue(); // behind the sample: it may take seconds
  }

  @Override
  public Optional<TelemetryReport> report() {
    return Optional.of(sampler.report());
  }

  @Override
  public void close() {
    Machine.PeriodicTask present = samplingTask;
    if (present != null) {
      present.close();
      sampler.finish();
    }
  }
}
