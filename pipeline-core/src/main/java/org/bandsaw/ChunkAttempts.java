package org.bandsaw;

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
import org.bandsaw.observe.RunEvent;
import org.jspecify.annotations.Nullable;

/**
 * Takes rows through the stages, measures what that needed, and does what the controller decides:
 * they are accepted, or go back and wait, whole or in parts. What happens here may happen twice for
 * a row. Used by the run's thread.
 */
final class ChunkAttempts {

  private final RunSettings settings;
  private final long budgetBytes;
  private final RunMonitor monitor;
  private final WorkerThreads workers;
  private final ChunkController controller;
  private final ChunkSizeEvents sizeEvents;
  private final Deque<PendingChunk> pending = new ArrayDeque<>();
  private ControllerState state;
  private long chunksRead;

  ChunkAttempts(RunSettings settings, RunMonitor books, WorkerThreads workers) {
    this.settings = settings;
    this.budgetBytes = settings.memory().bytes();
    this.monitor = books;
    this.workers = workers;
    this.controller =
        ChunkController.of(settings.memory(), settings.chunks())
            .compute(settings.compute())
            .readAhead(settings.parallelism() > 1);
    this.state = controller.initial();
    this.sizeEvents = new ChunkSizeEvents(settings, books.listeners, state);
  }

  /** How many rows the next chunk should have. */
  int nextRows() {
    return state.nextRows();
  }

  /** Whether parts of a chunk that was split still wait. */
  boolean hasPendingParts() {
    return !pending.isEmpty();
  }

  /** The piece that waits in front, if any does. */
  @Nullable PendingChunk pollPending() {
    return pending.poll();
  }

  /** A chunk that was just read. */
  PendingChunk startChunk(Chunk chunk) {
    state = controller.beginChunk(state);
    return new PendingChunk(chunk, ++chunksRead, 1, true);
  }

  /**
   * Tries a piece. If it is not accepted, it waits in front, or its parts do.
   *
   * @throws BudgetExceededException when it must not pass; nothing has changed then
   */
  Optional<ProcessedChunk> attempt(RunResources open, PendingChunk piece) {
    Chunk chunk = piece.chunk();
    long begun = settings.ticker().nanoTime();
    open.chain().mark();
    long heldBefore = retainedBytes(open) + chunk.retainedBytes();
    OptionalLong before = workers.allocatedBytes();
    Chunk rows = open.chain().process(chunk, piece.number());
    OptionalLong after = workers.allocatedBytes();
    long allocated =
        before.isPresent() && after.isPresent() ? after.getAsLong() - before.getAsLong() : -1;
    long held = retainedBytes(open) + chunk.retainedBytes();
    ChunkReading reading =
        new ChunkReading(
            chunk.rowCount(),
            Math.max(0, allocated),
            heldBefore,
            held,
            open.sinks().retainedBytes(),
            monitor.memory.observed());
    if (!applyDecision(open, piece, reading)) {
      return Optional.empty();
    }
    return Optional.of(new ProcessedChunk(piece, rows, allocated, held, begun));
  }

  private boolean applyDecision(RunResources open, PendingChunk piece, ChunkReading reading) {
    long needed = reading.neededBytes();
    monitor.backpressure.neededBytes(needed);
    Step step = controller.decide(state, reading);
    state = step.next();
    if (sizeEvents.recordAttempt(piece.number(), reading, step)) {
      monitor.memory.meter().readAheadStopped();
    }
    open.source().setReadAhead(state.isReadingAhead());
    Decision decision = step.decision();
    if (decision instanceof Decision.Split split) {
      monitor.memory.meter().discarded(needed);
      split(open, piece, split, needed);
      return false;
    }
    if (decision instanceof Decision.Pause wait) {
      monitor.memory.meter().discarded(needed);
      monitor.memory.meter().paused();
      open.chain().rollback();
      pending.addFirst(piece.nextAttempt());
      pause(piece, wait, reading, step.cause());
      return false;
    }
    if (decision instanceof Decision.Refuse refuse) {
      monitor.memory.meter().discarded(needed);
      throw budgetExceeded(open, piece, reading, refuse.neededBytes());
    }
    if (decision instanceof Decision.Accept accept) {
      recordOverrun(piece, accept.neededBytes(), needed);
    } else {
      monitor.memory.meter().committed(needed);
    }
    return true;
  }

