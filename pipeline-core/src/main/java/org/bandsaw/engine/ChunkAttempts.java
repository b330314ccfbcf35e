package org.bandsaw.engine;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.bandsaw.budget.BudgetExceededException;
import org.bandsaw.control.ChunkController;
import org.bandsaw.control.ChunkReading;
import org.bandsaw.control.ControllerState;
import org.bandsaw.control.Decision;
import org.bandsaw.control.Step;
import org.bandsaw.control.Step.Cause;
import org.bandsaw.data.Chunk;
import org.bandsaw.engine.commit.PendingChunk;
import org.bandsaw.engine.commit.ProcessedChunk;
import org.bandsaw.engine.monitor.ChunkSizeEvents;
import org.bandsaw.engine.monitor.RunMonitor;
import org.bandsaw.engine.plan.RunSettings;
import org.bandsaw.observe.RunEvent;
import org.bandsaw.stage.ChainResult;
import org.jspecify.annotations.Nullable;

/**
 * The work before the commit point: processes rows, measures the memory that this needed, and
 * carries out the controller's decision. Rows are accepted, or processed again later, whole or in
 * parts. All work here may be done twice for a row. Used by the run's thread.
 */
final class ChunkAttempts {

  private final RunSettings settings;
  private final long budgetBytes;
  private final RunMonitor monitor;
  private final RunThrottle throttle;
  private final WorkerThreads workers;
  private final ChunkController controller;
  private final ChunkSizeEvents sizeEvents;
  private final Deque<PendingChunk> pending = new ArrayDeque<>();
  private ControllerState state;
  private long chunksRead;

  ChunkAttempts(
      RunSettings settings, RunMonitor monitor, RunThrottle throttle, WorkerThreads workers) {
    this.settings = settings;
    this.budgetBytes = settings.memory().bytes();
    this.monitor = monitor;
    this.throttle = throttle;
    this.workers = workers;
    this.controller =
        ChunkController.of(settings.memory(), settings.chunks())
            .compute(settings.compute())
            .readAhead(settings.parallelism() > 1);
    this.state = controller.initial();
    this.sizeEvents = new ChunkSizeEvents(settings, monitor.events, state);
  }

  /** Returns how many rows the next chunk should have. */
  int nextRows() {
    return state.nextRows();
  }

  /** Returns whether rows wait for another attempt. */
  boolean hasPending() {
    return !pending.isEmpty();
  }

  /** Removes and returns the first rows that wait for another attempt; null if none wait. */
  @Nullable PendingChunk pollPending() {
    return pending.poll();
  }

  /** Numbers a chunk that was just read. */
  PendingChunk startChunk(Chunk rows) {
    state = controller.beginChunk(state);
    return new PendingChunk(rows, ++chunksRead, 1, true);
  }

  /**
   * Processes rows. If they are not accepted, they or their parts are pending again.
   *
   * @throws BudgetExceededException if they are refused; the stages are rolled back
   */
  Optional<ProcessedChunk> attempt(RunResources open, PendingChunk chunk) {
    Chunk rows = chunk.rows();
    long startNanos = settings.ticker().nanoTime();
    open.chain().mark();
    long retainedBefore = retainedBytes(open) + rows.retainedBytes();
    OptionalLong allocatedBefore = workers.allocatedBytes();
    ChainResult output = open.chain().process(rows, chunk.number());
    OptionalLong allocatedAfter = workers.allocatedBytes();
    long allocated =
        allocatedBefore.isPresent() && allocatedAfter.isPresent()
            ? allocatedAfter.getAsLong() - allocatedBefore.getAsLong()
            : -1;
    long retained = retainedBytes(open) + rows.retainedBytes();
    ChunkReading reading =
        new ChunkReading(
            rows.rowCount(),
            Math.max(0, allocated),
            retainedBefore,
            retained,
            open.sinks().retainedBytes(),
            monitor.memory.observed());
    throttle.afterAttempt(rows.rowCount(), reading.neededBytes());
    if (!isAccepted(open, chunk, reading)) {
      return Optional.empty();
    }
    return Optional.of(new ProcessedChunk(chunk, output, allocated, retained, startNanos));
  }

