package org.bandsaw.telemetry;

import java.time.Duration;
import java.util.List;
import org.bandsaw.observe.TelemetryReport;
import org.bandsaw.probe.ResourceProbe;
import org.bandsaw.probe.Ticker;

/**
 * Measures what happens between its start and its close, whatever that is:
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
 * <p>A thread of its own takes a sample each second; on long sessions the series is thinned, so
 * that at most 600 samples are kept, while means and extremes are over all of them. The host is
 * asked by that thread from the beginning, and answers after a second or so.
 *
 * <p>Safe for any number of threads. {@link Metric#CPU_RUN} is about the thread that started it.
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
                telemetry.every(),
                () -> {
                  host.pollIfDue();
                  sampler.sample();
                });
  }

  /** Starts to measure this process and its machine, with a sample each second. */
  public static TelemetrySession start() {
    return start(Telemetry.standard().hostDelay(Duration.ZERO));
  }

  /**
   * Starts to measure this process and its machine.
   *
   * @param telemetry says how often, and from when on the host is asked; what else it was given is
   *     not used
   */
  public static TelemetrySession start(Telemetry telemetry) {
    return start(telemetry, ResourceProbe.system(), Ticker.system());
  }

  /**
   * Starts to measure what a probe tells.
   *
   * @param probe called by the thread that takes samples and by those that ask for snapshots, one
   *     at a time
   */
  public static TelemetrySession start(Telemetry telemetry, ResourceProbe probe, Ticker ticker) {
    return new TelemetrySession(telemetry, probe, ticker);
  }

  /**
   * What is known now. The process is looked at, which takes a millisecond; of the host it is the
   * last answer, at most a second old, and unknown as long as there is none.
   */
  public Snapshot snapshot() {
    return reader.read();
  }

  /**
   * What happened between two snapshots of one session: rates over the time between them, and how
   * states changed. Rates need 0.25 seconds; those of the host need two answers of it, so at least
   * a second.
   *
   * @throws IllegalArgumentException when they are of two sessions, or the first is the younger one
   */
  public static Comparison compare(Snapshot before, Snapshot after) {
    return Comparison.of(before, after);
  }

  /** What was measured from the start to now, or to the close. */
  public TelemetryReport report() {
    return sampler.report();
  }

  /**
   * Takes a last sample, ends, and leaves no thread behind: when the host is being asked, which
   * takes long the first time, it waits for the answer, but for no longer than five seconds.
   */
  @Override
  public void close() {
    samplingTask.close();
    sampler.finish();
    samplingTask.awaitTermination();
  }
}
