package org.bandsaw.telemetry;

import java.time.Duration;
import jdk.jfr.FlightRecorder;
import org.bandsaw.observe.RunContext;
import org.bandsaw.observe.RunEvent;
import org.bandsaw.observe.RunObserver;
import org.bandsaw.observe.RunTelemetry;

/**
 * Emits JDK Flight Recorder events of a run: {@code org.bandsaw.Chunk}, {@code org.bandsaw.Split},
 * {@code org.bandsaw.Overrun} and {@code org.bandsaw.Pause}, each with the name of the job. An
 * event is emitted when the described operation ends; the field {@code took} has its duration. Does
 * nothing if no recording is active or the virtual machine has no flight recorder.
 *
 * <p>Included in {@link Telemetry#standard}; on its own {@code job.telemetry(new JfrEvents())}.
 * Thread-safe; one instance can be used by any number of jobs.
 */
public final class JfrEvents implements RunTelemetry {

  private static final boolean JFR_AVAILABLE = ModuleLayer.boot().findModule("jdk.jfr").isPresent();

  /**
   * Creates an instance. If the flight recorder is initialized, the chunk event is registered now:
   * during the first chunk, while the compiler is busy, registration costs more. {@code
   * docs/telemetry.md} has the figures.
   */
  public JfrEvents() {
    if (isRecorderInitialized()) {
      FlightRecorder.register(JfrChunk.class);
    }
  }

  private static boolean isRecorderInitialized() {
    return JFR_AVAILABLE && FlightRecorder.isInitialized();
  }

  @Override
  public RunObserver observe(RunContext run) {
    return new JfrObserver(run.job());
  }

  private record JfrObserver(String job) implements RunObserver {

    @Override
    public void onEvent(RunEvent event) {
      if (isRecorderInitialized()) {
        JfrEvents.emit(job, event);
      }
    }
  }

  private static void emit(String job, RunEvent event) {
    if (event instanceof RunEvent.Committed committed) {
      chunk(job, committed);
    } else if (event instanceof RunEvent.Split split) {
      split(job, split);
    } else if (event instanceof RunEvent.Overrun overrun) {
      overrun(job, overrun);
    } else if (event instanceof RunEvent.Paused paused) {
      pause(job, paused.reason(), paused.took());
    }
  }

  private static void chunk(String job, RunEvent.Committed committed) {
    JfrChunk chunk = new JfrChunk();
    if (chunk.isEnabled()) {
      chunk.job = job;
      chunk.chunk = committed.chunk();
      chunk.firstRow = committed.firstRow();
      chunk.rowsIn = committed.rowsIn();
      chunk.rowsOut = committed.rowsOut();
      chunk.attempt = committed.attempt();
      chunk.took = committed.took().toNanos();
      chunk.allocatedBytes = committed.allocatedBytes();
      chunk.retainedBytes = committed.retainedBytes();
      chunk.commit();
    }
  }

  private static void split(String job, RunEvent.Split event) {
    JfrSplit split = new JfrSplit();
    if (split.isEnabled()) {
      split.job = job;
      split.chunk = event.chunk();
      split.firstRow = event.firstRow();
      split.rows = event.rows();
      split.attempt = event.attempt();
      split.neededBytes = event.neededBytes();
      split.budgetBytes = event.budgetBytes();
      split.commit();
    }
  }

  private static void overrun(String job, RunEvent.Overrun event) {
    JfrOverrun overrun = new JfrOverrun();
    if (overrun.isEnabled()) {
      overrun.job = job;
      overrun.chunk = event.chunk();
      overrun.firstRow = event.firstRow();
      overrun.rows = event.rows();
      overrun.neededBytes = event.neededBytes();
      overrun.budgetBytes = event.budgetBytes();
      overrun.commit();
    }
  }

  private static void pause(String job, String reason, Duration took) {
    JfrPause pause = new JfrPause();
    if (pause.isEnabled()) {
      pause.job = job;
      pause.reason = reason;
      pause.took = took.toNanos();
      pause.commit();
    }
  }
}
