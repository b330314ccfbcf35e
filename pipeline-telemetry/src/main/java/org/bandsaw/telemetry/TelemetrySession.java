package org.bandsaw.telemetry;

import java.time.Duration;
import java.util.List;
import org.bandsaw.observe.TelemetryReport;
import org.bandsaw.probe.ResourceProbe;
import org.bandsaw.probe.Ticker;

/**
 * Measures any code between start and close:
 *
 * <pre>{@code
 * try (TelemetrySession session = TelemetrySession.start()) {
 *   Snapshot before = session.snapshot();
 *   …
 *   out.println(TelemetrySession.compare(before, session.snapshot()));
 *   TelemetrySeries.writeCsv(session.report(), file);
 * }
 * }</pre>
 *
 * <p>A separate thread takes a sample each second. The series keeps at most 600 samples: a longer
 * one is downsampled, while mean, minimum and maximum cover all samples. The same thread reads the
 * host from the start; the first reading takes about a second.
 *
 * <p>Thread-safe. {@link Metric#CPU_RUN} covers the thread that started the session.
 */
public final class TelemetrySession implements AutoCloseable {

  private final SnapshotReader reader;
  private final Sampler sampler;
  private final Machine.PeriodicTask samplingTask;

  private TelemetrySession(Telemetry telemetry, ResourceProbe probe, Ticker ticker) {
    HostPoller host = new HostPoller(telemetry.machine(), ticker, telemetry.hostDelay().toNanos());
    reader =
        new SnapshotReader(
            probe, ticker, telemetry.machine().counters(Thread.currentThread(), List::of), host);
    sampler = new Sampler(reader);
    sampler.sample();
    samplingTask =
        telemetry
            .machine()
            .schedule(
                "bandsaw-telemetry-session",
                Duration.ZERO,
                telemetry.interval(),
                () -> {
                  host.pollIfDue();
                  sampler.sample();
                });
  }

  /** Starts a session of this process and its machine, with a sample each second. */
  public static TelemetrySession start() {
    return start(Telemetry.standard().hostDelay(Duration.ZERO));
  }

  /**
   * Starts a session of this process and its machine.
   *
   * @param telemetry the sampling interval and the host delay; its other settings are ignored
   */
  public static TelemetrySession start(Telemetry telemetry) {
    return start(telemetry, ResourceProbe.system(), Ticker.system());
  }

  /**
   * Starts a session with a given probe and ticker.
   *
   * @param probe called by the sampling thread and by threads that take snapshots, one at a time
   */
  public static TelemetrySession start(Telemetry telemetry, ResourceProbe probe, Ticker ticker) {
    return new TelemetrySession(telemetry, probe, ticker);
  }

  /**
   * Returns a snapshot. Reading the process takes about a millisecond. The metrics of the host are
   * those of its latest reading, and unknown before the first one.
   */
  public Snapshot snapshot() {
    return reader.read();
  }

  /**
   * Returns the difference between two snapshots of one session: rates over the time between them,
   * and the changes of gauges. Rates need 0.25 seconds; those of the host need two readings of it,
   * which are at least a second apart.
   *
   * @throws IllegalArgumentException if the snapshots are of two sessions, or the first is later
   *     than the second
   */
  public static Comparison compare(Snapshot before, Snapshot after) {
    return Comparison.of(before, after);
  }

  /** Returns a report from the start until now, or until the close. */
  public TelemetryReport report() {
    return sampler.report();
  }

  /**
   * Takes a last sample and stops the thread. If the host is being read, which is slow the first
   * time, this method waits for the reading for at most five seconds.
   */
  @Override
  public void close() {
    samplingTask.close();
    sampler.finish();
    samplingTask.awaitTermination();
  }
}
