package org.bandsaw.observe;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.bandsaw.probe.EnergyReading;

/** Everything a run can tell, as plain values. */
public sealed interface RunEvent {

  /** One sentence for people. */
  String describe();

  /**
   * Whether it belongs to the story of a run: all but {@link Committed}, of which there is one for
   * each chunk.
   */
  default boolean isDecision() {
    return true;
  }

  /**
   * A run began.
   *
   * @param job its name
   * @param source where its rows come from
   * @param columns the columns of the source
   * @param budgetBytes what it may account for
   * @param firstRows how many rows the first chunk may have; 0 for a batch, which has no chunks
   */
  record Started(String job, String source, List<String> columns, long budgetBytes, int firstRows)
      implements RunEvent {

    public Started {
      columns = List.copyOf(columns);
    }

    @Override
    public String describe() {
      return "job '"
          + job
          + "' started on "
          + source
          + " with "
          + columns.size()
          + (columns.size() == 1 ? " column" : " columns")
          + " under "
          + AmountFormat.mebibytes(budgetBytes)
          + (firstRows == 0 ? ", as a batch" : ", first chunk " + AmountFormat.rows(firstRows));
    }
  }

  /**
   * A chunk, or a part of one after a split, was committed.
   *
   * @param chunk its number as read, from 1
   * @param firstRow the source row it begins with
   * @param rowsIn source rows that went in
   * @param rowsOut rows that were committed; the others were filtered out
   * @param attempt which attempt at the chunk this was, from 1
   * @param took the time from reading it to its commit
   * @param allocatedBytes what the attempt allocated; -1 where nobody counts
   * @param retainedBytes what the run accounted for at the commit
   * @param nextRows how many rows the next chunk may have
   * @param energy what was used since the commit before, and how that is known; unavailable without
   *     a source of energy, and for chunks that were not sampled alone
   */
  record Committed(
      long chunk,
      long firstRow,
      int rowsIn,
      int rowsOut,
      int attempt,
      Duration took,
      long allocatedBytes,
      long retainedBytes,
      int nextRows,
      EnergyReading energy)
      implements RunEvent {

    /** A commit whose energy nobody asked for. */
    public Committed(
        long chunk,
        long firstRow,
        int rowsIn,
        int rowsOut,
        int attempt,
        Duration took,
        long allocatedBytes,
        long heldBytes,
        int nextRows) {
      this(
          chunk,
          firstRow,
          rowsIn,
          rowsOut,
          attempt,
          took,
          allocatedBytes,
          heldBytes,
          nextRows,
          EnergyReading.Unavailable.NOT_REQUESTED);
    }

    @Override
    public boolean isDecision() {
      return false;
    }

    @Override
    public String describe() {
      return String.format(
          Locale.ROOT,
          "chunk %d: %d rows from row %d committed in %.1f ms",
          chunk,
          rowsOut,
          firstRow,
          took.toNanos() / 1e6);
    }
  }

  /**
   * An attempt cost more than the budget, was rolled back, and will be tried in halves.
   *
   * @param chunk its number as read, from 1
   * @param firstRow the source row it begins with
   * @param rows how many rows it had
   * @param neededBytes what it took
   * @param budgetBytes what it might have taken
   * @param attempt which attempt at the chunk this was, from 1
   */
  record Split(long chunk, long firstRow, int rows, long neededBytes, long budgetBytes, int attempt)
      implements RunEvent {
    @Override
    public String describe() {
      return String.format(
          Locale.ROOT,
          "chunk %d: %s from row %d needed %s; rolled back and split (attempt %d)",
          chunk,
          AmountFormat.rows(rows),
          firstRow,
          AmountFormat.ofBudget(neededBytes, budgetBytes),
          attempt);
    }
  }

  /**
   * Later chunks get another number of rows.
   *
   * @param chunk the chunk that showed why, from 1
   * @param rowsBefore how many rows a chunk might have
   * @param rows how many it may have now
   * @param cause why, as in {@code there is room}
   * @param neededBytes the most that this chunk needed
   * @param budgetBytes what it might have needed
   */
  record Resized(
      long chunk, int rowsBefore, int rows, String cause, long neededBytes, long budgetBytes)
      implements RunEvent {
    @Override
    public String describe() {
      String how =
          rows == 2L * rowsBefore
              ? "doubled to " + AmountFormat.rows(rows)
              : 2L * rows == rowsBefore
                  ? "halved to " + AmountFormat.rows(rows)
                  : String.format(
                      Locale.ROOT,
                      "%s from %d to %s",
                      rows > rowsBefore ? "grown" : "cut",
                      rowsBefore,
                      AmountFormat.rows(rows));
      return String.format(
          Locale.ROOT,
          "chunk %d: %s because %s (%s needed)",
          chunk,
          how,
          cause,
          AmountFormat.ofBudget(neededBytes, budgetBytes));
    }
  }

