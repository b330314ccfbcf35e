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
 * Micrometer meters of pipeline runs. Pass an instance to jobs and bind it to registries, in any
 * order. Micrometer must be on the class path.
 *
 * <pre>{@code
 * BandsawMeters meters = new BandsawMeters();
 * meters.bindTo(registry);
 * job.telemetry(Telemetry.standard().with(meters)).runStreaming();
 * }</pre>
 *
 * <p>Every meter has the tag {@code job}. At most 50 job names have meters of their own; later
 * names share the tag value {@code other} and have no gauges. The first 20 learners of a job have
 * score gauges. Runs with the same job name add up in the same meters, which remain registered
 * after a run has ended. {@code docs/telemetry.md} lists all meters.
 *
 * <p>Thread-safe. A registry does not keep this object alive: keep a reference to it for as long as
 * its meters are needed.
 */
public final class BandsawMeters implements RunTelemetry, MeterBinder {

  static final int MAX_JOBS = 50;
  static final String OTHER = "other";

  private final Map<String, JobMeters> jobs = new LinkedHashMap<>();
  private final List<MeterRegistry> registries = new ArrayList<>();

  /** Creates an instance that is bound to no registry. */
  public BandsawMeters() {}

  /** Registers the meters of all jobs, past and future. */
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
