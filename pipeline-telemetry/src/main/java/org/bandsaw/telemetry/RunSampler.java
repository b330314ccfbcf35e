package org.bandsaw.telemetry;

import java.time.Duration;
import java.util.Optional;
import org.bandsaw.observe.RunContext;
import org.bandsaw.observe.RunEvent;
import org.bandsaw.observe.RunObserver;
import org.bandsaw.observe.TelemetryReport;
import org.jspecify.annotations.Nullable;

/**
 * Samples one run on a separate thread, which starts 250 ms after the first chunk: in a cold
 * process the management beans that the first reading loads would take processor time from the
 * compiler when the run needs it most.
 */
final class RunSampler implements RunObserver, Runnable {

  private static final Duration START_DELAY = Duration.ofMillis(250);

  private final Telemetry telemetry;
  private final RunContext run;
  private final HostPoller host;
  private final Sampler sampler;
  private Machine.@Nullable PeriodicTask samplingTask;

  RunSampler(Telemetry telemetry, RunContext run) {
    this.telemetry = telemetry;
    this.run = run;
    this.host = new HostPoller(telemetry.machine(), run.ticker(), telemetry.hostDelay().toNanos());
    this.sampler =
        new Sampler(
            new SnapshotReader(
                run.probe(),
                run.ticker(),
                telemetry.machine().counters(Thread.currentThread(), run.workerThreads()),
                host));
  }

  @Override
  public void onEvent(RunEvent event) {
    boolean isUnderWay =
        event instanceof RunEvent.Committed
            || (run.mode() == RunContext.Mode.BATCH && event instanceof RunEvent.Started);
    if (isUnderWay && samplingTask == null) {
      samplingTask =
          telemetry
              .machine()
              .schedule("bandsaw-telemetry-" + run.job(), START_DELAY, telemetry.interval(), this);
    }
  }

  /** Called periodically by the sampling thread. */
  @Override
  public void run() {
    sampler.sample();
    host.pollIfDue(); // after the sample: it may take seconds
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