  /**
   * Reading ahead ended, since chunks could not be made small enough, or began again.
   *
   * @param chunk the chunk that showed why, from 1
   * @param before whether chunks were read while another was worked on
   * @param after whether they are
   * @param cause why, as in {@code there is room}
   * @param neededBytes the most that this chunk needed
   * @param budgetBytes what it might have needed
   */
  record ReadAheadChanged(
      long chunk, boolean before, boolean after, String cause, long neededBytes, long budgetBytes)
      implements RunEvent {
    @Override
    public String describe() {
      return String.format(
          Locale.ROOT,
          "chunk %d: %s because %s (%s needed)",
          chunk,
          after ? "reads ahead again" : "reads nothing ahead any more",
          cause,
          AmountFormat.ofBudget(neededBytes, budgetBytes));
    }
  }

  /**
   * An attempt cost more than the budget and was accepted all the same, since its retries were used
   * up or one row cannot be split.
   */
  record Overrun(long chunk, long firstRow, int rows, long neededBytes, long budgetBytes)
      implements RunEvent {
    @Override
    public String describe() {
      return String.format(
          Locale.ROOT,
          "chunk %d: %s from row %d needed %s and %s accepted",
          chunk,
          AmountFormat.rows(rows),
          firstRow,
          AmountFormat.ofBudget(neededBytes, budgetBytes),
          rows == 1 ? "was" : "were");
    }
  }

  /** An attempt cost more than the budget, and the policy does not let it pass: the run ends. */
  record Refused(long chunk, long firstRow, int rows, long neededBytes, long budgetBytes)
      implements RunEvent {
    @Override
    public String describe() {
      return String.format(
          Locale.ROOT,
          "chunk %d: %s from row %d needed %s and %s refused",
          chunk,
          AmountFormat.rows(rows),
          firstRow,
          AmountFormat.ofBudget(neededBytes, budgetBytes),
          rows == 1 ? "was" : "were");
    }
  }

  /**
   * The run rested, for its compute budget or for memory that may come free.
   *
   * @param reason what for
   * @param took how long
   */
  record Paused(String reason, Duration took) implements RunEvent {
    @Override
    public String describe() {
      return String.format(Locale.ROOT, "paused for %.1f ms: %s", took.toNanos() / 1e6, reason);
    }
  }

  /**
   * More energy was used than the energy budget allows. Said once for a budget in joules, and at
   * most once a minute for one in watts.
   *
   * @param used joules of the run, or average watts of some 10 s
   * @param allowed what the budget allows, in the same unit
   * @param unit {@code J} or {@code W}
   * @param measured whether the energy was measured; otherwise it is an estimate
   */
  record EnergyOverBudget(double used, double allowed, String unit, boolean measured)
      implements RunEvent {
    @Override
    public String describe() {
      return String.format(
          Locale.ROOT,
          "over the energy budget: %.1f %s %s, %.1f %s allowed",
          used,
          unit,
          measured ? "measured" : "estimated",
          allowed,
          unit);
    }
  }

  /**
   * A strategy of backpressure changed its answer: other rows, or it began or ceased to pause.
   *
   * @param strategy its name
   * @param rowsBefore how many rows a read might ask for
   * @param rows how many it may ask for now, as far as this strategy goes
   * @param pause how long it waits before the next read
   */
  record BackpressureChanged(String strategy, int rowsBefore, int rows, Duration pause)
      implements RunEvent {
    @Override
    public String describe() {
      return String.format(
          Locale.ROOT,
          "%s: reads may ask for %d rows after %d, and wait %.1f ms",
          strategy,
          rows,
          rowsBefore,
          pause.toNanos() / 1e6);
    }
  }

  /**
   * A column appeared while data passed.
   *
   * @param column its name
   * @param firstSeenRow the source row from which it exists
   */
  record DynamicColumnAdded(String column, long firstSeenRow) implements RunEvent {
    @Override
    public String describe() {
      return "column '" + column + "' exists from row " + firstSeenRow;
    }
  }

  /**
   * A listener threw; said once for each listener.
   *
   * @param listener which one, counted from 1 in the order in which they were added
   * @param error what it threw
   */
  record ListenerFailed(String listener, String error) implements RunEvent {
    @Override
    public String describe() {
      return "listener " + listener + " threw " + error + "; the run goes on";
    }
  }

  /**
   * The run ended.
   *
   * @param outcome a word: SOURCE_ENDED, STOPPED, STOPPED_BY_CONSUMER or FAILED
   * @param rows rows committed
   */
  record Ended(String outcome, long rows) implements RunEvent {
    @Override
    public String describe() {
      return outcome + " after " + rows + " rows";
    }
  }
}
