package org.bandsaw.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bandsaw.engine.monitor.RunMonitor;
import org.bandsaw.engine.monitor.RunStatistics;
import org.bandsaw.engine.plan.RunPlan;
import org.bandsaw.observe.TelemetryReport;
import org.bandsaw.report.StreamReport;
import org.jspecify.annotations.Nullable;

/** Builds the report of a stream. */
final class StreamReports {

  private StreamReports() {}

  /**
   * Returns what a run has done so far.
   *
   * @param open null if the run has not opened its source
   */
  static StreamReport create(
      RunPlan plan, RunMonitor monitor, RunThrottle throttle, @Nullable RunResources open) {
    RunStatistics statistics = monitor.statistics;
    List<String> notes = new ArrayList<>(open == null ? List.of() : open.notes());
    notes.addAll(monitor.events.notes());
    Optional<TelemetryReport> telemetry = monitor.telemetry.report();
    notes.addAll(monitor.telemetry.notes());
    int maxInFlight = plan.settings().parallelism() > 1 ? ReadAhead.MAX_IN_FLIGHT : 1;
    return new StreamReport(
        plan.settings().name(),
        plan.source().name(),
        statistics.rowCounts(plan.stageNames()),
        open == null ? List.of() : open.learners().results(open.chain().output()),
        open == null ? 0 : open.source().cellsSetMissing(),
        statistics.end(),
        statistics.chunks(throttle.backpressureChanges(), maxInFlight),
        open == null ? Map.of() : times(plan, throttle, open),
        monitor.duration(),
        statistics.peakResidentMebibytes(),
        monitor.memory.usage(),
        throttle.computeOutcome(),
        monitor.energy.report(statistics.rowsRead(), statistics.chunksCommitted()),
        open == null ? List.of() : open.sinks().rows(),
        telemetry,
        monitor.events.decisions(),
        notes,
        statistics.failure(),
        statistics.trained());
  }

  private static Map<String, Duration> times(
      RunPlan plan, RunThrottle throttle, RunResources open) {
    Map<String, Duration> times = new LinkedHashMap<>();
    times.put("read " + open.source().name(), open.source().readTime());
    List<String> stages = plan.stageNames();
    long[] nanos = open.chain().stageNanos();
    for (int i = 0; i < nanos.length; i++) {
      times.put(stages.get(i), Duration.ofNanos(nanos[i]));
    }
    open.addCommitTimes(times);
    throttle.addTimes(times);
    return times;
  }
}
