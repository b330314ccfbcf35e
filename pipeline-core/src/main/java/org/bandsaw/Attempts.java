package org.bandsaw;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.bandsaw.control.BudgetExceededException;
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
final class Attempts {

  private final JobSettings settings;
  private final long budgetBytes;
  private final RunBooks books;
  private final WorkerThreads workers;
  private final ChunkController controller;
  private final Changes changes;
  private final Deque<Piece> waiting = new ArrayDeque<>();
  private ControllerState state;
  private long chunksRead;

  Attempts(JobSettings settings, RunBooks books, WorkerThreads workers) {
    this.settings = settings;
    this.budgetBytes = settings.memory().bytes();
    this.books = books;
    this.workers = workers;
    this.controller =
        ChunkController.of(settings.memory(), settings.chunks())
            .compute(settings.compute())
            .readingAhead(settings.parallelism() > 1);
    this.state = controller.initial();
    this.changes = new Changes(settings, books.listeners, state);
  }

  /** How many rows the next chunk should have. */
  int nextRows() {
    return state.nextRows();
  }

  /** Whether parts of a chunk that was split still wait. */
  boolean isMidChunk() {
    return !waiting.isEmpty();
  }

  /** The piece that waits in front, if any does. */
  @Nullable Piece next() {
    return waiting.poll();
  }

  /** A chunk that was just read. */
  Piece read(Chunk chunk) {
    state = controller.newChunk(state);
    return new Piece(chunk, ++chunksRead, 1, true);
  }

  /**
   * Tries a piece. If it is not accepted, it waits in front, or its parts do.
   *
   * @throws BudgetExceededException when it must not pass; nothing has changed then
   */
  Optional<Prepared> attempt(OpenRun open, Piece piece) {
    Chunk chunk = piece.chunk();
    long begun = settings.ticker().nanoTime();
    open.chain().mark();
    long heldBefore = heldBytes(open) + chunk.retainedBytes();
    OptionalLong before = workers.allocatedBytes();
    Chunk rows = open.chain().process(chunk, piece.number());
    OptionalLong after = workers.allocatedBytes();
    long allocated =
        before.isPresent() && after.isPresent() ? after.getAsLong() - before.getAsLong() : -1;
    long held = heldBytes(open) + chunk.retainedBytes();
    ChunkReading reading =
        new ChunkReading(
            chunk.rowCount(),
            Math.max(0, allocated),
            heldBefore,
            held,
            open.sinks().retainedBytes(),
            books.memory.observed());
    if (!accepted(open, piece, reading)) {
      return Optional.empty();
    }
    return Optional.of(new Prepared(piece, rows, allocated, held, begun));
  }

  private boolean accepted(OpenRun open, Piece piece, ChunkReading reading) {
    long needed = reading.neededBytes();
    books.slowing.needed(needed);
    Step step = controller.decide(state, reading);
    state = step.next();
    if (changes.see(piece.number(), reading, step)) {
      books.memory.meter().fewerInFlight();
    }
    open.source().readsAhead(state.measures().readsAhead());
    Decision decision = step.decision();
    if (decision instanceof Decision.Split split) {
      books.memory.meter().thrownAway(needed);
      splitUp(open, piece, split, needed);
      return false;
    }
    if (decision instanceof Decision.Pause wait) {
      books.memory.meter().thrownAway(needed);
      books.memory.meter().paused();
      open.chain().rollback();
      waiting.addFirst(piece.again());
      pause(piece, wait, reading, step.cause());
      return false;
    }
    if (decision instanceof Decision.Refuse refuse) {
      books.memory.meter().thrownAway(needed);
      throw refused(open, piece, reading, refuse.neededBytes());
    }
    if (decision instanceof Decision.Accept accept) {
      overrun(piece, accept.neededBytes(), needed);
    } else {
      books.memory.meter().kept(needed);
    }
    return true;
  }

  private void splitUp(OpenRun open, Piece piece, Decision.Split split, long needed) {
    open.chain().rollback();
    Chunk chunk = piece.chunk();
    books.log.split();
    books.listeners.tell(
        new RunEvent.Split(
            piece.number(),
            chunk.firstSourceRow(),
            chunk.rowCount(),
            needed,
            budgetBytes,
            piece.attempt()));
    int cut = split.firstRows();
    Piece rest = piece.part(cut, chunk.rowCount());
    Piece first = piece.part(0, cut);
    if (piece.fromReader()) {
      open.source().release(chunk);
    }
    waiting.addFirst(rest);
    waiting.addFirst(first);
    Naps.sleep(settings.sleeper(), split.pause(), "waiting to try a chunk again");
  }

  private void pause(Piece piece, Decision.Pause wait, ChunkReading reading, Cause cause) {
    long before = settings.ticker().nanoTime();
    Naps.sleep(settings.sleeper(), wait.time(), "waiting to try a chunk again");
    String why =
        cause == Cause.MACHINE_SHORT
            ? "the machine is almost full, " + reading.observed()
            : String.format(
                Locale.ROOT,
                "%d of %d bytes needed, of which %d may come free",
                wait.neededBytes(),
                budgetBytes,
                reading.passingBytes());
    books.listeners.tell(
        new RunEvent.Paused(
            "chunk " + piece.number() + " (" + piece.chunk() + ") waits for memory: " + why,
            Duration.ofNanos(settings.ticker().nanoTime() - before)));
  }

  /** Puts a piece back that must not pass, and says what it needs and who holds the rest. */
  private BudgetExceededException refused(
      OpenRun open, Piece piece, ChunkReading reading, long needed) {
    Chunk chunk = piece.chunk();
    Map<String, Long> parts = new LinkedHashMap<>();
    parts.put("the rows as read", chunk.retainedBytes());
    parts.put("the attempt", needed - reading.heldBefore());
    open.parts(parts);
    parts.put("waiting parts", waitingBytes());
    parts.put("the report", books.retainedBytes());
    open.chain().rollback();
    books.listeners.tell(
        new RunEvent.Refused(
            piece.number(), chunk.firstSourceRow(), chunk.rowCount(), needed, budgetBytes));
    return new BudgetExceededException(
        "chunk " + piece.number() + " (" + chunk + ")",
        needed,
        budgetBytes,
        parts,
        "Raise the budget, or let ChunkPolicy accept overruns");
  }

  private void overrun(Piece piece, long accepted, long needed) {
    Chunk chunk = piece.chunk();
    books.log.overrun();
    books.memory.meter().overrun(needed);
    books.listeners.tell(
        new RunEvent.Overrun(
            piece.number(), chunk.firstSourceRow(), chunk.rowCount(), accepted, budgetBytes));
  }

  /** What is held but for a piece at work. */
  private long heldBytes(OpenRun open) {
    return open.retainedBytes() + waitingBytes() + books.retainedBytes();
  }

  private long waitingBytes() {
    long sum = 0;
    for (Piece piece : waiting) {
      sum += piece.chunk().retainedBytes();
    }
    return sum;
  }

  /** A piece was committed after so long. */
  void committed(Piece piece, Duration took) {
    state = controller.committed(state, piece.chunk().rowCount(), took);
  }

  /** Tells when chunks get another size from now on; to be called behind a commit. */
  void tellChanges(Piece piece, Duration took) {
    if (waiting.isEmpty()) {
      changes.done(piece.number(), state.nextRows(), took);
    }
  }
}