  private void split(RunResources open, PendingChunk piece, Decision.Split split, long needed) {
    open.chain().rollback();
    Chunk chunk = piece.chunk();
    monitor.statistics.split();
    monitor.listeners.publish(
        new RunEvent.Split(
            piece.number(),
            chunk.firstSourceRow(),
            chunk.rowCount(),
            needed,
            budgetBytes,
            piece.attempt()));
    int cut = split.firstRows();
    PendingChunk rest = piece.slice(cut, chunk.rowCount());
    PendingChunk first = piece.slice(0, cut);
    if (piece.fromReader()) {
      open.source().release(chunk);
    }
    pending.addFirst(rest);
    pending.addFirst(first);
    InterruptibleSleep.sleep(settings.sleeper(), split.pause(), "waiting to try a chunk again");
  }

  private void pause(PendingChunk piece, Decision.Pause wait, ChunkReading reading, Cause cause) {
    long before = settings.ticker().nanoTime();
    InterruptibleSleep.sleep(settings.sleeper(), wait.duration(), "waiting to try a chunk again");
    String why =
        cause == Cause.SYSTEM_MEMORY_LOW
            ? "the machine is almost full, " + reading.observedMemory()
            : String.format(
                Locale.ROOT,
                "%d of %d bytes needed, of which %d may come free",
                wait.neededBytes(),
                budgetBytes,
                reading.releasableBytes());
    monitor.listeners.publish(
        new RunEvent.Paused(
            "chunk " + piece.number() + " (" + piece.chunk() + ") waits for memory: " + why,
            Duration.ofNanos(settings.ticker().nanoTime() - before)));
  }

  /** Puts a piece back that must not pass, and says what it needs and who holds the rest. */
  private BudgetExceededException budgetExceeded(
      RunResources open, PendingChunk piece, ChunkReading reading, long needed) {
    Chunk chunk = piece.chunk();
    Map<String, Long> parts = new LinkedHashMap<>();
    parts.put("the rows as read", chunk.retainedBytes());
    parts.put("the attempt", needed - reading.retainedBytesBefore());
    open.addMemoryParts(parts);
    parts.put("waiting parts", pendingBytes());
    parts.put("the report", monitor.retainedBytes());
    open.chain().rollback();
    monitor.listeners.publish(
        new RunEvent.Refused(
            piece.number(), chunk.firstSourceRow(), chunk.rowCount(), needed, budgetBytes));
    return new BudgetExceededException(
        "chunk " + piece.number() + " (" + chunk + ")",
        needed,
        budgetBytes,
        parts,
        "Raise the budget, or let ChunkPolicy accept overruns");
  }

  private void recordOverrun(PendingChunk piece, long accepted, long needed) {
    Chunk chunk = piece.chunk();
    monitor.statistics.overrun();
    monitor.memory.meter().overrun(needed);
    monitor.listeners.publish(
        new RunEvent.Overrun(
            piece.number(), chunk.firstSourceRow(), chunk.rowCount(), accepted, budgetBytes));
  }

  /** What is held but for a piece at work. */
  private long retainedBytes(RunResources open) {
    return open.retainedBytes() + pendingBytes() + monitor.retainedBytes();
  }

  private long pendingBytes() {
    long sum = 0;
    for (PendingChunk piece : pending) {
      sum += piece.chunk().retainedBytes();
    }
    return sum;
  }

  /** A piece was committed after so long. */
  void committed(PendingChunk piece, Duration took) {
    state = controller.afterCommit(state, piece.chunk().rowCount(), took);
  }

  /** Tells when chunks get another size from now on; to be called behind a commit. */
  void publishSizeChange(PendingChunk piece, Duration took) {
    if (pending.isEmpty()) {
      sizeEvents.chunkCommitted(piece.number(), state.nextRows(), took);
    }
  }
}