  private boolean isAccepted(RunResources open, PendingChunk chunk, ChunkReading reading) {
    long needed = reading.neededBytes();
    Step step = controller.decide(state, reading);
    state = step.next();
    if (sizeEvents.recordAttempt(chunk.number(), reading, step)) {
      monitor.memory.meter().readAheadStopped();
    }
    open.source().setReadAhead(state.isReadingAhead());
    Decision decision = step.decision();
    if (decision instanceof Decision.Split split) {
      monitor.memory.meter().discarded(needed);
      split(open, chunk, split, needed);
      return false;
    }
    if (decision instanceof Decision.Pause pause) {
      monitor.memory.meter().discarded(needed);
      monitor.memory.meter().paused();
      open.chain().rollback();
      pending.addFirst(chunk.nextAttempt());
      pause(chunk, pause, reading, step.cause());
      return false;
    }
    if (decision instanceof Decision.Refuse refuse) {
      monitor.memory.meter().discarded(needed);
      throw refusal(open, chunk, reading, refuse.neededBytes());
    }
    if (decision instanceof Decision.Accept accept) {
      recordOverrun(chunk, accept.neededBytes(), needed);
    } else {
      monitor.memory.meter().committed(needed);
    }
    return true;
  }

  private void split(RunResources open, PendingChunk chunk, Decision.Split split, long needed) {
    open.chain().rollback();
    Chunk rows = chunk.rows();
    monitor.statistics.split();
    monitor.events.publish(
        new RunEvent.Split(
            chunk.number(),
            rows.firstSourceRow(),
            rows.rowCount(),
            needed,
            budgetBytes,
            chunk.attempt()));
    int cut = split.firstRows();
    PendingChunk first = chunk.slice(0, cut);
    PendingChunk second = chunk.slice(cut, rows.rowCount());
    if (chunk.fromReader()) {
      open.source().release(rows);
    }
    pending.addFirst(second);
    pending.addFirst(first);
    InterruptibleSleep.sleep(settings.sleeper(), split.pause(), "waiting to process a chunk again");
  }

  private void pause(PendingChunk chunk, Decision.Pause pause, ChunkReading reading, Cause cause) {
    long before = settings.ticker().nanoTime();
    InterruptibleSleep.sleep(
        settings.sleeper(), pause.duration(), "waiting to process a chunk again");
    String why =
        cause == Cause.SYSTEM_MEMORY_LOW
            ? "the machine is low on memory, " + reading.observedMemory()
            : String.format(
                Locale.ROOT,
                "%d of %d bytes needed, of which %d may be released",
                pause.neededBytes(),
                budgetBytes,
                reading.releasableBytes());
    monitor.events.publish(
        new RunEvent.Paused(
            "chunk " + chunk.number() + " (" + chunk.rows() + ") waits for memory: " + why,
            Duration.ofNanos(settings.ticker().nanoTime() - before)));
  }

  /** Rolls the attempt back. The exception lists what the memory was needed for. */
  private BudgetExceededException refusal(
      RunResources open, PendingChunk chunk, ChunkReading reading, long needed) {
    Chunk rows = chunk.rows();
    Map<String, Long> parts = new LinkedHashMap<>();
    parts.put("the rows as read", rows.retainedBytes());
    parts.put("the attempt", needed - reading.retainedBytesBefore());
    open.addMemoryParts(parts);
    parts.put("waiting parts", pendingBytes());
    parts.put("the report", monitor.retainedBytes());
    open.chain().rollback();
    monitor.events.publish(
        new RunEvent.Refused(
            chunk.number(), rows.firstSourceRow(), rows.rowCount(), needed, budgetBytes));
    return new BudgetExceededException(
        "chunk " + chunk.number() + " (" + rows + ")",
        needed,
        budgetBytes,
        parts,
        "Raise the budget, or let ChunkPolicy accept overruns");
  }

  private void recordOverrun(PendingChunk chunk, long accepted, long needed) {
    Chunk rows = chunk.rows();
    monitor.statistics.overrun();
    monitor.memory.meter().overrun(needed);
    monitor.events.publish(
        new RunEvent.Overrun(
            chunk.number(), rows.firstSourceRow(), rows.rowCount(), accepted, budgetBytes));
  }

  /** Returns the bytes of everything except the rows of the present attempt. */
  private long retainedBytes(RunResources open) {
    return open.retainedBytes() + pendingBytes() + monitor.retainedBytes();
  }

  private long pendingBytes() {
    long sum = 0;
    for (PendingChunk chunk : pending) {
      sum += chunk.rows().retainedBytes();
    }
    return sum;
  }

  /** Records a commit. */
  void committed(PendingChunk chunk, Duration took) {
    state = controller.afterCommit(state, chunk.rows().rowCount(), took);
  }

  /** Publishes a new chunk size; call it after the event of the commit. */
  void publishSizeChange(PendingChunk chunk, Duration took) {
    if (pending.isEmpty()) {
      sizeEvents.chunkCommitted(chunk.number(), state.nextRows(), took);
    }
  }
}
