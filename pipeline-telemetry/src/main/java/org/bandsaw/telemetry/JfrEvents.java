package org.bandsaw.telemetry;

import java.time.Duration;
import jdk.jfr.FlightRecorder;
import org.bandsaw.observe.RunContext;
import org.bandsaw.observe.RunEvent;
import org.bandsaw.observe.RunObserver;
import org.bandsaw.observe.RunTelemetry;

/**
 * Tells the JDK's flight recorder what happens in a run: {@code org.bandsaw.Chunk}, {@code
 * org.bandsaw.Split}, {@code org.bandsaw.Overrun} and {@code org.bandsaw.Pause}, each with the name
 * of the job. An event stands at the end of what it tells of, and how long that took is its field
 * {@code took}. Nothing is done while nobody records, or where the virtual machine has no recorder.
 *
 * <p>{@link Telemetry#standard} has it; alone it is {@code job.telemetry(new JfrEvents())}.
 */
public final class JfrEvents implements RunTelemetry {

  private static final boolean JFR_AVAILABLE = ModuleLayer.boot().findModule("jdk.jfr").isPresent();

  /**
   * Events of any number of runs. If the recorder is at work already, the event that every run has
   * is registered now: beside the first chunk, while the compiler is busy, that costs more. {@code
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
    return new JfrWatch(run.job());
  }

  private record JfrWatch(String job) implements RunObserver {

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

  private static void split(String job, RunEvent.Split told) {
    JfrSplit split = new JfrSplit();
    if (split.isEnabled()) {
      split.job = job;
      split.chunk = told.chunk();
      split.firstRow = told.firstRow();
      split.rows = told.rows();
      split.attempt = told.attempt();
      split.neededBytes = told.neededBytes();
      split.budgetBytes = told.budgetBytes();
      split.commit();
    }
  }

  private static void overrun(String job, RunEvent.Overrun told) {
    JfrOverrun overrun = new JfrOverrun();
    if (overrun.isEnabled()) {
      overrun.job = job;
      overrun.chunk = told.chunk();
      overrun.firstRow = told.firstRow();
      overrun.rows = told.rows();
      overrun.neededBytes = told.neededBytes();
      overrun.budgetBytes = told.budgetBytes();
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
