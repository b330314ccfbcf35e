package org.bandsaw.telemetry;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bandsaw.observe.RunContext;
import org.bandsaw.observe.RunObserver;
import org.bandsaw.observe.RunTelemetry;

/**
 * Meters of runs for Micrometer, which must be on the class path: give it to jobs and bind it to
 * registries, in any order.
 *
 * <pre>{@code
 * BandsawMeters meters = new BandsawMeters();
 * meters.bindTo(registry);
 * job.telemetry(Telemetry.standard().with(meters)).runStreaming();
 * }</pre>
 *
 * <p>Every meter has the tag {@code job}. The first 50 names of jobs that come are told apart,
 * those behind them are counted together as {@code other}, without scores and budgets; of a job the
 * first 20 learners have scores. Meters of jobs of one name add up, and stay when a run has ended.
 * {@code docs/telemetry.md} lists them.
 *
 * <p>Safe for any number of threads. A registry does not keep this object alive, so keep it as long
 * as its meters are wanted.
 */
public final class BandsawMeters implements RunTelemetry, MeterBinder {

  static final int MAX_JOBS = 50;
  static final String OTHER = "other";

  private final Map<String, JobMeters> jobs = new LinkedHashMap<>();
  private final List<MeterRegistry> registries = new ArrayList<>();

  /** Meters without a registry and without a job. */
  public BandsawMeters() {}

  /** Registers the meters of all jobs, those that have run and those that will. */
  @Override
  public synchronized void bindTo(MeterRegistry registry) {
    registries.add(registry);
    jobs.values().forEach(job -> job.bindTo(registry));
  }

  @Override
  public RunObserver observe(RunContext run) {
    return new MeteredRun(metersOf(run.job()), run);
  }

  private synchronized JobMeters metersOf(String job) {
    String name = jobs.containsKey(job) || jobs.size() < MAX_JOBS ? job : OTHER;
    JobMeters present = jobs.get(name);
    if (present == null) {
      present = new JobMeters(name, !name.equals(OTHER));
      jobs.put(name, present);
      registries.forEach(present::bindTo);
    }
    return present;
  }
}
